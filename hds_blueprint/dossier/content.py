"""What the architecture file says of resources and verdict, as plain rows: derived, never invented."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.encryption import Encryption, encryption, of_setting
from hds_blueprint.dossier.labels import TypeLabels
from hds_blueprint.dossier.topology import account_of, subnets_of, zone_of
from hds_blueprint.graph.model import Origin, Resource, ResourceGraph, targets
from hds_blueprint.policies.verdict import Finding, Severity, Status, Verdict

DATA_CLASS_TAG = "data-class"


@dataclass(frozen=True, slots=True)
class RegionalCopy:
    """What a resource keeps in another region than its own."""

    region: str
    label: str
    encryption: Encryption


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """One resource as a reader sees it; `zones` counts its availability zones, 0 outside a VPC.

    `everywhere` says that its service has no region; `account` is empty for the stack's own. `copy_alone`
    says that it holds nothing in its own region.
    """

    anchor: str
    name: str
    type: str
    label: str
    region: str
    everywhere: bool
    data_class: str
    encryption: Encryption
    zones: int
    protected: bool
    holds_data: bool
    external: bool
    origin: Origin | None
    urn: str = ""
    account: str = ""
    copies: tuple[RegionalCopy, ...] = ()
    copy_alone: bool = False


@dataclass(frozen=True, slots=True)
class InventoryGroup:
    """The rows of one group of resource types, in the order of the graph."""

    title: str
    rows: tuple[InventoryRow, ...]
    id: str = ""

    @property
    def columns(self) -> frozenset[str]:
        """Which of the columns that not every resource fills have something to show."""
        shown = {
            "data_class": any(row.data_class for row in self.rows),
            "encryption": any(row.encryption.kind != "silent" for row in self.rows),
            "zones": any(row.zones for row in self.rows),
            "protected": any(row.protected for row in self.rows),
            "origin": any(row.origin for row in self.rows),
        }
        return frozenset(name for name, filled in shown.items() if filled)


def inventory(graph: ResourceGraph, labels: TypeLabels) -> tuple[InventoryGroup, ...]:
    """Every resource of the stack by group; providers and components are not places of their own."""
    rows: dict[str, list[InventoryRow]] = {}
    for resource in graph.resources:
        if is_place(resource):
            rows.setdefault(labels.group(resource.type), []).append(_row(graph, labels, resource))
    return tuple(
        InventoryGroup(labels.group_title(group), tuple(rows[group]), group)
        for group in labels.groups
        if group in rows
    )


def is_place(resource: Resource) -> bool:
    """Whether a resource stands for something of its own in AWS: neither a provider nor a component."""
    return resource.custom and not resource.type.startswith("pulumi:")


def _row(graph: ResourceGraph, labels: TypeLabels, resource: Resource) -> InventoryRow:
    subnets = (graph.by_urn[urn] for urn in subnets_of(graph, resource))
    everywhere = labels.is_global(resource.type)
    copied = copied_store(graph, labels, resource)
    return InventoryRow(
        anchor=anchor(resource.urn),
        name=resource.name,
        type=resource.type,
        label=labels.title(resource.type),
        region="" if everywhere else resource.region or "",
        everywhere=everywhere,
        data_class=data_class(resource) or (data_class(copied) if copied else ""),
        encryption=encryption(graph, labels, resource),
        zones=len({zone_of(subnet) or subnet.urn for subnet in subnets}),
        protected=resource.options.protect,
        holds_data=labels.holds_data(resource.type),
        external=resource.external,
        origin=resource.origin,
        urn=resource.urn,
        account=account_of(graph, resource),
        copies=regional_copies(graph, labels, resource),
        copy_alone=copied is not None,
    )


def regional_copies(graph: ResourceGraph, labels: TypeLabels, resource: Resource) -> tuple[RegionalCopy, ...]:
    """The copies that a resource keeps in other regions, as its own settings name them."""
    known = labels.copies(resource.type)
    if known is None:
        return ()
    (name, field), _ = known
    stated = resource.inputs.get(name)
    settings = stated if isinstance(stated, list) else [stated]
    return tuple(
        RegionalCopy(region, labels.copy_title(resource.type), of_setting(graph, setting))
        for setting in settings
        if isinstance(setting, dict) and isinstance(region := setting.get(field), str)
    )


def copied_store(graph: ResourceGraph, labels: TypeLabels, resource: Resource) -> Resource | None:
    """What a resource is a copy of, where it holds nothing else."""
    known = labels.copies(resource.type)
    source = known[1] if known else ""
    return next((graph.by_urn[urn] for urn in targets(resource, source) if urn in graph.by_urn), None)


def data_class(resource: Resource) -> str:
    """The data class that a resource is tagged with; empty where it has no such tag."""
    for tags in (resource.inputs.get("tags"), resource.inputs.get("tagsAll")):
        if isinstance(tags, dict) and isinstance(value := tags.get(DATA_CLASS_TAG), str):
            return value
    return ""


@dataclass(frozen=True, slots=True)
class Posture:
    """The verdicts of a tool in figures, and what readers must look at; `rules` are those that it applied."""

    counts: dict[str, int]
    rules: int
    failures: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    waived: tuple[Finding, ...]


_ORDER = {severity: place for place, severity in enumerate(Severity)}


def posture(verdict: Verdict, tool: str = "hds") -> Posture:
    """Counts by verdict, and failures with the most severe first; waived failures are apart.

    `tool` is `hds` for our rules, `checkov` for the second opinion.
    """
    counts = Counter(f.status.value for f in verdict.findings if f.tool == tool and f.waiver is None)

    def ordered(found: Iterable[Finding]) -> tuple[Finding, ...]:
        own = (f for f in found if f.tool == tool)
        return tuple(sorted(own, key=lambda f: (_ORDER[f.severity], f.rule, f.urn)))

    return Posture(
        counts={status.value: counts.get(status.value, 0) for status in Status},
        rules=len({f.rule for f in verdict.findings if f.tool == tool}),
        failures=ordered(verdict.with_status(Status.FAIL)),
        unknown=ordered(verdict.with_status(Status.UNKNOWN)),
        waived=ordered(verdict.waived),
    )


def fingerprint(*texts: str) -> str:
    """SHA-256 of the inputs, hexadecimal: the same inputs give the same file."""
    digest = hashlib.sha256()
    for text in texts:
        encoded = text.encode()
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()
