"""Availability on paper: AWS's credit thresholds combined for the layout, and the changes that raise them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import prod

from hds_blueprint.hosting.built import not_built
from hds_blueprint.hosting.document import Location, path_text
from hds_blueprint.hosting.facts import service_level, service_name, table
from hds_blueprint.hosting.requirements import HostingRequirements

_ZONES: Location = ("network", "zones")
_AURORA = {"postgresql": "aurora-postgresql", "mysql": "aurora-mysql"}
_EXACT = 10  # with more candidates than this, subsets are not all tried


@dataclass(frozen=True, slots=True)
class Term:
    """One service that every request depends on: its key, the part of the document, its threshold in percent.

    `changes` are the fields that would raise it: spread over several zones, on a better engine; empty where
    there is nothing to change.
    """

    service: str
    part: str
    level: float
    changes: tuple[Location, ...] = ()

    @property
    def name(self) -> str:
        """AWS's name of the service, with the document's name of the part where there is one."""
        return f"{service_name(self.service)} ({self.part})" if self.part else service_name(self.service)


def terms(needs: HostingRequirements, changed: frozenset[Location] = frozenset()) -> tuple[Term, ...]:
    """The terms of the product, in the order of a request; `changed` fields count as spread over zones.

    What a service of several zones promises, it promises for the region: it counts once, however many
    workloads or buckets use it. Databases, caches, search indexes and single tasks fail one by one: each
    counts. Jobs run at set times, and no request waits for them.
    """
    return tuple(dict.fromkeys(_terms(needs, changed)))


def combined(needs: HostingRequirements, changed: frozenset[Location] = frozenset()) -> float:
    """The product of the credit thresholds in percent: not an availability to expect."""
    return prod(term.level / 100 for term in terms(needs, changed)) * 100


def best(needs: HostingRequirements) -> float:
    """The product with everything spread over zones: the most that a layout in one region gives on paper."""
    return combined(needs, frozenset(_candidates(needs)))


def cheapest_change(needs: HostingRequirements, target: float) -> tuple[Location, ...] | None:
    """The cheapest fields to change so that the product reaches the target; None where none does.

    Costs are ranks (facts/zone_changes.yaml): a second task costs less than a second database, and that
    less than moving the data to another engine.
    """
    candidates = _candidates(needs)
    costs = {location: _cost(location) for location in candidates}
    if not reaches(combined(needs, frozenset(candidates)), target):
        return None
    if len(candidates) <= _EXACT:
        subsets = [each for size in range(len(candidates) + 1) for each in combinations(candidates, size)]
        subsets.sort(key=lambda each: sum(costs[location] for location in each))
        return next(each for each in subsets if reaches(combined(needs, frozenset(each)), target))
    kept = list(candidates)
    for location in sorted(candidates, key=lambda each: -costs[each]):
        fewer = [each for each in kept if each != location]
        if reaches(combined(needs, frozenset(fewer)), target):
            kept = fewer
    return tuple(kept)


def reaches(level: float, target: float) -> bool:
    """Whether a product reaches a target, rounding of the arithmetic aside."""
    return level >= target - 1e-9


def change_text(needs: HostingRequirements, location: Location) -> str:
    """A change as the document writes it: `databases.records.multi_az: true`."""
    if location[-1] == "multi_az":
        value = "true"
    elif location[-1] == "engine":
        value = _AURORA[needs.databases[str(location[1])].engine]
    else:
        value = "2"
    return f"{path_text(location)}: {value}"


def _terms(needs: HostingRequirements, changed: frozenset[Location]) -> Iterator[Term]:
    """In the order of a request: the way in, the workloads, the stores, the way out."""
    zones = needs.network.zones > 1 or _ZONES in changed
    missing: tuple[Location, ...] = () if zones else (_ZONES,)
    if needs.network.vpns:
        yield _regional("vpn")
    if any(workload.hostname for workload in needs.workloads.values()):
        yield _regional("firewall")
        yield Term("load-balancer", "", service_level("load-balancer", several_zones=zones), missing)
    for name, workload in needs.workloads.items():
        location: Location = ("workloads", name, "scaling", "minimum")
        enough = workload.scaling.minimum > 1 or location in changed
        spread = zones and enough
        yield Term(
            "fargate",
            "" if spread else name,
            service_level("fargate", several_zones=spread),
            (*missing, *(() if enough else (location,))),
        )
    yield from _databases(needs, changed)
    for name, cache in needs.caches.items():
        yield _store("cache", name, ("caches", name, "multi_az"), cache.multi_az, changed)
    for name, index in needs.search.items():
        yield _store("search", name, ("search", name, "nodes"), index.nodes > 1, changed)
    sections = {
        "bucket": needs.buckets,
        "file-system": needs.file_systems,
        "queue": needs.queues,
        "topic": needs.topics,
    }
    for service, stores in sections.items():
        if stores:
            yield _regional(service)
    if needs.buckets or needs.queues or needs.topics:
        yield _regional(
            "key"
        )  # asked for with each object and message, and by the others at their start only
    if needs.network.egress:
        if needs.network.egress_control == "firewall":
            yield _regional("network-firewall")
        yield _regional("gateway")


def _databases(needs: HostingRequirements, changed: frozenset[Location]) -> Iterator[Term]:
    movable = ("databases", "*", "engine") not in not_built("refused")
    for name, database in needs.databases.items():
        spreading: Location = ("databases", name, "multi_az")
        moving: Location = ("databases", name, "engine")
        spread = database.multi_az or spreading in changed
        aurora = database.engine.startswith("aurora-") or moving in changed
        service = "aurora" if aurora else "database"
        changes = [
            change for change, open_ in ((spreading, not spread), (moving, movable and not aurora)) if open_
        ]
        yield Term(service, name, service_level(service, several_zones=spread), tuple(changes))


def _store(service: str, name: str, location: Location, spread: bool, changed: frozenset[Location]) -> Term:
    """A store that fails by itself, and the field that spreads it over zones."""
    spread = spread or location in changed
    return Term(service, name, service_level(service, several_zones=spread), () if spread else (location,))


def _regional(service: str) -> Term:
    """A service that AWS itself spreads over the region's zones."""
    return Term(service, "", service_level(service, several_zones=True))


def _candidates(needs: HostingRequirements) -> tuple[Location, ...]:
    return tuple(dict.fromkeys(change for term in terms(needs) for change in term.changes))


def _cost(location: Location) -> int:
    costs = table("zone_changes")["costs"]
    return costs[f"{location[0]}.{location[-1]}"]
