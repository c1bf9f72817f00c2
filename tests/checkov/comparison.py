"""The cases: the same resources in Terraform's language and in Pulumi's, and what Checkov says of each."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from hds_blueprint.checkov.install import folder
from hds_blueprint.checkov.plan import terraform_plan
from hds_blueprint.checkov.process import scan
from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, Secret
from tests.policies.graphs import urn

CASES = Path(__file__).parent / "cases"
# (case, Terraform address in it, check) → verdict
Verdicts: TypeAlias = dict[tuple[str, str, str], str]
_KINDS = {"passed_checks": "PASS", "failed_checks": "FAIL", "unknown_checks": "UNKNOWN"}


@dataclass(frozen=True)
class Case:
    name: str
    terraform: str
    pulumi: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class _Named:
    """An output of another resource of the case: `key.arn`."""

    text: str


class _Loader(yaml.SafeLoader):
    """YAML with the graph's values: !ref, !join, !secret, !json and !jsons (a list as JSON text)."""


_Loader.add_constructor("!ref", lambda loader, node: _Named(loader.construct_scalar(node)))
_Loader.add_constructor("!secret", lambda loader, node: Secret())
_Loader.add_constructor("!join", lambda loader, node: tuple(loader.construct_sequence(node)))
_Loader.add_constructor("!json", lambda loader, node: json.dumps(loader.construct_mapping(node, deep=True)))
_Loader.add_constructor("!jsons", lambda loader, node: json.dumps(loader.construct_sequence(node, deep=True)))


def load_cases() -> list[Case]:
    return [
        Case(entry["name"], entry["terraform"], entry["pulumi"])
        for path in sorted(CASES.glob("*.yaml"))
        for entry in yaml.load(path.read_text("utf-8"), _Loader)
    ]


def graph(cases: Iterable[Case]) -> ResourceGraph:
    """One graph of all cases; a resource's name is that of its case and its own."""
    resources = [
        Resource(own(case, name), type_, f"{case.name}.{name}", _value(inputs, case))
        for case in cases
        for name, body in case.pulumi.items()
        for type_, inputs in body.items()
    ]
    return ResourceGraph("cases", "test", "program", tuple(resources))


def own(case: Case, name: str) -> str:
    return urn(next(iter(case.pulumi[name])), f"{case.name}.{name}")


def _value(value: Any, case: Case) -> Any:
    match value:
        case _Named():
            name, _, output = value.text.partition(".")
            return Ref(own(case, name), output)
        case tuple():
            return Join(tuple(_value(part, case) for part in value))
        case dict():
            return {key: _value(item, case) for key, item in value.items()}
        case list():
            return [_value(item, case) for item in value]
        case _:
            return value


def through_the_bridge(cases: Iterable[Case]) -> Verdicts:
    bridged = terraform_plan(graph(cases))
    found: Verdicts = {}
    for report in scan(bridged.plan):
        for kind, verdict in _KINDS.items():
            for entry in report["results"].get(kind) or ():
                if source := bridged.addresses.get(entry["resource_address"] or entry["resource"]):
                    case, _, name = source.rpartition("::")[2].partition(".")
                    address = f"{entry['resource'].partition('.')[0]}.{name}"
                    found[case, address, entry["check_id"]] = verdict
    return found


def directly(cases: Iterable[Case], place: Path) -> Verdicts:
    """Checkov on Terraform's language, a folder per case, all in one run."""
    for case in cases:
        (place / case.name).mkdir()
        (place / case.name / "main.tf").write_text(case.terraform, "utf-8")
    command = [
        *(str(folder() / "bin" / "python"), str(folder() / "bin" / "checkov")),
        *("--directory", str(place), "--framework", "terraform", "--output", "json"),
        *("--skip-download", "--compact", "--soft-fail"),
    ]
    environment = {"HOME": str(place), "LANG": "C.UTF-8", "CKV_SKIP_PACKAGE_UPDATE_CHECK": "True"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    found: Verdicts = {}
    said = json.loads(done.stdout)
    for report in said if isinstance(said, list) else [said]:
        assert not report["results"]["parsing_errors"], report["results"]["parsing_errors"]
        for kind, verdict in _KINDS.items():
            for entry in report["results"].get(kind) or ():
                case = Path(entry["file_path"]).parent.name
                found[case, entry["resource"], entry["check_id"]] = verdict
    return found
