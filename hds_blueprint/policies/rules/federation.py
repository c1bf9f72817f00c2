"""Rules of roles that are taken by token (OpenID Connect): for whom, from which repository and branch."""

from __future__ import annotations

from hds_blueprint.graph.model import Join, Resource
from hds_blueprint.policies.documents import WILDCARDS, Condition, Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import ROLE, each_statement
from hds_blueprint.policies.values import entries, get, is_open

PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
_TOKEN = "sts:AssumeRoleWithWebIdentity"  # noqa: S105 - an action
# How issuers of pipelines write a subject that names no branch, tag, environment or merge request alone.
# GitHub: `repo:owner/name:ref:refs/heads/main`, `repo:owner/name:environment:production`;
# GitLab: `project_path:group/name:ref_type:branch:ref:main`.
_BOUND = (":ref:", ":environment:", ":job_workflow_ref:")
_SUBJECTS = ("repo:", "project_path:")
# Amazon Cognito's tokens name a person of the pool as subject; whether it knows them is another claim
# (Cognito developer guide, "Role trust and permissions").
_SIGNED_IN = ("cognito-identity.amazonaws.com:amr", "authenticated")


@rule("iam-web-identity-audience-bound", ROLE)
def audience_bound(role: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not _by_token(statement):
            return None
        claims = _claims(statement, ":aud")
        return None if any(_named(claim) for claim in claims) else _shown(claims)

    return each_statement(role, "assumeRolePolicy", facts, broken, absent=not_applicable())


@rule("iam-web-identity-subject-bound", ROLE)
def subject_bound(role: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not _by_token(statement):
            return None
        claims = _claims(statement, ":sub")
        bound = any(map(_bound, claims)) or any(map(_signed_in, statement.conditions))
        return None if bound else _shown(claims)

    return each_statement(role, "assumeRolePolicy", facts, broken, absent=not_applicable())


@rule("iam-oidc-provider-audiences-named", PROVIDER)
def audiences_named(provider: Resource, facts: Facts) -> Outcome:
    path = "clientIdLists"
    audiences = get(provider, path)
    if is_open(audiences) or any(is_open(each) for _, each in entries(audiences, path)):
        return unknown(path)
    named = [each for _, each in entries(audiences, path) if isinstance(each, str) and each not in ("", "*")]
    return passed(path, audiences) if named else failed(path, audiences)


@rule("iam-oidc-provider-over-tls", PROVIDER)
def provider_over_tls(provider: Resource, facts: Facts) -> Outcome:
    url = get(provider, "url")
    if isinstance(url, Join):
        url = url.parts[0]
    if is_open(url):
        return unknown("url")
    secure = isinstance(url, str) and url.startswith("https://")
    return passed("url", url) if secure else failed("url", url)


def _by_token(statement: Statement) -> bool:
    """Whether the statement lets somebody in by the token of an issuer outside of AWS."""
    federated = [value for kind, value in statement.principals if kind == "Federated"]
    return statement.allows and bool(federated) and statement.covers(_TOKEN) is not None


def _claims(statement: Statement, ending: str) -> list[Condition]:
    """The conditions on one claim of the token, whatever the issuer: `gitlab.com:sub`."""
    return [condition for condition in statement.conditions if condition.key.endswith(ending)]


def _compares(condition: Condition) -> bool:
    """Whether the condition fails where the claim is absent or another."""
    # a claim has one value, so that any value is the value
    operator = condition.operator.lower().removeprefix("foranyvalue:")
    return operator in ("stringequals", "stringequalsignorecase", "stringlike")


def _named(condition: Condition) -> bool:
    values = condition.values
    return _compares(condition) and bool(values) and not any(_wild(value) for value in values)


def _bound(condition: Condition) -> bool:
    """Whether each subject names a whole repository and what in it; a part with a wildcard binds nothing."""
    if not _compares(condition) or not condition.values:
        return False
    for value in condition.values:
        if not isinstance(value, str):
            continue  # not known yet: the rule says so
        if not value.startswith(_SUBJECTS):
            if _wild(value):
                return False
            continue  # another kind of issuer, one named subject
        marker = next((each for each in _BOUND if each in value), None)
        if marker is None or _wild(value.replace("refs/tags/*", "")):
            return False
    return True


def _signed_in(condition: Condition) -> bool:
    key, value = _SIGNED_IN
    return condition.key == key and _compares(condition) and set(condition.values) == {value}


def _wild(value: object) -> bool:
    return isinstance(value, str) and bool(WILDCARDS.intersection(value))


def _shown(claims: list[Condition]) -> str:
    return ", ".join(str(value) for claim in claims for value in claim.values) or "-"
