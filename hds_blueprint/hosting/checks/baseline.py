"""The baseline of an account: its safeguards in production, its pipelines, and services that state none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from hds_blueprint.hosting.account import AccountBaseline, Deployer
from hds_blueprint.hosting.checks import location, retention, sovereignty, waivers
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.facts import table
from hds_blueprint.hosting.requirements import HostingRequirements

_ENVIRONMENT: Location = ("account", "environment")
_FEWEST_HOLDERS = 2  # a single person may be ill on the day


def baseline_stated(needs: HostingRequirements) -> Iterator[Complaint]:
    """Real data in production stand on the account's own safeguards, which no service makes for itself."""
    real = needs.service.environment == "production" and needs.service.profile == "hds"
    if real and needs.baseline is None:
        yield Complaint(
            "baseline-unstated",
            ("baseline",),
            severity="warning",
            depends_on=(("service", "environment"), ("service", "profile")),
        )


def production_not_weakened(needs: AccountBaseline) -> Iterator[Complaint]:
    """Safeguards that the account of production may not give up."""
    if needs.account.environment != "production":
        return
    stated: dict[Location, tuple[str, bool]] = {
        ("logging", "immutable"): ("production-immutable", needs.logging.immutable),
        ("roles", "mfa_required"): ("production-mfa", needs.roles.mfa_required),
    }
    for place, (code, held) in stated.items():
        if not held:
            yield Complaint(code, place, "false", "true", depends_on=(_ENVIRONMENT,))
    if needs.account.profile == "hds" and not needs.roles.session_recording:
        yield Complaint(
            "sessions-unrecorded",
            ("roles", "session_recording"),
            "false",
            severity="warning",
            depends_on=(_ENVIRONMENT, ("account", "profile")),
        )


def emergency_has_several_holders(needs: AccountBaseline) -> Iterator[Complaint]:
    """Where the emergency role names who takes it, no single principal does."""
    named = needs.roles.break_glass.principals
    if named and len(set(named)) < _FEWEST_HOLDERS:
        place: Location = ("roles", "break_glass", "principals")
        yield Complaint("break-glass-single", place, named[0], f"≥ {_FEWEST_HOLDERS}", severity="warning")


def deployers_bound(needs: AccountBaseline) -> Iterator[Complaint]:
    """Each pipeline is bound to a branch or an environment that its platform puts into its tokens."""
    for name, deployer in needs.deployers.items():
        place: Location = ("deployers", name)
        for field, code in _unbound(deployer):
            yield Complaint(
                code,
                (*place, field) if field else place,
                deployer.repository if field == "repository" else None,
                depends_on=((*place, "platform"), (*place, "branch"), (*place, "environments")),
            )


def _unbound(deployer: Deployer) -> Iterator[tuple[str, str]]:
    """The field in question (empty: the pipeline as a whole) and the code of the message."""
    if deployer.platform == "gitlab" and deployer.environments:
        yield "environments", "deployer-environment"
    elif (deployer.branch is None) == (not deployer.environments):
        yield "", "deployer-unbound"
    if deployer.platform == "github" and deployer.issuer is not None:
        yield "issuer", "deployer-issuer"
    if deployer.platform == "github" and deployer.repository.count("/") != 1:
        yield "repository", "deployer-repository"


def services_available(needs: AccountBaseline) -> Iterator[Complaint]:
    """Every service that the baseline turns on has an endpoint in both regions."""
    used = [*table("services")["baseline"]]
    used += ["macie"] if needs.detection.sensitive_data_discovery else []
    for field in ("region", "recovery_region"):
        for service in used:
            yield from sovereignty.missing(needs, service, ("location", field), field)


BaselineCheck = Callable[[AccountBaseline], Iterable[Complaint]]
DatedBaselineCheck = Callable[[AccountBaseline, date], Iterable[Complaint]]

SERVICE_CHECKS = (baseline_stated,)
CHECKS: tuple[BaselineCheck, ...] = (
    production_not_weakened,
    emergency_has_several_holders,
    deployers_bound,
    services_available,
    location.region_in_eea,
    location.recovery_region_in_eea,
    location.regions_distinct,
    sovereignty.remote_access_safeguarded,
    sovereignty.exposure_disclosed,
    retention.trace_retention_justified,
    waivers.waivers_approved_by_another,
)
DATED_CHECKS: tuple[DatedBaselineCheck, ...] = (waivers.waivers_in_force, sovereignty.confirmation_recent)


def run(needs: AccountBaseline, as_of: date | None) -> list[Complaint]:
    """What every check of a baseline says; those that depend on the day only where a day is given."""
    complaints = [complaint for check in CHECKS for complaint in check(needs)]
    if as_of is not None:
        complaints += [complaint for check in DATED_CHECKS for complaint in check(needs, as_of)]
    return complaints
