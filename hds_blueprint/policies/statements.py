"""Questions about policy statements that several rules ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hds_blueprint.graph.model import Join, Resource
from hds_blueprint.policies.address_ranges import is_broad
from hds_blueprint.policies.documents import (
    WILDCARDS,
    Condition,
    PolicyDocument,
    Readability,
    Statement,
    Term,
)
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.values import entries, get, is_open

ROLE = "aws:iam/role:Role"
PERMISSION_SET = "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy"
POLICY = "aws:iam/policy:Policy"
IDENTITIES = (ROLE, "aws:iam/user:User")
# Resources by which a policy grants what it says, with the input that names it.
GRANTS = (
    ("policyArn", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"),
    ("policyArn", "aws:iam/userPolicyAttachment:UserPolicyAttachment"),
    ("policyArn", "aws:iam/groupPolicyAttachment:GroupPolicyAttachment"),
    ("policyArn", "aws:iam/policyAttachment:PolicyAttachment"),
    ("policyArns", "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"),
    ("managedPolicyArns", ROLE),
)
# Condition keys that tie a statement for anyone to known accounts, organisations, networks or resources
# (AWS global condition context keys; KMS and S3 keys of the same effect).
ARN_KEYS = ("aws:sourcearn", "aws:principalarn")
NARROWING_KEYS = (
    *ARN_KEYS,
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceip",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
)


def plain_transport_refused(holders: Sequence[Resource], facts: Facts, *actions: str) -> Outcome:
    """Whether one of these policies refuses these actions to anyone who comes without TLS.

    Another condition beside it would let plain transport through where that one does not hold.
    """

    def refuses(statement: Statement) -> bool:
        covered = all(statement.covers(action) is not None for action in actions)
        return refuses_plain_transport(statement) and covered

    documents = [facts.document(holder, "policy") for holder in holders]
    if any(refuses(statement) for document in documents for statement in document.statements):
        return passed("policy")
    if any(d.readability is Readability.UNKNOWN or any(s.open for s in d.statements) for d in documents):
        return unknown("policy")
    return failed("policy")


def refuses_plain_transport(statement: Statement) -> bool:
    """Whether the statement refuses what it names to anyone who comes without TLS, and to nobody else."""
    insecure = any(_is_plain(condition) for condition in statement.condition("aws:securetransport"))
    return statement.denies and statement.for_anyone and insecure and len(statement.conditions) == 1


def _is_plain(condition: Condition) -> bool:
    operator = condition.operator.lower().removesuffix("ifexists")
    values = {value.lower() if isinstance(value, str) else value for value in condition.values}
    return operator in ("bool", "stringequals", "stringequalsignorecase") and values == {"false"}


def narrowed(statement: Statement, *keys: str) -> bool:
    """Whether a condition ties the statement to known callers.

    A condition on a wildcard or on most of the internet ties nothing; nor does one that also holds where
    the key is absent (`IfExists`, `ForAllValues`, `Null`) or that names who is left out (`Not`). `keys`
    replaces the keys that count.
    """
    return any(
        condition.values
        and not _holds_without_key(condition.operator.lower())
        and all(is_narrow(condition.key, value) for value in condition.values)
        for condition in statement.condition(*(keys or NARROWING_KEYS))
    )


def _holds_without_key(operator: str) -> bool:
    """Whether a condition of this operator (in lower case) may hold for callers whom nobody named."""
    if operator.startswith("forallvalues") or operator.endswith("ifexists"):
        return True
    return operator == "null" or "not" in operator


def is_narrow(key: str, value: Term) -> bool:
    """Whether a value of a condition key (in lower case) names somebody, and not everybody."""
    if isinstance(value, Join):
        if key in ARN_KEYS and not isinstance(value.parts[0], str):
            # what goes on from the ARN of a resource stays within it
            return True
        # a reference stands for one name
        value = "".join(part if isinstance(part, str) else "reference" for part in value.parts)
    if not isinstance(value, str):
        # what is not known leaves the statement open, and a rule says so
        return True
    if key == "aws:sourceip":
        return not is_broad(value)
    if key not in ARN_KEYS:
        # `o-example/r-root/*` is bound to its organisation
        return not WILDCARDS.intersection(value.split("/")[0])
    parts = value.split(":", 5)
    if len(parts) < 6:
        return False
    account, name = parts[4], parts[5]
    # the ARN of a bucket has no account: its name is the bound
    return not WILDCARDS.intersection(account) and bool(account or not name.startswith(("*", "?")))


def is_public(statement: Statement) -> bool:
    """Whether the statement allows anyone at all."""
    return statement.allows and statement.for_anyone and not narrowed(statement)


def each_statement(
    resource: Resource,
    path: str,
    facts: Facts,
    broken: Callable[[Statement], str | None],
    *,
    absent: Outcome,
) -> list[Outcome]:
    """What the policy at `path` says: each statement that breaks the rule or is open, else one that passes.

    `broken` returns the offending element as text where a statement breaks the rule; `absent` is
    the outcome where there is no policy. A document that is not a policy breaks every rule.
    """
    document = facts.document(resource, path)
    if not document.parsed:
        return [_unreadable(document, path, absent)]
    said: list[Outcome] = []
    for statement in document.statements:
        offence = broken(statement)
        if offence is not None:
            said.append(failed(f"{path}.{statement.path}", offence))
        elif statement.open:
            said.append(unknown(f"{path}.{statement.path}"))
        elif not said:
            # those that pass after it would say nothing more
            said.append(passed(f"{path}.{statement.path}"))
    return said or [passed(path)]


def _unreadable(document: PolicyDocument, path: str, absent: Outcome) -> Outcome:
    if document.readability is Readability.ABSENT:
        return absent
    return unknown(path) if document.readability is Readability.UNKNOWN else failed(path, document.reason)


def closed_to_strangers(holder: Resource, path: str, facts: Facts, *, absent: Outcome) -> list[Outcome]:
    """An outcome per statement: none allows anyone at all. `absent` is the outcome without a policy."""

    def broken(statement: Statement) -> str | None:
        return "Principal: *" if is_public(statement) else None

    return each_statement(holder, path, facts, broken, absent=absent)


def listed_actions(holder: Resource, facts: Facts, path: str = "policy") -> list[Outcome]:
    """An outcome per statement: none allows all of a service, or all but something. No policy, no answer."""

    def broken(statement: Statement) -> str | None:
        if not statement.allows:
            return None
        return "NotAction" if statement.all_but_actions else statement.whole_service

    return each_statement(holder, path, facts, broken, absent=not_applicable())


def bounded_services(holder: Resource, facts: Facts, path: str = "policy") -> list[Outcome]:
    """An outcome per statement: none lets a service act for just anybody. No policy, no answer."""

    def broken(statement: Statement) -> str | None:
        if not statement.allows or narrowed(statement):
            return None
        return next((str(value) for kind, value in statement.principals if kind == "Service"), None)

    return each_statement(holder, path, facts, broken, absent=not_applicable())


def bounds_only(holder: Resource, facts: Facts) -> bool | None:
    """Whether a policy is a permission boundary of the graph and nothing else; None where it may be one.

    Before anything else is known of the program, a policy that refuses something may turn out to be one.
    """
    if holder.type != POLICY:
        return False
    if not facts.complete:
        refuses = any(statement.denies for statement in facts.document(holder, "policy").statements)
        return None if refuses else False
    if not facts.attached(holder, "permissionsBoundary", *IDENTITIES).resources:
        return False
    return not any(facts.attached(holder, path, type_).resources for path, type_ in GRANTS)


def each_permission(
    holder: Resource, facts: Facts, broken: Callable[[Statement], str | None]
) -> list[Outcome]:
    """An outcome per statement of what an identity may do: a policy's own, or a role's inline ones.

    A permission boundary grants nothing by itself, however wide it is: it has nothing to answer here.
    """
    bounds = bounds_only(holder, facts)
    if bounds is not False:
        return [not_applicable() if bounds else unknown("policy")]
    if holder.type != ROLE:
        path = "inlinePolicy" if holder.type == PERMISSION_SET else "policy"
        return each_statement(holder, path, facts, broken, absent=not_applicable())
    inline = get(holder, "inlinePolicies")
    if is_open(inline):
        return [unknown("inlinePolicies")]
    said: list[Outcome] = []
    for path, entry in entries(inline, "inlinePolicies"):
        if is_open(entry):
            said.append(unknown(path))
        else:
            said += each_statement(holder, f"{path}.policy", facts, broken, absent=not_applicable())
    return said
