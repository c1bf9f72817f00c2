"""The bridge: a resource graph as a Terraform plan, in the JSON form that Terraform's `show` writes.

Format: https://developer.hashicorp.com/terraform/internals/json-format (read for version 1.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from hds_blueprint.checkov.expressions import Translator, snake
from hds_blueprint.checkov.table import TerraformType, TypeTable, type_table
from hds_blueprint.graph.model import Ref, Resource, ResourceGraph, name_of, type_of

PROVIDER = "registry.terraform.io/hashicorp/aws"
# Stands for the account in ARNs that are known only after apply; AWS's documentation uses it.
ACCOUNT = "123456789012"
# Stand for credentials that a program has in plain text, which Checkov looks for: a plan never holds the
# real ones. The examples of AWS's documentation (AWS General Reference, AWS access keys).
CREDENTIALS = {
    "accessKey": ("access_key", "AKIAIOSFODNN7EXAMPLE"),
    "secretKey": ("secret_key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
}


@dataclass(frozen=True, slots=True)
class BridgedPlan:
    """A plan, the URN of each Terraform address, and what could not be translated.

    `unmapped` names types (`random:index/randomId:RandomId`) and properties
    (`aws:eks/cluster:Cluster.defaultAddonsToRemoves`), each once, in order of appearance.
    """

    plan: dict[str, Any]
    addresses: dict[str, str]
    unmapped: tuple[str, ...]


def terraform_plan(graph: ResourceGraph) -> BridgedPlan:
    """The plan that creates every AWS resource of a graph. The same graph gives the same plan."""
    table = type_table()
    unmapped: dict[str, None] = {}
    known = {r.urn: found for r in _bridged(graph) if (found := table.find(r.type)) is not None}
    for resource in _bridged(graph):
        if resource.urn not in known:
            unmapped[resource.type] = None
    addresses = _addresses(graph, known)
    providers = _providers(graph)
    planned: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    configured: list[dict[str, Any]] = []
    for urn, address in addresses.items():
        resource = graph.by_urn[urn]
        head = _head(address, known[urn])
        values, unknown, expressions = _translate(resource, known[urn], table, graph, addresses, unmapped)
        planned.append({**head, "schema_version": 0, "values": values})
        change = {"actions": ["create"], "before": None, "after": values, "after_unknown": unknown}
        changes.append({**head, "change": change})
        key = providers.get(resource.provider or "", ("aws", {}))[0]
        configured.append(
            {**head, "provider_config_key": key, "expressions": expressions, "schema_version": 0}
        )
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {
            "provider_config": _provider_configuration(providers),
            "root_module": {"resources": configured},
        },
    }
    urns = {address: urn for urn, address in addresses.items()}
    urns |= {_provider_address(key): urn for urn, (key, _) in providers.items()} if urns else {}
    return BridgedPlan(plan, urns, tuple(unmapped))


def _bridged(graph: ResourceGraph) -> list[Resource]:
    """The resources that a plan has: neither components and providers, nor what is only read."""
    return [r for r in graph.resources if r.custom and not r.external and not r.type.startswith("pulumi:")]


def _head(address: str, found: TerraformType) -> dict[str, Any]:
    name = address.removeprefix(f"{found.name}.")
    return {
        "address": address,
        "mode": "managed",
        "type": found.name,
        "name": name,
        "provider_name": PROVIDER,
    }


def _translate(
    resource: Resource,
    found: TerraformType,
    table: TypeTable,
    graph: ResourceGraph,
    addresses: dict[str, str],
    unmapped: dict[str, None],
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    def report(path: str) -> None:
        anywhere = re.sub(r"\[[0-9]+\]", "", path)
        unmapped[f"{resource.type}.{anywhere}"] = None

    def address(urn: str) -> str | None:
        return addresses.get(urn) or _elsewhere(urn, table)

    translator = Translator(table, address, lambda reference: _stand_in(reference, graph, address), report)
    return translator.block(resource.inputs, found.arguments, dependencies=resource.dependencies)


def _addresses(graph: ResourceGraph, known: dict[str, TerraformType]) -> dict[str, str]:
    """A valid and unique Terraform address per URN."""
    taken: set[str] = set()
    uses: dict[str, int] = {}
    found: dict[str, str] = {}
    for urn, terraform in known.items():
        first = f"{terraform.name}.{_identifier(graph.by_urn[urn].name)}"
        address = first
        while address in taken:
            uses[first] = uses.get(first, 1) + 1
            address = f"{first}_{uses[first]}"
        taken.add(address)
        found[urn] = address
    return found


def _identifier(name: str) -> str:
    """A Pulumi name as Terraform allows it."""
    text = re.sub(r"[^A-Za-z0-9_-]", "_", name)
    return text if re.match(r"[A-Za-z_]", text) else f"_{text}"


def _elsewhere(urn: str, table: TypeTable) -> str | None:
    """The address of a resource that the plan does not have: one that is only read, or not of AWS.

    What refers to it is set all the same, and Checkov must not take it for missing.
    """
    try:
        token, name = type_of(urn), _identifier(name_of(urn))
    except ValueError:
        return None
    if found := table.find(token):
        return f"data.{found.name}.{name}"
    package, _, kind = token.rpartition(":")
    return f"{_identifier(package.split(':')[0])}_{_identifier(snake(kind))}.{name}"


def _stand_in(reference: Ref, graph: ResourceGraph, address: Callable[[str], str | None]) -> str:
    """A plausible text for an output inside a longer string: an ARN of this very resource, or its name."""
    found = (address(reference.urn) or "unknown.unknown").removeprefix("data.")
    terraform, name = found.split(".", 1)
    leaf = snake(reference.property.rsplit(".", 1)[-1])
    if not leaf.endswith("arn") or found == "unknown.unknown":
        return f"{name}-{leaf}".replace("_", "-")
    if terraform.startswith("aws_s3_bucket"):
        return f"arn:aws:s3:::{name}"
    service = type_of(reference.urn).split(":")[1].split("/")[0]
    resource = graph.by_urn.get(reference.urn)
    region = (resource.region if resource else None) or ""
    place = "" if service == "iam" else region
    return f"arn:aws:{service}:{place}:{ACCOUNT}:{terraform.removeprefix('aws_')}/{name}"


def _providers(graph: ResourceGraph) -> dict[str, tuple[str, dict[str, str]]]:
    """Configuration key and settings of each AWS provider by URN; the first has no alias."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    taken = {_provider_address("aws")}
    for provider in graph.of_type("pulumi:providers:aws"):
        first = f"aws.{re.sub(r'[^A-Za-z0-9_]', '_', provider.name)}"
        alias = next(name for n in count(1) if (name := first if n == 1 else f"{first}_{n}") not in taken)
        key = alias if found else "aws"
        taken.add(key)
        region = provider.inputs.get("region")
        settings = {"region": region} if isinstance(region, str) else {}
        for name, (argument, example) in CREDENTIALS.items():
            if isinstance(provider.inputs.get(name), str):
                settings[argument] = example
        found[provider.urn] = (key, settings)
    return found


def _provider_address(key: str) -> str:
    """A provider as Checkov names it in its results."""
    return "aws.default" if key == "aws" else key


def _provider_configuration(providers: dict[str, tuple[str, dict[str, str]]]) -> dict[str, Any]:
    configuration: dict[str, Any] = {}
    for key, settings in providers.values():
        entry: dict[str, Any] = {"name": "aws", "full_name": PROVIDER}
        if "." in key:
            entry["alias"] = key.split(".", 1)[1]
        if settings:
            entry["expressions"] = {name: {"constant_value": value} for name, value in settings.items()}
        configuration[key] = entry
    return configuration or {"aws": {"name": "aws", "full_name": PROVIDER}}
