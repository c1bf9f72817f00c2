"""The data: anonymous only where shown, assessed for their impact, kept and given back as stated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.data import Retention
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.facts import regulation
from hds_blueprint.hosting.requirements import HostingRequirements

_PROFILE: Location = ("service", "profile")
_CLASS: Location = ("data", "data_class")
_ANONYMISATION: Location = ("data", "anonymisation")
_ASSESSMENT: Location = ("data", "impact_assessment")
_HEALTH = ("health", "pseudonymised-health")
_RECORD_BASIS = re.compile(r"R\.?\s?1112-7")


def anonymisation_shown(needs: HostingRequirements) -> Iterator[Complaint]:
    """Data of which one criterion is not met are personal data, whatever was done to them.

    In the generic profile that is an error: it is the way by which health data would leave the scope.
    """
    claim = needs.data.anonymisation
    if claim is None or claim.holds:
        return
    severity = "error" if needs.service.profile == "generic" else "warning"
    for criterion in ("singling_out", "linkability", "inference"):
        location: Location = (*_ANONYMISATION, criterion, "excluded")
        if not getattr(claim, criterion).excluded:
            yield Complaint("not-anonymous", location, "false", severity=severity, depends_on=(_PROFILE,))


def anonymous_data_not_pseudonymised(needs: HostingRequirements) -> Iterator[Complaint]:
    """Data cannot be anonymous and pseudonymised at once."""
    claim, data_class = needs.data.anonymisation, needs.data.data_class
    if claim is not None and claim.holds and data_class == "pseudonymised-health":
        yield Complaint("anonymous-and-pseudonymised", _CLASS, data_class, depends_on=(_ANONYMISATION,))


def impact_assessed(needs: HostingRequirements) -> Iterator[Complaint]:
    """With real health data the impact assessment has a date, or a reason for none (GDPR art. 35)."""
    assessment = needs.data.impact_assessment
    if assessment is None:
        if needs.service.profile == "hds" and needs.data.data_class in _HEALTH:
            yield Complaint(
                "impact-assessment-unstated", _ASSESSMENT, severity="warning", depends_on=(_PROFILE, _CLASS)
            )
    elif assessment.done and assessment.day is None:
        yield Complaint("impact-assessment-undated", (*_ASSESSMENT, "done"), "true")
    elif not assessment.done and assessment.reason is None:
        yield Complaint("impact-assessment-without-reason", (*_ASSESSMENT, "done"), "false")


def impact_assessment_past(needs: HostingRequirements, as_of: date) -> Iterator[Complaint]:
    """An assessment that is done was done by the day."""
    assessment = needs.data.impact_assessment
    if assessment is not None and assessment.done and assessment.day is not None and assessment.day > as_of:
        location: Location = (*_ASSESSMENT, "day")
        yield Complaint("date-in-future", location, assessment.day.isoformat(), f"≤ {as_of.isoformat()}")


def state_data_known(needs: HostingRequirements) -> Iterator[Complaint]:
    """Particularly sensitive data of the State may call for SecNumCloud, which AWS is not known to have."""
    if needs.data.public_sector_sensitive:
        yield Complaint(
            "secnumcloud-expected", ("data", "public_sector_sensitive"), "true", severity="warning"
        )


def record_period_kept(needs: HostingRequirements) -> Iterator[Complaint]:
    """Who invokes R.1112-7 CSP keeps records for the 20 years that it asks of health establishments."""
    least = regulation("records")["years"] * 365
    for location, kept in _retentions(needs):
        if _RECORD_BASIS.search(kept.legal_basis) and kept.days < least:
            yield Complaint(
                "retention-under-basis",
                (*location, "days"),
                str(kept.days),
                f"≥ {least}",
                severity="warning",
                depends_on=((*location, "legal_basis"),),
            )


def contract_running(needs: HostingRequirements, as_of: date) -> Iterator[Complaint]:
    """After the contract ends nothing is hosted, save until the data are given back and destroyed."""
    end, delay = needs.data.end_of_contract, needs.data.destruction_days
    if end is None or end.day is None or end.day >= as_of:
        return
    over = delay is not None and (as_of - end.day).days > delay
    yield Complaint(
        "destruction-overdue" if over else "contract-ended",
        ("data", "end_of_contract", "day"),
        end.day.isoformat(),
        severity="error" if over else "warning",
        arguments={"days": str(delay)} if over else {},
        depends_on=(("data", "destruction_days"),),
    )


def returned_before_destroyed(needs: HostingRequirements) -> Iterator[Complaint]:
    """Data are given back before they are destroyed (R.1111-11 CSP, 13° and 14°)."""
    end, destruction = needs.data.end_of_contract, needs.data.destruction_days
    if end is not None and destruction is not None and end.return_days > destruction:
        yield Complaint(
            "returned-after-destruction",
            ("data", "end_of_contract", "return_days"),
            str(end.return_days),
            f"≤ {destruction}",
            depends_on=(("data", "destruction_days"),),
        )


def _retentions(needs: HostingRequirements) -> Iterator[tuple[Location, Retention]]:
    if needs.data.retention is not None:
        yield ("data", "retention"), needs.data.retention
    for field in type(needs.data.retention_by_class).model_fields:
        kept: Retention | None = getattr(needs.data.retention_by_class, field)
        if kept is not None:
            yield ("data", "retention_by_class", field), kept
    for section, stores in needs.stores.items():
        for name, store in stores.items():
            own: Retention | None = getattr(store, "retention", None)
            if own is not None:
                yield (section, name, "retention"), own


CHECKS = (
    anonymisation_shown,
    anonymous_data_not_pseudonymised,
    impact_assessed,
    state_data_known,
    record_period_kept,
    returned_before_destroyed,
)
DATED_CHECKS = (impact_assessment_past, contract_running)
