"""Questions about policy statements that several rules ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.documents import Readability, Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown

# Condition keys that tie a statement for anyone to known accounts, organisations, networks or resources
# (AWS global condition context keys; KMS and S3 keys of the same effect).
NARROWING_KEYS = (
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceowner",
    "aws:sourceorgid",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
)


def narrowed(statement: Statement) -> bool:
    """Whether a condition ties the statement to known callers (a condition on `*` ties nothing)."""
    return any(
        condition.values
        and "*" not in condition.values
        and not condition.operator.endswith("IfExists")
        and "Not" not in condition.operator
        for condition in statement.condition(*NARROWING_KEYS)
    )


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
