"""The environment: production keeps its safeguards, real data stay in production."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.requirements import HostingRequirements

_ENVIRONMENT: Location = ("service", "environment")


def production_not_weakened(needs: HostingRequirements) -> Iterator[Complaint]:
    """Safeguards that production may not give up; each message says what it is for."""
    if needs.service.environment != "production":
        return
    for code, location, value, bound in _weakened(needs):
        yield Complaint(code, location, _text(value), bound, depends_on=(_ENVIRONMENT,))


def _weakened(needs: HostingRequirements) -> Iterator[tuple[str, Location, Any, str]]:
    """Code of the message, field, its value, what production needs."""
    network, backup = needs.network, needs.backup
    if network.zones < 2:
        yield "production-zones", ("network", "zones"), network.zones, "≥ 2"
    if backup.lock is None:
        yield "production-lock", ("backup", "lock"), None, "governance, compliance"
    if not backup.copy_to_recovery_region:
        yield "production-copy", ("backup", "copy_to_recovery_region"), False, "true"
    if not needs.logging.immutable:
        yield "production-immutable", ("logging", "immutable"), False, "true"
    if not needs.access.mfa_required:
        yield "production-mfa", ("access", "mfa_required"), False, "true"
    for name, database in needs.databases.items():
        if not database.multi_az:
            yield "production-multi-az", ("databases", name, "multi_az"), False, "true"
        if database.point_in_time_days < 7:
            location: Location = ("databases", name, "point_in_time_days")
            yield "production-point-in-time", location, database.point_in_time_days, "≥ 7"
    for name, workload in needs.workloads.items():
        if workload.scaling.minimum < 2:
            location = ("workloads", name, "scaling", "minimum")
            yield "production-replicas", location, workload.scaling.minimum, "≥ 2"


def single_gateway_known(needs: HostingRequirements) -> Iterator[Complaint]:
    """One NAT gateway for all zones makes every zone depend on the gateway's."""
    production = needs.service.environment == "production"
    if production and needs.network.nat == "single" and needs.network.zones > 1:
        yield Complaint(
            "nat-single",
            ("network", "nat"),
            "single",
            "per-zone",
            severity="warning",
            depends_on=(_ENVIRONMENT, ("network", "zones")),
        )


def real_data_in_production(needs: HostingRequirements) -> Iterator[Complaint]:
    """Real health data outside of production are a choice to be aware of (ISO/IEC 27001 A.8.31, A.8.33)."""
    if needs.service.profile == "hds" and needs.service.environment != "production":
        yield Complaint(
            "real-data-outside-production",
            ("service", "profile"),
            "hds",
            "synthetic",
            severity="warning",
            arguments={"environment": needs.service.environment},
            depends_on=(_ENVIRONMENT,),
        )


def _text(value: object) -> str:
    """The value as the document writes it."""
    return "null" if value is None else str(value).lower()


CHECKS = (production_not_weakened, single_gateway_known, real_data_in_production)
