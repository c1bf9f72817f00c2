"""Continuity: what the targets ask for against what the architecture can give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.facts import recovery_time, service_level, service_name
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.vocabulary import format_duration

_HOUR = timedelta(hours=1)
_YEAR = timedelta(days=366)


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


def region_loss_rpo_within_copies(needs: HostingRequirements) -> Iterator[Complaint]:
    """After the loss of the region, what is left is the last copy: the backup's frequency bounds the loss."""
    target = needs.continuity.region_loss_rpo
    if target is None:
        return
    location: Location = ("continuity", "region_loss_rpo")
    if not needs.backup.copy_to_recovery_region:
        place: Location = ("backup", "copy_to_recovery_region")
        yield Complaint("region-loss-without-copy", location, format_duration(target), depends_on=(place,))
    elif target < needs.backup.frequency:
        yield Complaint(
            "region-loss-rpo-too-small",
            location,
            format_duration(target),
            f"≥ {format_duration(needs.backup.frequency)}",
            arguments={"frequency": format_duration(needs.backup.frequency)},
            depends_on=(("backup", "frequency"),),
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


def availability_within_service_levels(needs: HostingRequirements) -> Iterator[Complaint]:
    """No target above the credit threshold of a service that every request depends on, as it is laid out.

    The thresholds are neither measures nor promises; a target above one of them has nothing behind it.
    """
    target = needs.continuity.availability
    for service, location, several in _services(needs):
        level = service_level(service, several_zones=several)
        if target > level:
            better = service_level(service, several_zones=True)
            code = "availability-needs-zones" if better >= target else "availability-too-high"
            yield Complaint(
                code,
                ("continuity", "availability"),
                f"{target:g}",
                f"≤ {level:g}",
                arguments={
                    "service": service_name(service),
                    "field": _text(location),
                    "better": f"{better:g}",
                },
                depends_on=(location,),
            )


def _services(needs: HostingRequirements) -> Iterator[tuple[str, Location, bool]]:
    """Service of the service levels, the field that lays it out, whether it lies in several zones."""
    zones = needs.network.zones > 1
    for name, workload in needs.workloads.items():
        yield (
            "fargate",
            ("workloads", name, "scaling", "minimum") if zones else ("network", "zones"),
            zones and workload.scaling.minimum > 1,
        )
    if any(workload.hostname for workload in needs.workloads.values()):
        yield "load-balancer", ("network", "zones"), zones
    for name, database in needs.databases.items():
        yield "database", ("databases", name, "multi_az"), database.multi_az
    for name in needs.buckets:
        yield "bucket", ("buckets", name), True


def combined_service_level(needs: HostingRequirements) -> tuple[float, tuple[tuple[str, float], ...]]:
    """The product of the credit thresholds in percent, and its terms (service, percent).

    Each kind of service counts once, with its lowest threshold. A lower bound on paper, for
    comparison only; to be labelled as thresholds of service credits wherever it is shown.
    """
    lowest: dict[str, float] = {}
    for service, _, several in _services(needs):
        level = service_level(service, several_zones=several)
        lowest[service] = min(level, lowest.get(service, level))
    product = 1.0
    for level in lowest.values():
        product *= level / 100
    return product * 100, tuple((service_name(service), level) for service, level in lowest.items())


def backup_frequency_in_hours(needs: HostingRequirements) -> Iterator[Complaint]:
    """AWS Backup runs in whole hours, from once an hour to once a year."""
    frequency = needs.backup.frequency
    if frequency % _HOUR or not _HOUR <= frequency <= _YEAR:
        yield Complaint(
            "backup-frequency", ("backup", "frequency"), format_duration(frequency), "≥ 1h, ≤ 366d"
        )


def restore_tested_yearly(needs: HostingRequirements) -> Iterator[Complaint]:
    """A restore is tried at least once a year (PGSSI-S template 7.4 recommends it)."""
    every = needs.backup.restore_test_every
    if every > _YEAR:
        yield Complaint(
            "restore-test-rare",
            ("backup", "restore_test_every"),
            format_duration(every),
            "≤ 366d",
            severity="error" if needs.service.environment == "production" else "warning",
        )


def _text(location: Location) -> str:
    return ".".join(str(step) for step in location)


CHECKS = (
    rpo_within_point_in_time,
    region_loss_rpo_within_copies,
    rto_within_failover,
    availability_within_service_levels,
    backup_frequency_in_hours,
    restore_tested_yearly,
)
