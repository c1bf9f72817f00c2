"""Parameters of databases: a name and a value in a group that a cluster names."""

from __future__ import annotations

from collections.abc import Callable

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.values import MISSING, Found, boolean, entries, get, is_open, within

Judgement = Callable[[Found], bool]


def is_on(value: Found) -> bool:
    """Whether a parameter is switched on, in any of the ways that it is written."""
    return value in ("1", 1, "on", "ON", "enabled") or boolean(value) is True


def parameter(
    group: Resource,
    name: str,
    good: Judgement,
    *,
    listing: str = "parameters",
    keys: tuple[str, str] = ("name", "value"),
    holder: str | None = None,
) -> Outcome:
    """One parameter of a list of them; `good` is asked about MISSING where it is not written.

    `keys` are how an entry calls its name and its value.
    """
    values = get(group, listing)
    if is_open(values):
        return unknown(listing, holder=holder)
    path, value = listing, MISSING
    for place, entry in entries(values, listing):
        called = within(entry, keys[0])
        if called == name:
            path, value = f"{place}.{keys[1]}", within(entry, keys[1])
        elif is_open(entry) or is_open(called):
            return unknown(place, holder=holder)
    if is_open(value):
        return unknown(path, holder=holder)
    if good(value):
        return passed(path, value, holder=holder)
    return failed(path, value, holder=holder, parameter=name)


def cluster_parameter(
    cluster: Resource, path: str, group_type: str, name: str, good: Judgement, facts: Facts
) -> Outcome:
    """One parameter of the group that a cluster names at `path`.

    Without a group AWS's default group holds, where the parameter has AWS's default value: `good`
    is asked about MISSING. A group outside of the graph leaves the question open.
    """
    if get(cluster, path) is MISSING:
        return passed(path) if good(MISSING) else failed(path, parameter=name)
    groups = facts.target_resources(cluster, path, group_type)
    if not groups:
        return unknown(path)
    return parameter(groups[0], name, good, holder=groups[0].urn)
