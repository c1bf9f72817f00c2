"""Continuity: what the targets ask for against what the architecture can give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from math import floor

from hds_blueprint.hosting import availability
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.facts import recovery_time
from hds_blueprint.hosting.recovery_figures import strategy_built
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.vocabulary import format_duration


def rpo_within_point_in_time(needs: HostingRequirements) -> Iterator[Complaint]:
    """No less data may be lost than point-in-time recovery of a database can lose."""
    behind = recovery_time("database_restorable_behind")
    if needs.databases and needs.continuity.rpo < behind:
        yield Complaint(
            "rpo-too-small",
            ("continuity", "rpo"),
            format_duration(needs.continuity.rpo),
            f"≥ {format_duration(behind)}",
            depends_on=(("databases",),),
        )


def rto_within_failover(needs: HostingRequirements) -> Iterator[Complaint]:
    """The service cannot be back sooner than its slowest database after the loss of a zone."""
    for name, database in needs.databases.items():
        location: Location = ("databases", name, "multi_az")
        means = "database_failover" if database.multi_az else "database_restore"
        least = recovery_time(means)
        if needs.continuity.rto < least:
            yield Complaint(
                "rto-under-failover" if database.multi_az else "rto-under-restore",
                ("continuity", "rto"),
                format_duration(needs.continuity.rto),
                f"≥ {format_duration(least)}",
                arguments={"database": name},
                depends_on=(location,),
            )


def region_loss_rto_within_strategy(needs: HostingRequirements) -> Iterator[Complaint]:
    """After the loss of the region the service is back no sooner than the strategy allows."""
    target, strategy = needs.continuity.region_loss_rto, needs.continuity.strategy
    if target is None:
        return
    least = recovery_time(f"region_{strategy_built(needs)}")
    if target >= least:
        return
    arguments = {"strategy": strategy, "least": format_duration(least)}
    if least > recovery_time("region_pilot-light") and recovery_time("region_pilot-light") <= target:
        arguments["faster"] = "pilot-light"
    yield Complaint(
        "region-loss-rto-too-small",
        ("continuity", "region_loss_rto"),
        format_duration(target),
        f"≥ {format_duration(least)}",
        arguments=arguments,
        depends_on=(("continuity", "strategy"),),
    )


def availability_within_service_levels(needs: HostingRequirements) -> Iterator[Complaint]:
    """No target above the combined credit thresholds of the services that every request depends on.

    The thresholds are neither measures nor promises; a target above them has nothing behind it.
    """
    target = needs.continuity.availability
    product = availability.combined(needs)
    if availability.reaches(product, target):
        return
    changes = availability.cheapest_change(needs, target)
    shown = " × ".join(f"{term.name} {term.level:g} %" for term in availability.terms(needs))
    arguments = {"terms": shown, "product": _floor(product)}
    if changes is None:
        best = availability.best(needs)
        arguments["best"] = _floor(best)
        if best_changes := availability.cheapest_change(needs, best):
            arguments["best_changes"] = _changes(needs, best_changes)
    else:
        arguments["changes"] = _changes(needs, changes)
        arguments["better"] = _floor(availability.combined(needs, frozenset(changes)))
    yield Complaint(
        "availability-needs-zones" if changes else "availability-too-high",
        ("continuity", "availability"),
        f"{target:g}",
        f"≤ {_floor(product)}",
        arguments=arguments,
        depends_on=(("network",), ("workloads",), *((section,) for section in needs.stores)),
    )


def maintenance_window_wide_enough(needs: HostingRequirements) -> Iterator[Complaint]:
    """A weekly window of maintenance takes half an hour to a day (Amazon RDS asks for 30 minutes)."""
    for index, window in enumerate(needs.continuity.maintenance):
        if not timedelta(minutes=30) <= window.duration <= timedelta(days=1):
            yield Complaint(
                "maintenance-window",
                ("continuity", "maintenance", index, "duration"),
                format_duration(window.duration),
                "≥ 30m, ≤ 24h",
            )


def _changes(needs: HostingRequirements, changes: Iterable[Location]) -> str:
    return ", ".join(availability.change_text(needs, change) for change in changes)


def _floor(percent: float) -> str:
    """A percentage cut, never rounded up, to two decimals: 99.83."""
    return f"{floor(percent * 100 + 1e-6) / 100:g}"


CHECKS = (
    rpo_within_point_in_time,
    rto_within_failover,
    region_loss_rto_within_strategy,
    availability_within_service_levels,
    maintenance_window_wide_enough,
)
