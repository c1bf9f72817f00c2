"""Retention: long enough to serve, justified, and never locked beyond what may be kept."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.facts import regulation
from hds_blueprint.hosting.logging import Logging
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.vocabulary import DataClass

_ARCHIVE_DAYS = 10 * 365


def trace_retention_justified(needs: HostingRequirements) -> Iterator[Complaint]:
    """Traces kept beyond 12 months have a written reason, beyond 36 months a legal basis."""
    months = regulation("trace_months")
    for trace in Logging.TRACE_CLASSES:
        kept = needs.logging.of(trace)
        location: Location = ("logging", trace, "months")
        others: tuple[Location, ...] = (
            ("logging", trace, "justification"),
            ("logging", trace, "legal_basis"),
        )
        if kept.months > months["justified"] and kept.legal_basis is None:
            yield Complaint(
                "traces-need-legal-basis",
                location,
                str(kept.months),
                f"≤ {months['justified']}",
                arguments={"field": f"logging.{trace}.legal_basis"},
                depends_on=others,
            )
        elif kept.months > months["usual"] and kept.justification is None and kept.legal_basis is None:
            yield Complaint(
                "traces-need-justification",
                location,
                str(kept.months),
                f"≤ {months['usual']}",
                arguments={"field": f"logging.{trace}.justification"},
                depends_on=others,
            )


def compliance_lock_reasoned(needs: HostingRequirements) -> Iterator[Complaint]:
    """A lock that nobody can lift is chosen with a written reason."""
    lock = needs.backup.lock
    if lock is not None and lock.mode == "compliance" and lock.reason is None:
        reason: Location = ("backup", "lock", "reason")
        yield Complaint(
            "compliance-lock-reason", ("backup", "lock", "mode"), "compliance", depends_on=(reason,)
        )


def locked_copies_within_contract(needs: HostingRequirements) -> Iterator[Complaint]:
    """Copies that nobody can delete do not outlive the delay for destruction (R.1111-11 CSP, 14°)."""
    lock, delay = needs.backup.lock, needs.data.destruction_days
    if lock is None or lock.mode != "compliance" or delay is None:
        return
    for field, days in _copies(needs):
        if days > delay:
            yield Complaint(
                "lock-beyond-destruction",
                ("backup", field),
                str(days),
                f"≤ {delay}",
                depends_on=(("data", "destruction_days"), ("backup", "lock")),
            )


def copies_within_retention(needs: HostingRequirements) -> Iterator[Complaint]:
    """No backup and no version of an object is kept longer than the data themselves may be.

    A backup holds every database, so the shortest period of their classes bounds it.
    """
    depends: tuple[Location, ...] = (("data",), ("databases",), ("buckets",))
    own = needs.data.data_class
    classes: set[DataClass] = {own, *(database.data_class or own for database in needs.databases.values())}
    periods = [kept.days for each in classes if (kept := needs.data.retention_of(each)) is not None]
    if periods:
        for field, days in _copies(needs):
            if days > min(periods):
                yield Complaint(
                    "copies-beyond-retention",
                    ("backup", field),
                    str(days),
                    f"≤ {min(periods)}",
                    depends_on=depends,
                )
    for name, bucket in needs.buckets.items():
        kept = needs.data.retention_of(bucket.data_class or own)
        if kept is None:
            continue
        for field, days in (
            ("expire_days", bucket.expire_days or 0),
            ("noncurrent_days", bucket.noncurrent_days),
        ):
            if days > kept.days:
                yield Complaint(
                    "copies-beyond-retention",
                    ("buckets", name, field),
                    str(days),
                    f"≤ {kept.days}",
                    depends_on=depends,
                )


def backups_not_archive(needs: HostingRequirements) -> Iterator[Complaint]:
    """Backups are for recovery: a record's 20 years (R.1112-7 CSP) belong to the live or archived data."""
    for field, days in _copies(needs):
        if days > _ARCHIVE_DAYS:
            yield Complaint(
                "backup-as-archive", ("backup", field), str(days), f"≤ {_ARCHIVE_DAYS}", severity="warning"
            )


def monthly_copies_outlive_regular(needs: HostingRequirements) -> Iterator[Complaint]:
    """Monthly copies are kept longer than the regular ones, else they serve nothing."""
    backup = needs.backup
    if backup.monthly_retention_days is not None and backup.monthly_retention_days <= backup.retention_days:
        yield Complaint(
            "monthly-retention-short",
            ("backup", "monthly_retention_days"),
            str(backup.monthly_retention_days),
            f"> {backup.retention_days}",
            depends_on=(("backup", "retention_days"),),
        )


def records_never_locked(needs: HostingRequirements) -> Iterator[Complaint]:
    """A store of records gets no lock that nobody can lift: a person may ask for erasure or correction."""
    for name, bucket in needs.buckets.items():
        if bucket.object_lock == "compliance" and (bucket.data_class or needs.data.data_class) != "technical":
            location: Location = ("buckets", name, "object_lock")
            depends: tuple[Location, ...] = (("data", "data_class"), ("buckets", name, "data_class"))
            yield Complaint("records-locked", location, "compliance", "none, governance", depends_on=depends)


def archive_before_expiry(needs: HostingRequirements) -> Iterator[Complaint]:
    """An object goes to the archive class before it expires."""
    for name, bucket in needs.buckets.items():
        archive, expire = bucket.archive_after_days, bucket.expire_days
        if archive is not None and expire is not None and archive >= expire:
            yield Complaint(
                "archive-after-expiry",
                ("buckets", name, "archive_after_days"),
                str(archive),
                f"< {expire}",
                depends_on=(("buckets", name, "expire_days"),),
            )


def _copies(needs: HostingRequirements) -> Iterator[tuple[str, int]]:
    """Field of the backup section, and the days that its copies are kept."""
    backup = needs.backup
    yield "retention_days", backup.retention_days
    if backup.monthly_retention_days is not None:
        yield "monthly_retention_days", backup.monthly_retention_days
    if backup.copy_to_recovery_region:
        yield "copy_retention_days", backup.copy_retention_days


CHECKS = (
    trace_retention_justified,
    compliance_lock_reasoned,
    locked_copies_within_contract,
    copies_within_retention,
    backups_not_archive,
    monthly_copies_outlive_regular,
    records_never_locked,
    archive_before_expiry,
)
