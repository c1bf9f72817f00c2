"""Locked buckets: for how long, and versions that do not outlive what the lock keeps them for."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.facts import regulation
from hds_blueprint.hosting.requirements import HostingRequirements


def lock_period_known(needs: HostingRequirements) -> Iterator[Complaint]:
    """The period of a lock is that of the data class, which the document therefore states."""
    for name, bucket in needs.buckets.items():
        held = bucket.data_class or needs.data.data_class
        if bucket.object_lock != "none" and needs.retention_of(bucket) is None:
            yield Complaint(
                "object-lock-without-period",
                ("buckets", name, "object_lock"),
                bucket.object_lock,
                arguments={"data_class": held, "field": held.replace("-", "_")},
                depends_on=(
                    ("data", "retention"),
                    ("data", "retention_by_class"),
                    ("buckets", name, "data_class"),
                ),
            )


def lock_bounded(needs: HostingRequirements) -> Iterator[Complaint]:
    """A lock is no longer than the longest period of a record, and for other data than ten years."""
    bounds = regulation("locked_objects")
    for name, bucket in needs.buckets.items():
        held = bucket.data_class or needs.data.data_class
        kept = needs.data.retention_of(held)
        most = bounds["most_days_technical" if held == "technical" else "most_days_records"]
        if bucket.object_lock != "none" and kept is not None and kept.days > most:
            yield Complaint(
                "object-lock-long",
                ("buckets", name, "object_lock"),
                str(kept.days),
                f"≤ {most}",
                depends_on=(("data",), ("buckets", name, "data_class")),
            )


def expiry_after_lock(needs: HostingRequirements) -> Iterator[Complaint]:
    """An object does not expire before its lock ends: S3 would only hide it, and keep it all the same."""
    for name, bucket in needs.buckets.items():
        kept = needs.retention_of(bucket)
        if bucket.object_lock == "none" or kept is None or bucket.expire_days is None:
            continue
        if bucket.expire_days < kept.days:
            yield Complaint(
                "expiry-before-lock-ends",
                ("buckets", name, "expire_days"),
                str(bucket.expire_days),
                f"≥ {kept.days}",
                depends_on=(("buckets", name, "object_lock"), ("data",)),
            )


CHECKS = (lock_period_known, lock_bounded, expiry_after_lock)
