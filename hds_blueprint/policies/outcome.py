"""What a rule returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hds_blueprint.policies.values import MISSING, Found
from hds_blueprint.policies.verdict import Status


# not frozen: rules make tens of thousands, and a frozen one takes ten times as long to make
@dataclass(slots=True)
class Outcome:
    """A verdict with its place: the property's path, its value, and the values that the message names.

    `holder` is the URN of the resource that holds the property where that is not the one the rule
    was asked about (the versioning of a bucket is a resource of its own).
    """

    status: Status
    path: str | None = None
    value: Found = MISSING
    holder: str | None = None
    details: Mapping[str, str] | None = None


# looked up once: a member of an enumeration costs as much as a call
_PASS, _FAIL, _UNKNOWN = Status.PASS, Status.FAIL, Status.UNKNOWN
_PASSED = Outcome(_PASS)
_NOT_APPLICABLE = Outcome(Status.NOT_APPLICABLE)


def passed(path: str | None = None, value: Found = MISSING, *, holder: str | None = None) -> Outcome:
    """The resource is as the rule wants it."""
    return _PASSED if path is None else Outcome(_PASS, path, value, holder)


def failed(path: str | None, value: Found = MISSING, *, holder: str | None = None, **details: str) -> Outcome:
    """The resource breaks the rule at this property; `details` fill the message's placeholders."""
    return Outcome(_FAIL, path, value, holder, details or None)


def unknown(path: str | None, *, holder: str | None = None) -> Outcome:
    """The property's value is known only after apply."""
    return Outcome(_UNKNOWN, path, MISSING, holder)


def not_applicable() -> Outcome:
    """The rule has nothing to say of this resource."""
    return _NOT_APPLICABLE


def summary(outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
    """What several outcomes say of one resource: every failure; else the first unknown; else PASS.

    Nothing at all means that the rule does not apply.
    """
    found = outcomes if isinstance(outcomes, list) else list(outcomes)
    if len(found) < 2:
        return found or (_NOT_APPLICABLE,)
    if failures := tuple(outcome for outcome in found if outcome.status is _FAIL):
        return failures
    for status in (_UNKNOWN, _PASS):
        for outcome in found:
            if outcome.status is status:
                return (outcome,)
    return (_NOT_APPLICABLE,)
