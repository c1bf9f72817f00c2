"""Rules of the bounds of identities: carried by all, within the EEA, taken with care, and seen."""

from __future__ import annotations

import re

from hds_blueprint.graph.model import Join, Ref, Resource, Unknown, name_of, type_of
from hds_blueprint.policies.alarms import PATTERNS, told
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import IDENTITIES, POLICY, ROLE, each_statement
from hds_blueprint.policies.values import MISSING, get, strings

CONTROL_POLICY = "aws:organizations/policy:Policy"
_BOUNDARY = "permissionsBoundary"
_EMERGENCY = re.compile(r"break-?glass|emergency|urgence", re.IGNORECASE)
_EQUALS = ("arnequals", "stringequals")
_ROLE = re.compile(r"arn:[a-z-]+:iam::[^:*?]+:role/[^*?]+")
_PEOPLE = re.compile(r"arn:[a-z-]+:iam::[^:]*:(root|user/.+)")
# Roles that AWS makes and names for itself take no boundary.
_IDENTITY_CENTRE = re.compile(r"arn:[a-z-]+:iam::[^:*?]+:role/aws-reserved/sso\.amazonaws\.com/.+")
_OF_AWS = "/aws-service-role/"


@rule("iam-role-bounded", ROLE)
def role_bounded(role: Resource, facts: Facts) -> Outcome:
    own = get(role, _BOUNDARY)
    if isinstance(own, Unknown) and not own.depends_on:
        return unknown(_BOUNDARY)
    if own is not MISSING:
        return passed(_BOUNDARY, own)
    if not facts.complete or str(get(role, "path")).startswith(_OF_AWS):
        return not_applicable()
    return failed(_BOUNDARY) if facts.once(_any_bounded) else not_applicable()


def _any_bounded(facts: Facts) -> bool:
    return any(get(role, _BOUNDARY) is not MISSING for role in facts.graph.of_type(ROLE))


@rule("iam-boundary-regions-within-eea", POLICY, CONTROL_POLICY)
def regions_refused(policy: Resource, facts: Facts) -> Outcome:
    if policy.type == POLICY and not facts.attached(policy, _BOUNDARY, *IDENTITIES).resources:
        return not_applicable()
    if policy.type == CONTROL_POLICY and get(policy, "type") not in (MISSING, "SERVICE_CONTROL_POLICY"):
        return not_applicable()
    path = "policy" if policy.type == POLICY else "content"
    document = facts.document(policy, path)
    if not document.parsed:
        return unknown(path)
    refusals = [statement for statement in document.statements if _refuses_regions(statement)]
    for statement in refusals:
        kept = [v for c in statement.condition("aws:requestedregion") for v in c.values]
        outside = [str(region) for region in kept if region not in facts.eea_regions]
        if not outside:
            return passed(f"{path}.{statement.path}", ", ".join(map(str, kept)))
        return failed(f"{path}.{statement.path}", ", ".join(outside))
    if policy.type == CONTROL_POLICY:
        return not_applicable()  # a control policy may be about something else
    return failed(path)


def _refuses_regions(statement: Statement) -> bool:
    """Whether the statement refuses everything outside of a list of regions, some services excepted."""
    wide = bool(statement.all_but_actions) or statement.everything is not None
    return (
        statement.denies
        and wide
        and any(c.operator.lower() == "stringnotequals" for c in statement.condition("aws:requestedregion"))
    )


@rule("iam-people-second-factor", ROLE)
def second_factor(role: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows or not statement.covers("sts:AssumeRole"):
            return None
        people = next((text for _, value in statement.principals if (text := _person(value))), None)
        return None if people is None or _with_second_factor(statement) else people

    return each_statement(role, "assumeRolePolicy", facts, broken, absent=not_applicable())


def _person(value: object) -> str | None:
    """The principal as text where people stand behind it: a user, or whoever an account lets in."""
    if isinstance(value, Ref) and type_of(value.urn) == IDENTITIES[1]:
        return name_of(value.urn)
    value = _as_text(value)
    return value if _PEOPLE.fullmatch(value) or re.fullmatch(r"[0-9]{12}", value) else None


def _with_second_factor(statement: Statement) -> bool:
    """By a second factor, or by what a machine has instead: a supplier's secret, or its own role."""
    factor = statement.condition("aws:multifactorauthpresent", "aws:multifactorauthage")
    by_factor = any("ifexists" not in c.operator.lower() and "false" not in c.values for c in factor)
    external = statement.condition("sts:externalid", "aws:sourceaccount", "aws:sourcearn")
    return by_factor or bool(external) or _for_roles_only(statement)


def _for_roles_only(statement: Statement) -> bool:
    """Whether a condition names the roles of which callers must be, none by a wildcard.

    The roles of IAM Identity Center are the exception: nobody can choose their names or make one under
    their path, and Identity Center asks for the second factor itself.
    """
    named = [
        c for c in statement.condition("aws:principalarn") if c.operator.lower() in (*_EQUALS, "arnlike")
    ]
    texts = [_as_text(value) for condition in named for value in condition.values]
    return bool(texts) and all(_ROLE.fullmatch(text) or _IDENTITY_CENTRE.fullmatch(text) for text in texts)


def _as_text(value: object) -> str:
    if isinstance(value, Join):
        return "".join(part if isinstance(part, str) else "reference" for part in value.parts)
    return value if isinstance(value, str) else ""


@rule("iam-emergency-role-alarmed", ROLE)
def emergency_alarmed(role: Resource, facts: Facts) -> Outcome:
    name = get(role, "name")
    if not _EMERGENCY.search(name if isinstance(name, str) else role.name):
        return not_applicable()
    path = "alarm"
    if not facts.complete:
        return unknown(path)
    open_pattern = False
    for holder, text in PATTERNS:
        for candidate in facts.graph.of_type(holder):
            if _speaks_of(candidate, text, role, facts) and told(candidate, facts):
                return passed(path)
            open_pattern = open_pattern or isinstance(get(candidate, text), Unknown)
    return unknown(path) if open_pattern else failed(path)


def _speaks_of(candidate: Resource, path: str, role: Resource, facts: Facts) -> bool:
    """Whether a pattern looks for somebody taking this role: by its ARN, or by its name in the text."""
    value = get(candidate, path)
    if role.urn in facts.targets(candidate, path):
        return True
    name = get(role, "name")
    texts = [text for _, text in strings(value, path)] if value is not MISSING else []
    return isinstance(name, str) and any("AssumeRole" in text and name in text for text in texts)
