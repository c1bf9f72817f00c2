"""Backups: often enough for what may be lost, tried out, and kept neither too short nor too long."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import timedelta

from hds_blueprint.hosting.backup_groups import backed_up, behind_in_recovery_region, groups, groups_in_use
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location, path_text
from hds_blueprint.hosting.facts import regulation
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.vocabulary import format_duration

_HOUR = timedelta(hours=1)
_YEAR = timedelta(days=366)
_ARCHIVE_DAYS = 10 * 365
_STORES: tuple[Location, ...] = (("databases",), ("buckets",), ("file_systems",))
_ENVIRONMENT: Location = ("service", "environment")


def backup_classes_defined(needs: HostingRequirements) -> Iterator[Complaint]:
    """The backup class that a store names is in the document, and every class has a store."""
    known = tuple(needs.backup.classes)
    misspelt = False
    for section, name, store in backed_up(needs):
        named = store.backup_class
        if named is not None and named not in known:
            misspelt = True
            arguments = {"section": "backup.classes"}
            if near := difflib.get_close_matches(named, known, 1, 0.6):
                arguments["match"] = near[0]
            yield Complaint(
                "reference-undefined",
                (section, name, "backup_class"),
                named,
                ", ".join(known) or "-",
                arguments=arguments,
                depends_on=(("backup", "classes"),),
            )
    for group in groups(needs):
        if group.name is not None and not group.stores and not misspelt:
            yield Complaint(
                "backup-class-unused", group.location, severity="warning", depends_on=_STORES, at_key=True
            )


def backup_frequency_in_hours(needs: HostingRequirements) -> Iterator[Complaint]:
    """AWS Backup runs in whole hours, from once an hour to once a year."""
    for group in groups(needs):
        frequency = group.rules.frequency
        if frequency % _HOUR or not _HOUR <= frequency <= _YEAR:
            location = (*group.location, "frequency")
            yield Complaint("backup-frequency", location, format_duration(frequency), "≥ 1h, ≤ 366d")


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
            depends_on=(_ENVIRONMENT,),
        )


def rpo_within_backups(needs: HostingRequirements) -> Iterator[Complaint]:
    """A file system has neither point-in-time recovery nor versions: it goes back to its last backup."""
    target = needs.continuity.rpo
    slow = [
        (group, name)
        for group in groups_in_use(needs)
        for section, name in group.stores
        if section == "file_systems" and target < group.rules.frequency
    ]
    if slow:
        group, name = max(slow, key=lambda each: each[0].rules.frequency)
        frequency, field = format_duration(group.rules.frequency), (*group.location, "frequency")
        yield Complaint(
            "rpo-under-backups",
            ("continuity", "rpo"),
            format_duration(target),
            f"≥ {frequency}",
            arguments={
                "store": f"file_systems.{name}",
                "frequency": frequency,
                "field": path_text(field),
            },
            depends_on=(("file_systems",), field),
        )


def region_loss_rpo_within_copies(needs: HostingRequirements) -> Iterator[Complaint]:
    """After the loss of the region, the last copy of each store is left, or what was replicated."""
    target = needs.continuity.region_loss_rpo
    if target is None:
        return
    location: Location = ("continuity", "region_loss_rpo")
    copied: Location = ("backup", "copy_to_recovery_region")
    behind = list(behind_in_recovery_region(needs))
    if not needs.backup.copy_to_recovery_region and any(field for _, field, _ in behind):
        yield Complaint(
            "region-loss-without-copy", location, format_duration(target), depends_on=(copied, *_STORES)
        )
        return
    (section, name), field, least = max(behind, key=lambda each: each[2], default=(("", ""), None, target))
    if target < least:
        arguments = {"store": f"{section}.{name}", "behind": format_duration(least)}
        if field is not None:
            arguments["field"] = path_text(field)
            if section == "buckets":
                arguments["replica"] = path_text((section, name, "replicate"))
        yield Complaint(
            "region-loss-rpo-too-small",
            location,
            format_duration(target),
            f"≥ {format_duration(least)}",
            arguments=arguments,
            depends_on=(copied, field or (section, name, "replicate"), *_STORES),
        )


def locked_copies_within_contract(needs: HostingRequirements) -> Iterator[Complaint]:
    """Copies that nobody can delete do not outlive the delay for destruction (R.1111-11 CSP, 14°)."""
    lock, delay = needs.backup.lock, needs.data.destruction_days
    if lock is None or lock.mode != "compliance" or delay is None:
        return
    for location, days in _periods(needs):
        if days > delay:
            yield Complaint(
                "lock-beyond-destruction",
                location,
                str(days),
                f"≤ {delay}",
                depends_on=(("data", "destruction_days"), ("backup", "lock"), *_STORES),
            )


def lock_bounds_justified(needs: HostingRequirements) -> Iterator[Complaint]:
    """The shortest locked copy outlives an intrusion found a week later; none is locked beyond the life of
    a record."""
    if needs.backup.lock is None:
        return
    figures = regulation("locked_copies")
    least, most = figures["least_days"], figures["most_days"]
    for location, days in _periods(needs):
        if days < least:
            yield Complaint(
                "locked-copy-short",
                location,
                str(days),
                f"≥ {least}",
                severity="error" if needs.service.environment == "production" else "warning",
                depends_on=(("backup", "lock"), _ENVIRONMENT, *_STORES),
            )
        elif days > most:
            yield Complaint(
                "locked-copy-long",
                location,
                str(days),
                f"≤ {most}",
                depends_on=(("backup", "lock"), *_STORES),
            )


def copies_within_retention(needs: HostingRequirements) -> Iterator[Complaint]:
    """No backup is kept longer than the data themselves may be: the shortest period of a store bounds the
    backup class that the store is in."""
    for group in groups_in_use(needs):
        kept = [needs.retention_of(store) for store in group.stores.values()]
        kept = kept or [needs.data.retention_of(needs.data.data_class)]
        periods = [each.days for each in kept if each is not None]
        for location, days in group.periods(copies=needs.backup.copy_to_recovery_region):
            if periods and days > min(periods):
                yield Complaint(
                    "copies-beyond-retention",
                    location,
                    str(days),
                    f"≤ {min(periods)}",
                    depends_on=(("data",), *_STORES),
                )


def backups_not_archive(needs: HostingRequirements) -> Iterator[Complaint]:
    """Backups are for recovery: a record's 20 years (R.1112-7 CSP) belong to the live or archived data."""
    for location, days in _periods(needs):
        if days > _ARCHIVE_DAYS:
            yield Complaint(
                "backup-as-archive",
                location,
                str(days),
                f"≤ {_ARCHIVE_DAYS}",
                severity="warning",
                depends_on=_STORES,
            )


def monthly_copies_outlive_regular(needs: HostingRequirements) -> Iterator[Complaint]:
    """Monthly copies are kept longer than the regular ones, else they serve nothing."""
    for group in groups(needs):
        monthly, regular = group.rules.monthly_retention_days, group.rules.retention_days
        if monthly is not None and monthly <= regular:
            yield Complaint(
                "monthly-retention-short",
                (*group.location, "monthly_retention_days"),
                str(monthly),
                f"> {regular}",
                depends_on=((*group.location, "retention_days"),),
            )


def _periods(needs: HostingRequirements) -> Iterator[tuple[Location, int]]:
    """Where each period of a class in use is written, and its days."""
    for group in groups_in_use(needs):
        yield from group.periods(copies=needs.backup.copy_to_recovery_region)


CHECKS = (
    backup_classes_defined,
    backup_frequency_in_hours,
    restore_tested_yearly,
    rpo_within_backups,
    region_loss_rpo_within_copies,
    locked_copies_within_contract,
    lock_bounds_justified,
    copies_within_retention,
    backups_not_archive,
    monthly_copies_outlive_regular,
)
