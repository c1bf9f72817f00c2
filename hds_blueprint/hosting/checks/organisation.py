"""Organisation and roles: the scope questions are answered, every activity is done under a certificate."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.organisation import Activities, Organisation, Provider
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.scope import decide, hosts_for_others

_ORGANISATION: Location = ("organisation",)
_PROFILE: Location = ("service", "profile")
_DECIDING: tuple[Location, ...] = (_PROFILE, ("data",), _ORGANISATION)
# Whoever does work for others and therefore needs a certificate of its own (L.1111-8 CSP).
_WORKING = ("aws", "organisation", "third-party")


def scope_questions_answered(needs: HostingRequirements) -> Iterator[Complaint]:
    """With real data, the document says whether this is hosting for others; nothing is assumed."""
    if needs.service.profile != "hds":
        return
    if needs.organisation is None:
        yield Complaint("scope-not-decided", _ORGANISATION, severity="warning", depends_on=(_PROFILE,))
        return
    decision = decide(needs)
    if decision is None or decision.outcome != "not-decided":
        return
    for field in ("on_behalf_of_others", "care_context", "activities"):
        if getattr(needs.organisation, field) is None:
            yield Complaint(
                "scope-question-open",
                ("organisation", field),
                severity="warning",
                arguments={"field": field},
                depends_on=_DECIDING,
            )


def contested_scope_known(needs: HostingRequirements) -> Iterator[Complaint]:
    """Whether publishers of software perform activity 5 is contested: a case for counsel, not for a tool."""
    decision = decide(needs)
    if decision is not None and decision.outcome == "contested":
        yield Complaint(
            "scope-contested",
            ("organisation", "software_publisher"),
            severity="warning",
            depends_on=_DECIDING,
        )


def nothing_claimed_in_generic_profile(needs: HostingRequirements) -> Iterator[Complaint]:
    """The generic profile says nothing of HDS: no certificate, no activity."""
    organisation = needs.organisation
    if needs.service.profile != "generic" or organisation is None:
        return
    claims = {
        "certificates": organisation.certificates,
        "activities": organisation.activities,
        "operation_parts": organisation.operation_parts,
    }
    for field, claim in claims.items():
        if claim:
            yield Complaint("generic-with-hds-claims", ("organisation", field), depends_on=(_PROFILE,))


def providers_complete(needs: HostingRequirements) -> Iterator[Complaint]:
    """A third party has a name; where nobody or the controller performs an activity, the reason is given."""
    for location, provider in _providers(needs.organisation):
        if provider.by == "third-party" and provider.name is None:
            yield Complaint("provider-unnamed", location, "third-party")
        if provider.by not in _WORKING and provider.reason is None:
            yield Complaint("provider-without-reason", location, provider.by)


def certificates_defined(needs: HostingRequirements) -> Iterator[Complaint]:
    """Every certificate that is named stands under `certificates`."""
    known = needs.organisation.certificates if needs.organisation else {}
    for location, provider in _providers(needs.organisation):
        if provider.certificate is not None and provider.certificate not in known:
            yield Complaint(
                "reference-undefined",
                (*location, "certificate"),
                provider.certificate,
                ", ".join(known) or "-",
                arguments={"section": "organisation.certificates"},
                depends_on=(("organisation", "certificates"),),
            )


def activities_provided(needs: HostingRequirements) -> Iterator[Complaint]:
    """Where data are hosted for others, each of the six activities has somebody who performs it, or nobody
    with a reason (R.1111-9 CSP)."""
    organisation = needs.organisation
    if organisation is None or organisation.activities is None or not hosts_for_others(needs):
        return
    for activity, number in organisation.activities.NUMBERS.items():
        if not organisation.activities.of(activity):
            yield Complaint(
                "activity-without-provider",
                ("organisation", "activities", activity),
                arguments={"number": str(number)},
                depends_on=_DECIDING[:2],
            )


def providers_certified(needs: HostingRequirements) -> Iterator[Complaint]:
    """Whoever performs an activity for others has a certificate that covers it (L.1111-8 CSP).

    A publisher of software that states no certificate for activity 5 is told to take advice instead.
    """
    organisation = needs.organisation
    if organisation is None or not hosts_for_others(needs):
        return
    for location, provider in _providers(organisation):
        if provider.by not in _WORKING:
            continue
        name = str(location[2])
        number = 5 if location[1] == "operation_parts" else Activities.NUMBERS[name]
        contested = organisation.software_publisher and provider.by == "organisation" and number == 5
        arguments = {"number": str(number), "provider": provider.name or provider.by}
        if provider.certificate is None:
            if not contested:
                yield Complaint(
                    "activity-without-certificate",
                    location,
                    provider.by,
                    arguments=arguments,
                    depends_on=_DECIDING[:2],
                )
            continue
        certificate = organisation.certificates.get(provider.certificate)
        if certificate is not None and number not in certificate.activities:
            covered = ", ".join(str(each) for each in certificate.activities)
            yield Complaint(
                "certificate-without-activity",
                (*location, "certificate"),
                provider.certificate,
                covered,
                arguments={"number": str(number), "certificate": provider.certificate},
                depends_on=(*_DECIDING[:2], ("organisation", "certificates", provider.certificate)),
            )


def operation_parts_assigned(needs: HostingRequirements) -> Iterator[Complaint]:
    """The four parts of activity 5 each have somebody: every actor of a part needs a certificate."""
    organisation = needs.organisation
    if organisation is None or organisation.activities is None or not hosts_for_others(needs):
        return
    if not any(provider.by in _WORKING for provider in organisation.activities.operation):
        return
    location: Location = ("organisation", "operation_parts")
    depends = (*_DECIDING[:2], ("organisation", "activities"))
    if organisation.operation_parts is None:
        yield Complaint("operation-parts-unstated", location, severity="warning", depends_on=depends)
        return
    for part in organisation.operation_parts.PARTS:
        if not organisation.operation_parts.of(part):
            yield Complaint("operation-part-unassigned", (*location, part), depends_on=depends)


def activities_agree(needs: HostingRequirements) -> Iterator[Complaint]:
    """service.hds_activities lists what the organisation performs; the two say the same."""
    organisation = needs.organisation
    if organisation is None or organisation.activities is None or needs.service.profile == "generic":
        return
    ours = tuple(
        number
        for name, number in organisation.activities.NUMBERS.items()
        if any(provider.by == "organisation" for provider in organisation.activities.of(name))
    )
    stated = needs.service.hds_activities
    if ours and stated and set(ours) != set(stated):
        shown = ", ".join(str(each) for each in ours)
        yield Complaint(
            "activities-disagree",
            ("service", "hds_activities"),
            ", ".join(str(each) for each in stated),
            shown,
            arguments={"activities": shown},
            depends_on=(("organisation", "activities"),),
        )


def _providers(organisation: Organisation | None) -> Iterator[tuple[Location, Provider]]:
    """Every provider with its place: the activities' first, then those of activity 5's parts."""
    if organisation is None:
        return
    if organisation.activities is not None:
        for activity in organisation.activities.NUMBERS:
            for index, provider in enumerate(organisation.activities.of(activity)):
                yield ("organisation", "activities", activity, index), provider
    if organisation.operation_parts is not None:
        for part in organisation.operation_parts.PARTS:
            for index, provider in enumerate(organisation.operation_parts.of(part)):
                yield ("organisation", "operation_parts", part, index), provider


CHECKS = (
    scope_questions_answered,
    contested_scope_known,
    nothing_claimed_in_generic_profile,
    providers_complete,
    certificates_defined,
    activities_provided,
    providers_certified,
    operation_parts_assigned,
    activities_agree,
)
