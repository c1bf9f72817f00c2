"""Weakened copies of a resource graph, each differing from it in one place (mutants)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, Value
from hds_blueprint.policies.json_text import NotJsonError, decode

OUTSIDE = "us-east-1"
EVERYWHERE = {4: "0.0.0.0/0", 6: "::/0"}
FOR_EVER = 36500
_REGION = re.compile(r"\b(?:eu|us|ap|ca|sa|me|af|il)-[a-z]+-\d\b")
_CIDR = re.compile(r"[0-9a-f.:]+/\d{1,3}")


@dataclass(frozen=True, slots=True)
class Mutant:
    """What was changed: the resource, the property's path (empty: the whole resource), how, and the graph."""

    urn: str
    type: str
    path: str
    change: str
    graph: ResourceGraph

    @property
    def place(self) -> str:
        """`aws:kms/key:Key policy.Statement[].Condition drop`: the same place in any resource of a type."""
        return f"{self.type} {re.sub(r'[0-9]+', '', self.path)} {self.change}"


@dataclass(frozen=True, slots=True)
class _Edit:
    path: str
    change: str
    value: Any


# a value that stands for "not set any more"
_GONE: Any = object()


def mutants(graph: ResourceGraph, weaker: Mapping[str, Mapping[str, Value]]) -> Iterator[Mutant]:
    """Every mutant of a graph, in order of its resources.

    `weaker` gives, by the last name of a property's path, what stands for a known text (a number is
    given as text): `{"trafficType": {"ALL": "REJECT"}}`.
    """
    for resource in graph.resources:
        if not resource.custom or resource.external:
            continue
        if not resource.type.startswith("pulumi:") and not graph.referrers(resource.urn):
            rest = tuple(each for each in graph.resources if each.urn != resource.urn)
            yield Mutant(resource.urn, resource.type, "", "remove", replace(graph, resources=rest))
        for edit in _edits(resource, weaker):
            changed = _changed(resource, edit)
            resources = tuple(changed if each.urn == resource.urn else each for each in graph.resources)
            if resource.type == "pulumi:providers:aws":
                resources = _moved(resources, changed)
            yield Mutant(
                resource.urn, resource.type, edit.path, edit.change, replace(graph, resources=resources)
            )


def _moved(resources: tuple[Resource, ...], provider: Resource) -> tuple[Resource, ...]:
    region = provider.inputs.get("region")
    known = region if isinstance(region, str) else None
    return tuple(replace(r, region=known) if r.provider == provider.urn else r for r in resources)


def _changed(resource: Resource, edit: _Edit) -> Resource:
    name = re.split(r"[.[]", edit.path, maxsplit=1)[0]
    inputs = dict(resource.inputs)
    if edit.value is _GONE:
        inputs.pop(name, None)
    else:
        inputs[name] = edit.value
    dependencies = {key: value for key, value in resource.dependencies.items() if key in inputs}
    return replace(resource, inputs=inputs, dependencies=dependencies)


def _edits(resource: Resource, weaker: Mapping[str, Mapping[str, Value]]) -> Iterator[_Edit]:
    if resource.type.startswith("aws:") and "region" not in resource.inputs:
        yield _Edit("region", "move", OUTSIDE)
    for name, value in resource.inputs.items():
        yield _Edit(name, "drop", _GONE)
        inner = _json(value)
        if inner is not None:
            for edit in _inside(inner, name, weaker):
                yield replace(edit, value=_encoded(edit.value))
        else:
            yield from _inside(value, name, weaker)


def _inside(value: Value, path: str, weaker: Mapping[str, Mapping[str, Value]]) -> Iterator[_Edit]:
    """Edits of a value and of everything in it; each edit's value is the whole new value."""
    if isinstance(value, dict):
        yield from _statement(value, path)
        for key, item in value.items():
            rest = {k: v for k, v in value.items() if k != key}
            yield _Edit(f"{path}.{key}", "drop", rest)
            for edit in _inside(item, f"{path}.{key}", weaker):
                yield replace(edit, value={**value, key: edit.value})
    elif isinstance(value, list):
        for index, item in enumerate(value):
            place = f"{path}[{index}]"
            # an allowance less is no weakening
            if not (isinstance(item, dict) and item.get("Effect") == "Allow"):
                yield _Edit(place, "drop", [*value[:index], *value[index + 1 :]])
            for edit in _inside(item, place, weaker):
                yield replace(edit, value=[*value[:index], edit.value, *value[index + 1 :]])
    else:
        yield from _scalar(value, path, weaker)


def _scalar(value: Value, path: str, weaker: Mapping[str, Mapping[str, Value]]) -> Iterator[_Edit]:
    name = re.sub(r"\[\d+\]$", "", path.rsplit(".", 1)[-1])
    if isinstance(value, bool):
        yield _Edit(path, "flip", not value)
    elif isinstance(value, int) and re.search(r"[Dd]ays|[Rr]etention|[Pp]eriod|deleteAfter", path):
        yield _Edit(path, "shorten", 1)
        yield _Edit(path, "lengthen", FOR_EVER)
    weakened = weaker.get(name, {}).get(str(value)) if isinstance(value, str | int) else None
    if weakened is not None:
        yield _Edit(path, "weaken", weakened)
    if isinstance(value, str):
        if _CIDR.fullmatch(value) and value not in EVERYWHERE.values():
            yield _Edit(path, "widen", EVERYWHERE[6 if ":" in value else 4])
        if _REGION.search(value):
            yield _Edit(path, "move", _REGION.sub(OUTSIDE, value))


def _statement(value: dict[str, Value], path: str) -> Iterator[_Edit]:
    """A policy's statement, weakened."""
    effect = value.get("Effect")
    if effect == "Deny":
        yield _Edit(path, "allow", {**value, "Effect": "Allow"})
    elif effect == "Allow":
        for part in ("Action", "Resource", "Principal"):
            if part in value and value[part] != "*":
                yield _Edit(f"{path}.{part}", "widen", {**value, part: "*"})


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
    references: list[Ref] = []

    def mark(item: Value) -> Any:
        if isinstance(item, dict):
            return {key: mark(inner) for key, inner in item.items()}
        if isinstance(item, list):
            return [mark(inner) for inner in item]
        if isinstance(item, Join):
            return "".join(part if isinstance(part, str) else str(mark(part)) for part in item.parts)
        if isinstance(item, Ref):
            references.append(item)
            return "\ue000"
        return item

    pieces = json.dumps(mark(value), ensure_ascii=False).split("\ue000")
    parts: list[str | Ref] = [pieces[0]]
    for reference, piece in zip(references, pieces[1:], strict=True):
        parts += [reference, piece]
    return Join(tuple(part for part in parts if part)) if references else pieces[0]
