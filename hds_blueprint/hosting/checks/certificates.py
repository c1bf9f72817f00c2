"""Certificates: in force on the day, with time left to renew them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.facts import regulation
from hds_blueprint.hosting.organisation import Certificate
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.scope import hosts_for_others

_DEPENDS: tuple[Location, ...] = (("service", "profile"), ("data",), ("organisation", "on_behalf_of_others"))


def certificate_dates_ordered(needs: HostingRequirements) -> Iterator[Complaint]:
    """A certificate expires after it was issued."""
    for location, certificate in _certificates(needs):
        if certificate.expires <= certificate.issued:
            yield Complaint(
                "certificate-dates",
                (*location, "expires"),
                certificate.expires.isoformat(),
                f"> {certificate.issued.isoformat()}",
                depends_on=((*location, "issued"),),
            )


def certificates_in_force(needs: HostingRequirements, as_of: date) -> Iterator[Complaint]:
    """Where data are hosted for others, no certificate has expired on the day or is yet to begin."""
    if not hosts_for_others(needs):
        return
    renewal = timedelta(days=regulation("certificate_renewal")["days"])
    for location, certificate in _certificates(needs):
        arguments = {"holder": certificate.holder, "number": certificate.number}
        if certificate.expires < as_of:
            yield Complaint(
                "certificate-expired",
                (*location, "expires"),
                certificate.expires.isoformat(),
                f"≥ {as_of.isoformat()}",
                arguments=arguments,
                depends_on=_DEPENDS,
            )
        elif certificate.issued > as_of:
            yield Complaint(
                "certificate-not-begun",
                (*location, "issued"),
                certificate.issued.isoformat(),
                f"≤ {as_of.isoformat()}",
                arguments=arguments,
                depends_on=_DEPENDS,
            )
        elif certificate.expires - as_of <= renewal:
            yield Complaint(
                "certificate-expires-soon",
                (*location, "expires"),
                certificate.expires.isoformat(),
                severity="warning",
                arguments={**arguments, "days": str((certificate.expires - as_of).days)},
                depends_on=_DEPENDS,
            )


def _certificates(needs: HostingRequirements) -> Iterator[tuple[Location, Certificate]]:
    for name, certificate in (needs.organisation.certificates if needs.organisation else {}).items():
        yield ("organisation", "certificates", name), certificate


CHECKS = (certificate_dates_ordered,)
DATED_CHECKS = (certificates_in_force,)
