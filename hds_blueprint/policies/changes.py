"""What lies between two graphs of one stack: resources created, changed, replaced, deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hds_blueprint.graph.model import (
    Join,
    Ref,
    Resource,
    ResourceGraph,
    Secret,
    Unknown,
    Value,
    references,
    targets,
)
from hds_blueprint.graph.replacement import Kind, forces_replacement
from hds_blueprint.policies.change import Change, ChangeKind


def compare(base: ResourceGraph, graph: ResourceGraph) -> tuple[Change, ...]:
    """The changes from `base` to `graph`, in order of URN; components and providers left out.

    A resource that names its old URN as an alias is the same one. A resource is replaced where AWS
    cannot change an input in place (graph/replacement.yaml), or where such an input is the output of
    one that is replaced.
    """
    now = renamed(base, graph)
    before = {now.get(r.urn, r.urn): r for r in base.resources if _deployed(r)}
    after = {r.urn: r for r in graph.resources if _deployed(r)}
    differing = {urn: _different(before[urn], after[urn], now) for urn in before.keys() & after.keys()}
    replaced = _replaced(before, after, differing)
    changes: list[Change] = []
    for urn in sorted(before.keys() | after.keys()):
        if urn not in before:
            changes.append(Change(ChangeKind.CREATED, urn))
        elif urn not in after:
            changes.append(Change(ChangeKind.DELETED, urn))
        elif urn in replaced:
            properties = tuple(sorted({*differing[urn], *replaced[urn]}))
            changes.append(Change(ChangeKind.REPLACED, urn, properties, tuple(sorted(replaced[urn]))))
        elif differing[urn]:
            changes.append(Change(ChangeKind.CHANGED, urn, differing[urn]))
    return tuple(changes)


def renamed(base: ResourceGraph, graph: ResourceGraph) -> Mapping[str, str]:
    """The new URN by the old one, of resources that name their old URN as an alias."""
    return {
        alias: resource.urn
        for resource in graph.resources
        for alias in resource.options.aliases
        if alias in base.by_urn and alias not in graph.by_urn
    }


def _deployed(resource: Resource) -> bool:
    return resource.custom and not resource.external and not resource.type.startswith("pulumi:")


def _different(old: Resource, new: Resource, now: Mapping[str, str]) -> tuple[str, ...]:
    names = sorted((old.inputs.keys() | new.inputs.keys()).difference(new.options.ignore_changes))
    found = [name for name in names if _following(old.inputs.get(name), now) != new.inputs.get(name)]
    if old.region != new.region and "region" not in found:
        found.append("region")
    return tuple(found)


def _following(value: Value, now: Mapping[str, str]) -> Value:
    """The value with its references to resources that have another URN now."""
    if not now:
        return value
    if isinstance(value, Ref):
        return replace(value, urn=now.get(value.urn, value.urn))
    if isinstance(value, Join):
        parts = (part if isinstance(part, str) else _following(part, now) for part in value.parts)
        return Join(tuple(part for part in parts if isinstance(part, str | Ref)))
    if isinstance(value, Unknown):
        return Unknown(tuple(now.get(urn, urn) for urn in value.depends_on))
    if isinstance(value, Secret):
        held = _following(value.reference, now)
        return Secret(held if isinstance(held, Ref) else None)
    if isinstance(value, list):
        return [_following(item, now) for item in value]
    if isinstance(value, dict):
        return {key: _following(item, now) for key, item in value.items()}
    return value


def _replaced(
    before: Mapping[str, Resource],
    after: Mapping[str, Resource],
    differing: Mapping[str, Iterable[str]],
) -> dict[str, set[str]]:
    """The inputs that make a resource be replaced, by its URN: what differs, then what follows from it."""
    found: dict[str, set[str]] = {}
    for urn, names in differing.items():
        old, new = before[urn], after[urn]
        forcing = {n for n in names if forces_replacement(new.type, n, _kind(old, new, n))}
        if forcing or old.type != new.type:
            found[urn] = forcing or {"type"}
    users = _users(after, differing.keys())
    pending = list(found)
    while pending:
        urn = pending.pop()
        for user, name in users.get(urn, ()):
            if name not in found.get(user, ()) and _gets_another(before, after, urn, after[user], name):
                if user not in found:
                    pending.append(user)
                found.setdefault(user, set()).add(name)
    return found


def _kind(old: Resource, new: Resource, name: str) -> Kind:
    if old.inputs.get(name) is None:
        return "add"
    return "update" if new.inputs.get(name) is not None else "delete"


def _users(after: Mapping[str, Resource], among: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """By URN, the resources and inputs that use one of its outputs and cannot change in place."""
    users: dict[str, list[tuple[str, str]]] = {}
    for user in among:
        resource = after[user]
        for name in resource.inputs:
            if forces_replacement(resource.type, name, "update"):
                for urn in targets(resource, name):
                    users.setdefault(urn, []).append((user, name))
    return users


def _gets_another(
    before: Mapping[str, Resource], after: Mapping[str, Resource], urn: str, user: Resource, name: str
) -> bool:
    """Whether an input gets another value where `urn` is replaced: an output that is given stays the same."""
    old, new = before[urn].inputs, after[urn].inputs
    used = [each.property for each in references(user.inputs[name]) if each.urn == urn]
    return not used or any(output not in new or old.get(output) != new[output] for output in used)
