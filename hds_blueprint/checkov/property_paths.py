"""Checkov's keys (`rule/[0]/apply_server_side_encryption_by_default`) as Pulumi property paths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from hds_blueprint.checkov.catalogue import Reading
from hds_blueprint.checkov.table import Arguments, argument, type_table
from hds_blueprint.graph.model import Ref, Resource, Secret, Unknown, Value


@dataclass(frozen=True, slots=True)
class Place:
    """A property by its path in Pulumi's spelling, and its value; None where the resource does not set it."""

    path: str
    value: Value


def places(resource: Resource, keys: Iterable[object]) -> tuple[Place, ...]:
    """The properties that the keys name, in their order; keys that name none are left out.

    A property that the resource does not set keeps its path, since its absence is the finding.
    """
    read = (_place(_steps(resource.type, str(key)), resource) for key in keys)
    return tuple(place for place in read if place is not None)


def places_read(resource: Resource, reading: Reading | None) -> tuple[Place, ...]:
    """The properties set on a resource that a check reads; all where nothing is known of the check."""
    chosen = _names_read(resource.type, reading)
    return tuple(Place(name, value) for name, value in resource.inputs.items() if name in chosen)


def leaves(resource: Resource, path: Sequence[str]) -> tuple[Place, ...]:
    """The values at a path of Terraform's names, in which `*` and the items of blocks stand for several.

    A value that is not known, or that is no block, ends its path; what is not set has no leaf.
    """
    found = type_table().find(resource.type)
    if found is None:
        return ()
    return tuple(_leaves(dict(resource.inputs), path, found.arguments, ""))


def _leaves(value: Value, path: Sequence[str], arguments: Arguments, at: str) -> Iterator[Place]:
    if isinstance(value, list) and path and any(isinstance(item, dict) for item in value):
        rest = path[1:] if path[0] == "*" else path
        for index, item in enumerate(value):
            yield from _leaves(item, rest, arguments, f"{at}[{index}]")
        return
    steps = [step for step in path if step != "*"]
    if not steps or not isinstance(value, dict):
        if value is not None:
            yield Place(at, value)
        return
    name = next((name for name in arguments if arguments[name][0] == steps[0]), None)
    if name is not None and name in value:
        entry = argument(arguments, name)
        inner = type_table().fields(entry.block) if entry is not None and entry.block is not None else {}
        yield from _leaves(value[name], path[path.index(steps[0]) + 1 :], inner, f"{at}.{name}".lstrip("."))


@cache
def _names_read(type_: str, reading: Reading | None) -> frozenset[str]:
    found = type_table().find(type_)
    arguments = found.arguments if found is not None else {}
    names = reading.attributes if reading is not None else frozenset[str]()
    chosen = frozenset(name for name, entry in arguments.items() if entry[0] in names)
    return chosen or frozenset(arguments)


@cache
def _steps(type_: str, key: str) -> tuple[str, ...]:
    """A key as names of properties in Pulumi's spelling and places in lists (`[0]`, `[*]`)."""
    table = type_table()
    found = table.find(type_)
    arguments: Arguments = found.arguments if found is not None else {}
    steps: list[str] = []
    for part in key.split("/"):
        if not part:
            continue
        index = re.fullmatch(r"\[?([0-9]+|\*)\]?", part)
        if index is not None:
            steps.append(f"[{index[1]}]")
            continue
        name = next((name for name in arguments if arguments[name][0] == part), None)
        if name is None:
            break
        steps.append(name)
        entry = argument(arguments, name)
        arguments = table.fields(entry.block) if entry is not None and entry.block is not None else {}
    return tuple(steps)


def _place(steps: tuple[str, ...], resource: Resource) -> Place | None:
    value: Value = dict(resource.inputs)
    path = ""
    for step in steps:
        if not step.startswith("["):
            path = f"{path}.{step}" if path else step
            value = _field(value, step)
        elif isinstance(value, list):
            path += step
            value = _item(value, step[1:-1])
    return Place(path, value) if path else None


def _item(value: list[Value], index: str) -> Value:
    if index == "*":
        return value[0] if value else None
    return value[int(index)] if len(index) < 6 and int(index) < len(value) else None


def _field(value: Value, name: str) -> Value:
    """A field of an object; of a value that is not known, every field is not known."""
    if isinstance(value, dict):
        return value.get(name)
    return value if isinstance(value, (Ref, Unknown, Secret)) else None
