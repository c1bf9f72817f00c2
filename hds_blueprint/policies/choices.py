"""Checks of a property that takes one of several values, or lists several."""

from __future__ import annotations

from collections.abc import Collection

from hds_blueprint.graph.model import Join, Ref, Resource, Unknown
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.values import MISSING, Found, boolean, entries, get, is_open


def judge_choice(
    value: Found,
    path: str,
    allowed: Collection[str],
    *,
    default: str | None = None,
    holder: str | None = None,
) -> Outcome:
    """PASS where the value, or AWS's default in its absence, is one of those allowed."""
    if is_open(value):
        return unknown(path, holder=holder)
    actual = default if value is MISSING else value
    good = isinstance(actual, str) and actual in allowed
    return passed(path, value, holder=holder) if good else failed(path, value, holder=holder)


def is_one_of(resource: Resource, path: str, *allowed: str, default: str | None = None) -> Outcome:
    """The property must have one of these values; `default` is what AWS does where it is not set."""
    return judge_choice(get(resource, path), path, allowed, default=default)


def is_none_of(resource: Resource, path: str, *refused: str, default: str | None = None) -> Outcome:
    """The property must have none of these values; `default` is what AWS does where it is not set."""
    value = get(resource, path)
    if is_open(value):
        return unknown(path)
    actual = default if value is MISSING else value
    bad = isinstance(actual, str) and actual in refused
    return failed(path, value) if bad else passed(path, value)


def lists(resource: Resource, path: str, *wanted: str) -> Outcome:
    """The list must hold every one of these values."""
    value = get(resource, path)
    if is_open(value):
        return unknown(path)
    found = [item for _, item in entries(value, path)]
    if all(item in found for item in wanted):
        return passed(path, value)
    return unknown(path) if any(is_open(item) for item in found) else failed(path, value)


def lists_none(resource: Resource, path: str, *refused: str) -> Outcome:
    """The list, where there is one, must hold none of these values."""
    value = get(resource, path)
    if is_open(value):
        return unknown(path)
    items = list(entries(value, path))
    for place, item in items:
        if isinstance(item, str) and item in refused:
            return failed(place, item)
    return unknown(path) if any(is_open(item) for _, item in items) else passed(path, value)


def counts_at_least(resource: Resource, path: str, minimum: int) -> Outcome:
    """The list must have this many different entries; references count as one each."""
    value = get(resource, path)
    if is_open(value):
        return unknown(path)
    items = [item for _, item in entries(value, path)]
    known = [item for item in items if not isinstance(item, Unknown)]
    different = sum(item not in known[:index] for index, item in enumerate(known))
    if different >= minimum:
        return passed(path, value)
    # entries that are not known yet may be others, as far as there are enough of them
    may_suffice = different + len(items) - len(known) >= minimum
    return unknown(path) if may_suffice else failed(path, value)


def is_absent(resource: Resource, path: str) -> Outcome:
    """The property must not be set; a value that is there is not repeated."""
    value = get(resource, path)
    if isinstance(value, Unknown):
        return unknown(path)
    return passed(path) if value in (MISSING, "", []) else failed(path)


def has_entries(resource: Resource, path: str) -> Outcome:
    """The list must name something, which may be other resources' outputs."""
    value = get(resource, path)
    if is_open(value):
        return passed(path, value) if isinstance(value, Ref | Join) else unknown(path)
    return failed(path, value) if value in (MISSING, [], "") else passed(path, value)


def only_where(resource: Resource, path: str, outcome: Outcome) -> Outcome:
    """The outcome where a switch is on; the rule does not apply where it is off or not set."""
    value = get(resource, path)
    if is_open(value):
        return unknown(path)
    return outcome if boolean(value) is True else not_applicable()


def configured_by(
    subject: Resource, path: str, name: str, facts: Facts, *types: str
) -> tuple[Resource, ...] | Outcome:
    """The resources of these types whose `path` points at the subject, or what their absence means.

    `name` is how a report calls what is missing.
    """
    attached = facts.attached(subject, path, *types)
    if attached.resources:
        return attached.resources
    return unknown(name) if attached.uncertain else failed(name)
