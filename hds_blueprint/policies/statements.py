"""Questions about policy statements that several rules ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hds_blueprint.graph.model import Join, Resource
from hds_blueprint.policies.address_ranges import is_broad
from hds_blueprint.policies.documents import WILDCARDS, Readability, Statement, Term
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.values import entries, get, is_open

ROLE = "aws:iam/role:Role"
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


def narrowed(statement: Statement, *keys: str) -> bool:
    """Whether a condition ties the statement to known callers.

    A condition on a wildcard or on most of the internet ties nothing; nor does one that also holds where
    the key is absent (`IfExists`, `ForAllValues`, `Null`) or that names who is left out (`Not`). `keys`
    replaces the keys that count.
    """
    return any(
        condition.values
        and not _holds_without_key(condition.operator.lower())
        and all(_is_narrow(condition.key, value) for value in condition.values)
        for condition in statement.condition(*(keys or NARROWING_KEYS))
    )


def _holds_without_key(operator: str) -> bool:
    """Whether a condition of this operator (in lower case) may hold for callers whom nobody named."""
    if operator.startswith("forallvalues") or operator.endswith("ifexists"):
        return True
    return operator == "null" or "not" in operator


def _is_narrow(key: str, value: Term) -> bool:
    if isinstance(value, Join):
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
) -> Iterator[Outcome]:
    """An outcome per statement of the policy at `path`.

    `broken` returns the offending element as text where a statement breaks the rule; `absent` is
    the outcome where there is no policy. A document that is not a policy breaks every rule.
    """
    document = facts.document(resource, path)
    if document.readability is Readability.ABSENT:
        yield absent
    elif document.readability is Readability.UNKNOWN:
        yield unknown(path)
    elif document.readability is Readability.MALFORMED:
        yield failed(path, document.reason)
    for statement in document.statements:
        offence = broken(statement)
        place = f"{path}.{statement.path}"
        if offence is not None:
            yield failed(place, offence)
        else:
            yield unknown(place) if statement.open else passed(place)
    if document.parsed and not document.statements:
        yield passed(path)


def closed_to_strangers(holder: Resource, path: str, facts: Facts, *, absent: Outcome) -> Iterator[Outcome]:
    """An outcome per statement: none allows anyone at all. `absent` is the outcome without a policy."""

    def broken(statement: Statement) -> str | None:
        return "Principal: *" if is_public(statement) else None

    return each_statement(holder, path, facts, broken, absent=absent)


def listed_actions(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    """An outcome per statement of a `policy`: none allows all of a service, or all but something."""

    def broken(statement: Statement) -> str | None:
        if not statement.allows:
            return None
        return "NotAction" if statement.all_but_actions else statement.whole_service

    return each_statement(holder, "policy", facts, broken, absent=not_applicable())


def each_permission(
    holder: Resource, facts: Facts, broken: Callable[[Statement], str | None]
) -> Iterator[Outcome]:
    """An outcome per statement of what an identity may do: a policy's own, or a role's inline ones."""
    if holder.type != ROLE:
        yield from each_statement(holder, "policy", facts, broken, absent=not_applicable())
        return
    inline = get(holder, "inlinePolicies")
    if is_open(inline):
        yield unknown("inlinePolicies")
    for path, entry in entries(inline, "inlinePolicies"):
        if is_open(entry):
            yield unknown(path)
        else:
            yield from each_statement(holder, f"{path}.policy", facts, broken, absent=not_applicable())
