"""Waivers: in force, for a limited time, and approved by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Document

_LONGEST = timedelta(days=366)  # a waiver is looked at again at least once a year


def waivers_in_force(needs: Document, as_of: date) -> Iterator[Complaint]:
    """No waiver has expired on the day; none is granted for more than a year from it."""
    for index, waiver in enumerate(needs.waivers):
        location = ("waivers", index, "expiry")
        if waiver.expiry < as_of:
            yield Complaint(
                "waiver-expired",
                location,
                waiver.expiry.isoformat(),
                f"≥ {as_of.isoformat()}",
                arguments={"rule": waiver.rule},
            )
        elif waiver.expiry - as_of > _LONGEST:
            yield Complaint(
                "waiver-long",
                location,
                waiver.expiry.isoformat(),
                f"≤ {(as_of + _LONGEST).isoformat() if as_of.year < 9998 else as_of.isoformat()}",
                severity="warning",
                arguments={"rule": waiver.rule},
            )


def waivers_approved_by_another(needs: Document) -> Iterator[Complaint]:
    """Whoever owns the risk does not approve it (ISO/IEC 27001 A.5.3, segregation of duties)."""
    for index, waiver in enumerate(needs.waivers):
        if waiver.owner.casefold() == waiver.approver.casefold():
            yield Complaint(
                "waiver-self-approved",
                ("waivers", index, "approver"),
                severity="warning",
                depends_on=(("waivers", index, "owner"),),
            )


CHECKS = (waivers_approved_by_another,)
DATED_CHECKS = (waivers_in_force,)
