"""The profile: what is claimed of the data agrees with what the data are."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.requirements import HostingRequirements

_HEALTH = ("health", "pseudonymised-health")
_PROFILE: Location = ("service", "profile")
_CLASS: Location = ("data", "data_class")


def profile_fits_data(needs: HostingRequirements) -> Iterator[Complaint]:
    """HDS is about health data; the generic profile is about none.

    Pseudonymised data are still health data of persons (GDPR recital 26).
    """
    profile, data_class = needs.service.profile, needs.data.data_class
    if profile == "hds" and data_class not in _HEALTH:
        yield Complaint(
            "hds-without-health-data", _CLASS, data_class, ", ".join(_HEALTH), depends_on=(_PROFILE,)
        )
    if profile == "generic" and data_class in _HEALTH:
        yield Complaint(
            "generic-with-health-data", _CLASS, data_class, "personal, technical", depends_on=(_PROFILE,)
        )


def stores_fit_profile(needs: HostingRequirements) -> Iterator[Complaint]:
    """In the generic profile no store holds health data either."""
    if needs.service.profile != "generic":
        return
    for section, stores in needs.stores.items():
        for name, store in stores.items():
            if store.data_class in _HEALTH:
                yield Complaint(
                    "generic-with-health-data",
                    (section, name, "data_class"),
                    store.data_class,
                    "personal, technical",
                    depends_on=(_PROFILE,),
                )


def activities_stated(needs: HostingRequirements) -> Iterator[Complaint]:
    """In the HDS profile the organisation performs at least one activity of R.1111-9, each named once."""
    activities = needs.service.hds_activities
    location: Location = ("service", "hds_activities")
    if needs.service.profile == "hds" and not activities:
        yield Complaint("activities-missing", location, depends_on=(_PROFILE,))
    if len(set(activities)) < len(activities):
        yield Complaint("activities-repeated", location, ", ".join(str(each) for each in activities))


def health_professional_named(needs: HostingRequirements) -> Iterator[Complaint]:
    """With real health data a health professional can be reached (HDS v2 EXI 11)."""
    if needs.service.profile == "hds" and needs.alerts.health_professional_contact is None:
        yield Complaint(
            "health-professional-missing",
            ("alerts", "health_professional_contact"),
            severity="warning",
            depends_on=(_PROFILE,),
        )


CHECKS = (profile_fits_data, stores_fit_profile, activities_stated, health_professional_named)
