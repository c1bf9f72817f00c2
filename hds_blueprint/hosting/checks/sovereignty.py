"""Sovereignty: regions confirmed, services that exist there, access and laws from outside."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Document, Location
from hds_blueprint.hosting.facts import eea_regions, table
from hds_blueprint.hosting.requirements import HostingRequirements

_PROFILE: Location = ("service", "profile")
_CONFIRMATION: Location = ("location", "confirmation")
_REGIONS = ("region", "recovery_region")
_YEAR = timedelta(days=366)


def regions_confirmed(needs: HostingRequirements) -> Iterator[Complaint]:
    """With real data, somebody has read both regions on the provider's certificate (no public list)."""
    if needs.service.profile != "hds":
        return
    confirmation = needs.location.confirmation
    if confirmation is None:
        yield Complaint("regions-unconfirmed", _CONFIRMATION, severity="warning", depends_on=(_PROFILE,))
        return
    for field in _REGIONS:
        region = getattr(needs.location, field)
        if region in eea_regions() and region not in confirmation.regions:  # others are refused anyway
            yield Complaint(
                "region-not-confirmed",
                (*_CONFIRMATION, "regions"),
                ", ".join(confirmation.regions),
                severity="warning",
                arguments={"region": region},
                depends_on=(_PROFILE, ("location", field)),
            )


def confirmation_recent(needs: Document, as_of: date) -> Iterator[Complaint]:
    """The confirmation lies in the past, and not more than a year back: certificates are surveyed yearly."""
    confirmation = needs.location.confirmation
    if confirmation is None:
        return
    location: Location = (*_CONFIRMATION, "day")
    if confirmation.day > as_of:
        yield Complaint("date-in-future", location, confirmation.day.isoformat(), f"≤ {as_of.isoformat()}")
    elif as_of - confirmation.day > _YEAR:
        yield Complaint("confirmation-old", location, confirmation.day.isoformat(), severity="warning")


def services_available(needs: HostingRequirements) -> Iterator[Complaint]:
    """Every AWS service that is used has an endpoint in the regions where it is used."""
    facts = table("services")
    for field, used in (("region", facts["platform"]), ("recovery_region", facts["recovery"])):
        for service in used:
            yield from missing(needs, service, ("location", field), field)
    always = {"region": facts["platform"], "recovery_region": facts["recovery"]}
    for section, used in facts["sections"].items():
        location: Location = tuple(section.split("."))
        if not _written(needs, location):
            continue
        for service, field in product(used, _REGIONS):
            if service not in always[field]:
                yield from missing(needs, service, location, field)
    for index, service in enumerate(needs.location.other_services):
        location = ("location", "other_services", index)
        if service not in facts["services"]:
            arguments = {}
            if near := difflib.get_close_matches(service, facts["services"], 1, 0.6):
                arguments["match"] = near[0]
            yield Complaint("service-unknown", location, service, severity="warning", arguments=arguments)
        for field in _REGIONS:
            yield from missing(needs, service, location, field)


def _written(needs: HostingRequirements, location: Location) -> bool:
    """Whether a section of the document has content."""
    value: object = needs
    for step in location:
        value = getattr(value, str(step))
    return bool(value)


def missing(needs: Document, service: str, location: Location, field: str) -> Iterator[Complaint]:
    """A complaint where the region of this field lacks the service."""
    region: str = getattr(needs.location, field)
    without = table("services")["services"].get(service, {}).get("missing", ())
    if region in without:
        yield Complaint(
            "service-unavailable",
            location,
            region if location[-1] == field else service,
            arguments={"service": service, "region": region, "place": region},
            depends_on=(("location", field),),
        )


def remote_access_safeguarded(needs: Document) -> Iterator[Complaint]:
    """Administration from outside of the EEA rests on an adequacy decision or on appropriate safeguards
    (GDPR art. 45 and 46; HDS v2 EXI 29)."""
    facts = table("countries")
    adequacy = facts["adequacy"]
    for index, access in enumerate(needs.location.remote_access):
        location: Location = ("location", "remote_access", index)
        arguments = {"country": access.country}
        if access.country in facts["eea"]:
            continue
        if access.safeguard is None:
            yield Complaint("remote-access-unsafeguarded", location, access.country, arguments=arguments)
        elif access.safeguard == "appropriate-safeguards":
            if access.detail is None:
                yield Complaint("safeguard-undetailed", (*location, "safeguard"), access.safeguard)
        elif access.country in adequacy["partial"]:
            yield Complaint(
                "adequacy-partial",
                (*location, "safeguard"),
                access.safeguard,
                severity="warning",
                arguments=arguments,
                depends_on=((*location, "country"),),
            )
        elif access.country not in adequacy["whole"]:
            yield Complaint(
                "adequacy-unknown",
                (*location, "safeguard"),
                access.safeguard,
                ", ".join((*adequacy["whole"], *adequacy["partial"])),
                arguments={**arguments, "date": str(adequacy["date"])},
                depends_on=((*location, "country"),),
            )


def exposure_disclosed(needs: Document) -> Iterator[Complaint]:
    """With AWS the exposure to the law of a third country is disclosed, never denied (HDS v2 EXI 30)."""
    if needs.location.third_country_exposure == "none":
        yield Complaint("exposure-denied", ("location", "third_country_exposure"), "none", "disclosed")


CHECKS = (regions_confirmed, services_available, remote_access_safeguarded, exposure_disclosed)
DATED_CHECKS = (confirmation_recent,)
