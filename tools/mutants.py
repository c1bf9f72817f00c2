"""Weakened copies of a resource graph, each differing from it in one place (mutants)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, Value, references
from hds_blueprint.policies.json_text import NotJsonError, decode
from tools.policy_mutants import OUTSIDE
from tools.provider_schema import required
from tools.value_mutants import EVERYWHERE, Edit, Weaker, edits

PROVIDER = "pulumi:providers:aws"
_SOURCES = ("referencedSecurityGroupId", "prefixListId")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of a graph: which resource, the property's path (empty: the whole resource), how.

    `changed` is the resource with the change; None where it is gone.
    """

    urn: str
    type: str
    path: str
    change: str
    base: ResourceGraph
    changed: Resource | None

    @property
    def place(self) -> str:
        """`aws:kms/key:Key policy.Statement[Use].Condition drop`: the same in any resource of a type."""
        return f"{self.type} {self.path} {self.change}"

    @property
    def graph(self) -> ResourceGraph:
        """The whole graph with the change."""
        changed = self.changed
        if changed is None:
            kept = tuple(each for each in self.base.resources if each.urn != self.urn)
            return replace(self.base, resources=kept)
        resources = tuple(changed if each.urn == self.urn else each for each in self.base.resources)
        if self.type == PROVIDER:
            resources = _moved_with(resources, changed)
        return replace(self.base, resources=resources)


# a value that stands for "not set any more"
_GONE: Any = object()


def mutants(graph: ResourceGraph, weaker: Weaker) -> Iterator[Mutant]:
    """Every mutant of a graph that AWS would take, in order of its resources.

    Without health data no region is outside: then nothing is moved.
    """
    for resource in graph.resources:
        if not resource.custom or resource.external:
            continue
        if not resource.type.startswith("pulumi:") and not graph.referrers(resource.urn):
            yield Mutant(resource.urn, resource.type, "", "remove", graph, None)
        for edit in _edits(resource, weaker):
            refused = edit.change == "drop" and required(resource.type, edit.path)
            if refused or (edit.change == "move" and not graph.health_data):
                continue
            changed = _changed(resource, edit)
            yield Mutant(resource.urn, resource.type, edit.path, edit.change, graph, changed)


def _moved_with(resources: tuple[Resource, ...], provider: Resource) -> tuple[Resource, ...]:
    region = provider.inputs.get("region")
    known = region if isinstance(region, str) else None
    return tuple(replace(r, region=known) if r.provider == provider.urn else r for r in resources)


def _changed(resource: Resource, edit: Edit) -> Resource:
    """The resource with an edit, whose value is that of one input or (`open`) all inputs."""
    if edit.change == "open":
        inputs = dict(edit.value)
    else:
        name = re.split(r"[.[]", edit.path, maxsplit=1)[0]
        inputs = {**resource.inputs, name: edit.value}
        if edit.value is _GONE:
            del inputs[name]
    dependencies = {
        key: urns if inputs[key] is resource.inputs.get(key) else _referred(inputs[key])
        for key, urns in resource.dependencies.items()
        if key in inputs
    }
    return replace(resource, inputs=inputs, dependencies=dependencies)


def _referred(value: Value) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reference.urn for reference in references(value)))


def _edits(resource: Resource, weaker: Weaker) -> Iterator[Edit]:
    if resource.type.startswith("aws:") and "region" not in resource.inputs:
        yield Edit("region", "move", OUTSIDE)
    for name, value in resource.inputs.items():
        yield Edit(name, "drop", _GONE)
        if name in _SOURCES:
            rest = {key: item for key, item in resource.inputs.items() if key != name}
            yield Edit(name, "open", {**rest, "cidrIpv4": EVERYWHERE[4]})
        inner = _json(value)
        if inner is not None:
            for edit in edits(inner, name, weaker):
                yield replace(edit, value=_encoded(edit.value))
        else:
            yield from edits(value, name, weaker)


def _json(value: Value) -> Value:
    """The object or list that a text holds as JSON; None for any other value."""
    if not isinstance(value, str | Join):
        return None
    try:
        decoded = decode(value)
    except NotJsonError:
        return None
    return decoded if isinstance(decoded, dict | list) else None


def _encoded(value: Value) -> str | Join:
    """JSON text again, with its references."""
    found: list[Ref] = []

    def mark(item: Value) -> Any:
        if isinstance(item, dict):
            return {key: mark(inner) for key, inner in item.items()}
        if isinstance(item, list):
            return [mark(inner) for inner in item]
        if isinstance(item, Join):
            return "".join(part if isinstance(part, str) else str(mark(part)) for part in item.parts)
        if isinstance(item, Ref):
            found.append(item)
            return "\ue000"
        return item

    pieces = json.dumps(mark(value), ensure_ascii=False).split("\ue000")
    parts: list[str | Ref] = [pieces[0]]
    for reference, piece in zip(found, pieces[1:], strict=True):
        parts += [reference, piece]
    return Join(tuple(part for part in parts if part)) if found else pieces[0]
