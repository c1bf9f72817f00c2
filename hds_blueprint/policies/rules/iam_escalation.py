"""Rules of ways to more rights than one was given: by policies, by credentials, by code that others run."""

from __future__ import annotations

from functools import cache

from hds_blueprint.data_files import read_data
from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.choices import is_one_of
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.iam import POLICIES
from hds_blueprint.policies.statements import POLICY, ROLE, each_permission
from hds_blueprint.policies.values import MISSING, get

# what a user holds until somebody takes it back
LASTING_KEYS = (
    "aws:iam/accessKey:AccessKey",
    "aws:iam/serviceSpecificCredential:ServiceSpecificCredential",
    "aws:iam/signingCertificate:SigningCertificate",
    "aws:iam/sshKey:SshKey",
)
USER = "aws:iam/user:User"
LOGIN_PROFILE = "aws:iam/userLoginProfile:UserLoginProfile"
ROLE_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
# Conditions on how or when somebody asks: they say nothing of what is reached.
MANNERS = frozenset(
    (
        "aws:currenttime",
        "aws:epochtime",
        "aws:referer",
        "aws:requestedregion",
        "aws:securetransport",
        "aws:sourceip",
        "aws:tokenissuetime",
        "aws:useragent",
        "aws:viaawsservice",
    )
)


@cache
def actions(kind: str) -> tuple[str, ...]:
    """The actions of one kind (escalation.yaml)."""
    return tuple(read_data("hds_blueprint.policies", "escalation.yaml")[kind])


def _nowhere_bounded(
    holder: Resource, facts: Facts, *refused: str, in_account: bool = False
) -> list[Outcome]:
    """An outcome per statement: none allows one of the actions on everything, with no bound.

    `in_account`: nor on all of a kind in one account (`role/*`).
    """

    def broken(statement: Statement) -> str | None:
        reaches_all = statement.any_of_a_kind if in_account else statement.any_resource
        if not statement.allows or not reaches_all:
            return None
        if any(each.key not in MANNERS for each in statement.conditions):
            return None
        written = statement.covers(*refused)
        # all of a service on everything is told so by a rule of its own, but for the service of rights
        told = written == statement.whole_service and not statement.covers("iam:PutRolePolicy")
        return None if told else written

    return each_permission(holder, facts, broken)


@rule("iam-policies-changed-on-named-resources", *POLICIES)
def by_policy(holder: Resource, facts: Facts) -> list[Outcome]:
    # who has a permissions boundary cannot go beyond it by way of other roles of the account
    return _nowhere_bounded(holder, facts, *actions("policies"), in_account=not _held_bounded(holder, facts))


def _held_bounded(holder: Resource, facts: Facts) -> bool:
    """Whether whoever has the policy carries a permissions boundary, or is not known yet."""
    if not facts.complete:
        return True
    roles = [holder] if holder.type == ROLE else facts.target_resources(holder, "role", ROLE)
    if holder.type == POLICY:
        attached = facts.attached(holder, "policyArn", ROLE_ATTACHMENT).resources
        roles = [role for each in attached for role in facts.target_resources(each, "role", ROLE)]
    return bool(roles) and all(get(role, "permissionsBoundary") is not MISSING for role in roles)


@rule("iam-credentials-made-for-named-users", *POLICIES)
def by_credentials(holder: Resource, facts: Facts) -> list[Outcome]:
    return _nowhere_bounded(holder, facts, *actions("credentials"))


@rule("iam-code-changed-on-named-resources", *POLICIES)
def by_code(holder: Resource, facts: Facts) -> list[Outcome]:
    return _nowhere_bounded(holder, facts, *actions("code"))


@rule("iam-resources-opened-by-name", *POLICIES)
def by_resource(holder: Resource, facts: Facts) -> list[Outcome]:
    return _nowhere_bounded(holder, facts, *actions("resources"))


@rule("iam-roles-assumed-by-name", *POLICIES)
def by_role(holder: Resource, facts: Facts) -> list[Outcome]:
    return _nowhere_bounded(
        holder, facts, "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"
    )


@rule("iam-access-key-inactive", *LASTING_KEYS)
def key_inactive(key: Resource, facts: Facts) -> Outcome:
    return is_one_of(key, "status", "Inactive", default="Active")


@rule("iam-user-without-password", USER, LOGIN_PROFILE)
def without_password(user: Resource, facts: Facts) -> Outcome:
    return passed() if user.type == USER else failed("user", get(user, "user"))
