"""What lies between two graphs of one stack: resources created, changed, replaced, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from hds_blueprint.data_files import read_data
from hds_blueprint.graph.model import Resource, ResourceGraph
from hds_blueprint.policies.change import Change, ChangeKind
from hds_blueprint.policies.metadata import Data


class _Replacements(Data):
    replaced_by: dict[str, tuple[str, ...]]


@cache
def replacing_inputs() -> Mapping[str, tuple[str, ...]]:
    """By type of data store, the inputs whose change makes AWS replace it (replacements.yaml)."""
    return _Replacements.model_validate(read_data("hds_blueprint.policies", "replacements.yaml")).replaced_by


def compare(base: ResourceGraph, graph: ResourceGraph) -> tuple[Change, ...]:
    """The changes from `base` to `graph`, in order of URN; components and providers left out.

    A resource that names its old URN as an alias is the same one. Replacement is known for data
    stores only: what makes other resources be replaced is the engine's to say.
    """
    renamed = {alias: r.urn for r in graph.resources for alias in r.options.aliases if alias in base.by_urn}
    before = {renamed.get(r.urn, r.urn): r for r in base.resources if _deployed(r)}
    after = {r.urn: r for r in graph.resources if _deployed(r)}
    changes: list[Change] = []
    for urn in sorted(before.keys() | after.keys()):
        old, new = before.get(urn), after.get(urn)
        if old is None:
            changes.append(Change(ChangeKind.CREATED, urn))
        elif new is None:
            changes.append(Change(ChangeKind.DELETED, urn))
        elif properties := _different(old, new):
            replacing = set(properties) & set(replacing_inputs().get(new.type, ()))
            kind = ChangeKind.REPLACED if replacing else ChangeKind.CHANGED
            changes.append(Change(kind, urn, properties))
    return tuple(changes)


def _deployed(resource: Resource) -> bool:
    return resource.custom and not resource.external and not resource.type.startswith("pulumi:")


def _different(old: Resource, new: Resource) -> tuple[str, ...]:
    names = sorted(old.inputs.keys() | new.inputs.keys())
    found = [name for name in names if old.inputs.get(name) != new.inputs.get(name)]
    if old.region != new.region and "region" not in found:
        found.append("region")
    return tuple(found)
