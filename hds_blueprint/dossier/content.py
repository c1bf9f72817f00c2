"""What the architecture file says, as plain rows: derived from document, graph and verdict alone."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hds_blueprint.deployment.backend import StatePlace
from hds_blueprint.dossier.architecture import anchor
from hds_blueprint.dossier.labels import TypeLabels
from hds_blueprint.dossier.topology import key_of, subnets_of, zone_of
from hds_blueprint.graph.model import Origin, Resource, ResourceGraph
from hds_blueprint.hosting.facts import regions
from hds_blueprint.policies.verdict import Finding, Severity, Status, Verdict

DATA_CLASS_TAG = "data-class"


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """One resource as a reader sees it; `zones` counts its availability zones, 0 outside a VPC."""

    anchor: str
    name: str
    type: str
    label: str
    region: str
    component: str
    data_class: str
    key: str
    zones: int
    protected: bool
    holds_data: bool
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class InventoryGroup:
    """The rows of one group of resource types, in the order of the graph."""

    title: str
    rows: tuple[InventoryRow, ...]


def inventory(graph: ResourceGraph, labels: TypeLabels) -> tuple[InventoryGroup, ...]:
    """Every resource of the stack by group; providers and components are not places of their own."""
    rows: dict[str, list[InventoryRow]] = {}
    for resource in graph.resources:
        if resource.custom and not resource.type.startswith("pulumi:"):
            rows.setdefault(labels.group(resource.type), []).append(_row(graph, labels, resource))
    return tuple(
        InventoryGroup(labels.group_title(group), tuple(rows[group]))
        for group in labels.groups
        if group in rows
    )


def _row(graph: ResourceGraph, labels: TypeLabels, resource: Resource) -> InventoryRow:
    subnets = (graph.by_urn[urn] for urn in subnets_of(graph, resource))
    component = next(graph.ancestors(resource), None)
    return InventoryRow(
        anchor=anchor(resource.urn),
        name=resource.name,
        type=resource.type,
        label=labels.title(resource.type),
        region=resource.region or "",
        component=component.name if component is not None else "",
        data_class=data_class(resource),
        key=key_of(graph, resource) or "",
        zones=len({zone_of(subnet) or subnet.urn for subnet in subnets}),
        protected=resource.options.protect,
        holds_data=labels.holds_data(resource.type),
        origin=resource.origin,
    )


def data_class(resource: Resource) -> str:
    """The data class that a resource is tagged with; empty where it has no such tag."""
    for tags in (resource.inputs.get("tags"), resource.inputs.get("tagsAll")):
        if isinstance(tags, dict) and isinstance(value := tags.get(DATA_CLASS_TAG), str):
            return value
    return ""


STATE_ANCHOR = "deployment-state"


def state_group(
    labels: TypeLabels, stack: str, place: StatePlace | None, document: Origin | None
) -> InventoryGroup:
    """The deployment state as a row of the inventory: it holds data like a store does."""
    row = InventoryRow(
        anchor=STATE_ANCHOR,
        name=f"Pulumi – {stack}",
        type="pulumi:state",
        label=labels.title("pulumi:state"),
        region=(place.region if place else None) or "",
        component="",
        data_class="technical",
        key=(place.key if place else None) or "",
        zones=0,
        protected=False,
        holds_data=True,
        origin=document,
    )
    return InventoryGroup(labels.group_title("state"), (row,))


@dataclass(frozen=True, slots=True)
class Location:
    """What is stored in one region; `place` is its town or country, empty where the region is not stated."""

    region: str
    place: str
    rows: tuple[InventoryRow, ...]


def locations(groups: Sequence[InventoryGroup]) -> tuple[Location, ...]:
    """The places where data are held, by region, regions in the order of their first place."""
    by_region: dict[str, list[InventoryRow]] = {}
    for group in groups:
        for row in group.rows:
            if row.holds_data:
                by_region.setdefault(row.region, []).append(row)
    known = regions()
    return tuple(
        Location(
            region, f"{known[region].place}, {known[region].country}" if region in known else "", tuple(rows)
        )
        for region, rows in by_region.items()
    )


@dataclass(frozen=True, slots=True)
class Posture:
    """The verdict in figures, and what readers must look at."""

    counts: dict[str, int]
    rules: int
    failures: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    waived: tuple[Finding, ...]


_ORDER = {severity: place for place, severity in enumerate(Severity)}


def posture(verdict: Verdict) -> Posture:
    """Counts by verdict, and failures with the most severe first; waived failures are apart."""
    waived = tuple(f for f in verdict.findings if f.waiver is not None)
    counts = Counter(f.status.value for f in verdict.findings if f.waiver is None)

    def ordered(status: Status) -> tuple[Finding, ...]:
        found = verdict.with_status(status)
        return tuple(sorted(found, key=lambda f: (_ORDER[f.severity], f.tool, f.rule, f.urn)))

    return Posture(
        counts={status.value: counts.get(status.value, 0) for status in Status},
        rules=len({f.rule for f in verdict.findings if f.tool == "hds"}),
        failures=ordered(Status.FAIL),
        unknown=ordered(Status.UNKNOWN),
        waived=waived,
    )


def fingerprint(*texts: str) -> str:
    """SHA-256 of the inputs, hexadecimal: the same inputs give the same file."""
    digest = hashlib.sha256()
    for text in texts:
        encoded = text.encode()
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()
