"""Access: people by name, recorded and approved; professionals by the means that the PGSSI-S asks for."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.hosting.access import ApplicationUsers
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.facts import regulation
from hds_blueprint.hosting.requirements import HostingRequirements

_ADMINISTRATORS: Location = ("access", "administrators")
_USERS: Location = ("access", "application_users")
_CONTEXT: tuple[Location, ...] = (("service", "profile"), ("service", "environment"))


def administration_traceable(needs: HostingRequirements) -> Iterator[Complaint]:
    """With real data, administrators' sessions are recorded, their interventions approved, and emergencies
    have a way in (HDS v2, activity 5)."""
    administrators = needs.access.administrators
    if administrators is None or needs.service.profile != "hds":
        return
    stated = {
        "identity_centre": ("administrators-unnamed", administrators.identity_centre),
        "session_recording": ("sessions-unrecorded", administrators.session_recording),
        "interventions_approved": ("interventions-unapproved", administrators.interventions_approved),
        "break_glass": ("break-glass-missing", administrators.break_glass is not None),
    }
    for field, (code, held) in stated.items():
        if not held:
            yield Complaint(code, (*_ADMINISTRATORS, field), severity="warning", depends_on=_CONTEXT)


def sensitive_service_offers_pro_sante_connect(needs: HostingRequirements) -> Iterator[Complaint]:
    """A sensitive service offers Pro Santé Connect to its professionals."""
    users = needs.access.application_users
    if users is None or not users.professionals or users.pro_sante_connect:
        return
    if needs.service.profile == "generic" or not (criterion := _sensitive(users)):
        return
    real = needs.service.profile == "hds" and needs.service.environment == "production"
    yield Complaint(
        "pro-sante-connect-missing",
        (*_USERS, "pro_sante_connect"),
        "false",
        severity="error" if real else "warning",
        arguments={"criterion": criterion},
        depends_on=(*_CONTEXT, _USERS),
    )


def _sensitive(users: ApplicationUsers) -> str | None:
    """The first field that makes the service a sensitive one."""
    if users.shared_between_entities:
        return "shared_between_entities"
    if users.external_web_access:
        return "external_web_access"
    many = regulation("sensitive_service")
    if (users.new_patients_per_year or 0) > many["new_patients"]:
        return "new_patients_per_year"
    if (users.professionals_per_year or 0) > many["professionals"]:
        return "professionals_per_year"
    return None


CHECKS = (administration_traceable, sensitive_service_offers_pro_sante_connect)
