"""Checkov's opinion on a resource graph, in our terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from hds_blueprint.checkov import install
from hds_blueprint.checkov.catalogue import check, pinned_version, readings
from hds_blueprint.checkov.certainty import certain
from hds_blueprint.checkov.connections import Connections
from hds_blueprint.checkov.plan import BridgedPlan, terraform_plan
from hds_blueprint.checkov.process import scan
from hds_blueprint.checkov.property_paths import places, places_read
from hds_blueprint.data_files import read_data
from hds_blueprint.graph.model import Resource, ResourceGraph
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Enforcement, Finding, Status

_STATUS = {
    "passed_checks": Status.PASS,
    "failed_checks": Status.FAIL,
    "unknown_checks": Status.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class CheckovResult:
    """Findings ordered by resource and check; `version` is that of Checkov, empty where it did not run.

    `notices` say what was left out: Checkov itself, or types and properties that have no translation.
    """

    findings: tuple[Finding, ...]
    version: str
    notices: tuple[str, ...] = ()


def run(
    graph: ResourceGraph, *, language: Language = "en", external_checks: Sequence[Path] = ()
) -> CheckovResult:
    """Run Checkov on a graph, offline.

    Where its environment is not there, nothing runs and a notice says so: no network call is made
    that nobody asked for. Raises InputError where Checkov runs and fails.
    """
    if not install.is_current():
        return CheckovResult((), "", (_notices()["missing"][language],))
    bridged = terraform_plan(graph)
    notices = tuple(_notices()["unmapped"][language].format(what=what) for what in bridged.unmapped)
    if not bridged.addresses:
        return CheckovResult((), pinned_version(), notices)
    connections = Connections(graph, external_checks)
    found = [
        finding
        for report in scan(bridged.plan, external_checks)
        for finding in _findings(report, bridged, connections, graph, language)
    ]
    ordered = sorted(found, key=lambda finding: (finding.urn, finding.rule, finding.path or ""))
    return CheckovResult(tuple(ordered), pinned_version(), notices)


def _findings(
    report: Mapping[str, Any],
    bridged: BridgedPlan,
    connections: Connections,
    graph: ResourceGraph,
    language: Language,
) -> list[Finding]:
    found: list[Finding] = []
    for kind, status in _STATUS.items():
        for entry in report["results"].get(kind) or ():
            urn = bridged.addresses.get(str(entry.get("resource_address") or entry.get("resource")))
            if urn is not None:
                found.append(_finding(entry, status, graph.by_urn[urn], connections, graph, language))
    return found


def _finding(
    entry: Mapping[str, Any],
    status: Status,
    resource: Resource,
    connections: Connections,
    graph: ResourceGraph,
    language: Language,
) -> Finding:
    known = check(str(entry["check_id"]), str(entry["check_name"]))
    evaluated = places(resource, (entry.get("check_result") or {}).get("evaluated_keys") or ())
    holder: Resource | None = None
    if connections.judges(known.id):
        place = evaluated[0] if evaluated and status is Status.FAIL else None
        if hidden := connections.unsettled(known.id, resource, passed=status is Status.PASS):
            status, place = Status.UNKNOWN, hidden.place
            holder = hidden.resource if hidden.resource is not resource else None
    else:
        reading = readings().get(known.id)
        read = places_read(resource, reading)
        status, place = certain(status, evaluated, read, presence=reading is not None and reading.presence)
    exception = _exception(known.id, resource, graph, language) if status is Status.FAIL else None
    return Finding(
        rule=known.id,
        status=status,
        urn=resource.urn,
        severity=known.severity,
        # a second opinion is shown and counted; what stops a deployment are our own rules
        enforcement=Enforcement.ADVISORY,
        message=known.name,
        path=place.path if place is not None else None,
        controls=known.controls,
        origin=resource.origin,
        tool="checkov",
        waiver=exception,
        holder=holder.urn if holder is not None else None,
    )


def _exception(check_id: str, resource: Resource, graph: ResourceGraph, language: Language) -> str | None:
    """The reason why a failure of our own components is accepted; those of other programs never are."""
    if not any(parent.type.startswith("hds:") for parent in graph.ancestors(resource)):
        return None
    for entry in _exceptions():
        same = entry["check"] == check_id and entry["type"] == resource.type
        if same and fnmatchcase(resource.name, entry["resources"]):
            return str(entry["reason"][language])
    return None


@cache
def _exceptions() -> list[dict[str, Any]]:
    return read_data("hds_blueprint.checkov", "exceptions.yaml")


@cache
def _notices() -> dict[str, dict[str, str]]:
    return read_data("hds_blueprint.checkov", "notices.yaml")
