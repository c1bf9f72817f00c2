"""The baseline of an account: what exists once per account and region, whatever services run there."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hds_blueprint.hosting.access import RoleArn, RoleName
from hds_blueprint.hosting.alerts import Alerts
from hds_blueprint.hosting.location import Location
from hds_blueprint.hosting.logging import Logging
from hds_blueprint.hosting.vocabulary import AccountId, Email, Environment, Name, Section, Text
from hds_blueprint.hosting.waivers import Waiver

Repository = Annotated[
    str, StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+$")
]  # owner/name, or group/subgroup/project
GitRef = Annotated[str, StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9][A-Za-z0-9_./-]*$")]
IssuerUrl = Annotated[
    str, StringConstraints(max_length=255, pattern=r"^https://[a-z0-9.-]+(/[A-Za-z0-9._-]+)*$")
]
StackPrefix = Annotated[str, StringConstraints(max_length=63, pattern=r"^[a-z][a-z0-9-]*[a-z0-9]$")]
SessionHours = Annotated[int, Field(ge=1, le=8)]


class Account(Section):
    """The account: the name that service documents state, and who answers for it."""

    name: Name
    title: Text
    description: Text | None = None
    environment: Environment = "production"  # the strictest of what the account holds
    profile: Literal["hds", "synthetic", "generic"] = "hds"
    owner: Email


class Detection(Section):
    """What looks for attacks, weaknesses and data that are not where they should be."""

    malware_protection: bool = True
    container_runtime: bool = True
    vulnerability_scans: bool = True
    sensitive_data_discovery: bool = True  # Macie, on the buckets that hold health data
    security_account: AccountId | None = None  # that findings are sent to
    security_account_role: RoleName = "hds-security"  # in that account, taken by whoever deploys


class AccountRole(Section):
    """A role that people take, and the principals that may; the account's IAM decides where none is named."""

    principals: tuple[RoleArn, ...] = ()
    session_hours: SessionHours = 1


class PeopleRoles(Section):
    """The four roles of people, and the conditions under which they are taken."""

    key_administrators: tuple[RoleArn, ...] = ()
    mfa_required: bool = True
    session_recording: bool = True
    administrator: AccountRole = AccountRole.of_defaults()
    operator: AccountRole = AccountRole.of_defaults()
    auditor: AccountRole = AccountRole.of_defaults()
    break_glass: AccountRole = AccountRole.of_defaults()


class Deployer(Section):
    """A pipeline that deploys services: where it runs, from which branch or environments, which stacks."""

    platform: Literal["github", "gitlab"] = "github"
    issuer: IssuerUrl | None = None  # of a GitLab of your own
    repository: Repository
    branch: GitRef | None = None
    environments: tuple[GitRef, ...] = ()  # GitHub's, in the stead of a branch
    stacks: Annotated[tuple[StackPrefix, ...], Field(min_length=1)]  # `<service>-<stack>`


class OrganisationGuard(Section):
    """The refusal of regions outside of the EEA as a service control policy of the organisation."""

    management_role: RoleArn  # in the management account, taken by whoever deploys
    target: Annotated[str, StringConstraints(pattern=r"^([0-9]{12}|ou-[a-z0-9-]{8,65}|r-[a-z0-9]{4,32})$")]


class AccountBaseline(Section):
    """What exists once per account and region, and what every service in the account rests on."""

    # The loader merges and drops it; a baseline never carries it on.
    extends: str | None = Field(default=None, min_length=1, max_length=255, exclude=True)
    kind: Literal["service", "baseline"]
    account: Account
    location: Location = Location.of_defaults()
    logging: Logging = Logging.of_defaults()
    detection: Detection = Detection.of_defaults()
    roles: PeopleRoles = PeopleRoles.of_defaults()
    deployers: dict[Name, Deployer] = Field(default_factory=dict[str, Deployer])
    organisation_guard: OrganisationGuard | None = None
    alerts: Alerts
    waivers: tuple[Waiver, ...] = ()

    @property
    def environment(self) -> Environment:
        """The life cycle by which rules and the state's place are judged."""
        return self.account.environment

    @property
    def region(self) -> str:
        """The main region."""
        return self.location.region

    @property
    def extensions(self) -> tuple[str, ...]:
        """A baseline has none: what an extension adds belongs to a service."""
        return ()


def boundary_name(baseline: str) -> str:
    """The name of the permission boundary that the baseline of this name makes.

    It follows from the document alone, so that a service's document can name it without asking AWS.
    """
    return f"{baseline}-eea-boundary"
