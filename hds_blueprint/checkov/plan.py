"""The bridge: a resource graph as a Terraform plan, in the JSON form that Terraform's `show` writes.

Format: https://developer.hashicorp.com/terraform/internals/json-format (read for version 1.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hds_blueprint.checkov.expressions import Translator, snake
from hds_blueprint.checkov.providers import DEFAULT, PROVIDER, provider_config, providers
from hds_blueprint.checkov.table import TerraformType, TypeTable, type_table
from hds_blueprint.graph.model import Ref, Resource, ResourceGraph, name_of, type_of

# Stands for the account in ARNs that are known only after apply; AWS's documentation uses it.
ACCOUNT = "123456789012"


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
    configured_providers = providers(graph, lambda what: unmapped.setdefault(what))
    planned: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    configured: list[dict[str, Any]] = []
    for urn, address in addresses.items():
        resource = graph.by_urn[urn]
        head = _head(address, known[urn])
        provider = configured_providers.get(resource.provider or "")
        values, unknown, expressions = _translate(resource, known[urn], table, graph, addresses, unmapped)
        if provider is not None and provider.default_tags and "tags" in known[urn].arguments:
            tags = values.get("tags")
            values["tags_all"] = {**provider.default_tags, **(tags if isinstance(tags, dict) else {})}
        planned.append({**head, "schema_version": 0, "values": values})
        change = {"actions": ["create"], "before": None, "after": values, "after_unknown": unknown}
        changes.append({**head, "change": change})
        key = provider.key if provider is not None else DEFAULT
        configured.append(
            {**head, "provider_config_key": key, "expressions": expressions, "schema_version": 0}
        )
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {
            "provider_config": provider_config(configured_providers),
            "root_module": {"resources": configured},
        },
    }
    urns = {address: urn for urn, address in addresses.items()}
    if urns:
        urns |= {provider.address: urn for urn, provider in configured_providers.items()}
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
    resource = graph.by_urn.get(reference.urn)
    if terraform.startswith("aws_s3_bucket"):
        own = resource.inputs.get("bucket") if resource else None
        return f"arn:aws:s3:::{own if isinstance(own, str) else name}"
    service = type_of(reference.urn).split(":")[1].split("/")[0]
    region = (resource.region if resource else None) or ""
    place = "" if service == "iam" else region
    return f"arn:aws:{service}:{place}:{ACCOUNT}:{terraform.removeprefix('aws_')}/{name}"
