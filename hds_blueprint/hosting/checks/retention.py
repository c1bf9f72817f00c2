"""Retention: long enough to serve, justified, and never locked beyond what may be kept."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Document, Location
from hds_blueprint.hosting.facts import regulation
from hds_blueprint.hosting.logging import Logging
from hds_blueprint.hosting.requirements import HostingRequirements


def trace_retention_justified(needs: Document) -> Iterator[Complaint]:
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


def versions_within_retention(needs: HostingRequirements) -> Iterator[Complaint]:
    """No object, and no version of one, is kept longer than its data may be."""
    for name, bucket in needs.buckets.items():
        kept = needs.retention_of(bucket)
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
                    depends_on=(("data",), ("buckets",)),
                )


def stated_end_of_objects_happens(needs: HostingRequirements) -> Iterator[Complaint]:
    """Where a bucket states a period of its own, its objects expire by then: nothing else ends them."""
    for name, bucket in needs.buckets.items():
        if bucket.retention is not None and bucket.expire_days is None:
            yield Complaint(
                "objects-without-end",
                ("buckets", name, "expire_days"),
                severity="warning",
                arguments={"days": str(bucket.retention.days)},
                depends_on=(("buckets", name, "retention"),),
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


CHECKS = (
    trace_retention_justified,
    compliance_lock_reasoned,
    versions_within_retention,
    stated_end_of_objects_happens,
    records_never_locked,
    archive_before_expiry,
)
