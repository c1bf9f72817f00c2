"""Reads the case files: resources as short YAML, and what a change of one property does to the verdict."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, Secret, Unknown, references
from hds_blueprint.policies.verdict import Status

CASES = Path(__file__).parent / "cases"
SUBJECT = "subject"
GROUPS = {
    "good": Status.PASS,
    "bad": Status.FAIL,
    "unknown": Status.UNKNOWN,
    "not_applicable": Status.NOT_APPLICABLE,
}


@dataclass(frozen=True)
class Case:
    """One case: the graph, the verdict the rule must reach on the subject, and where."""

    rule: str
    group: str
    title: str
    graph: ResourceGraph
    path: str | None
    changes: int
    base: ResourceGraph | None = None

    @property
    def status(self) -> Status:
        return GROUPS[self.group]


class _Loader(yaml.SafeLoader):
    """YAML with the graph's values: !ref, !text (with ${name.output} inside), !unknown, !secret, !json."""


@dataclass(frozen=True)
class _Named:
    """A reference to a resource of the case by its name: `key.arn`."""

    text: str


_Loader.add_constructor("!ref", lambda loader, node: _Named(loader.construct_scalar(node)))


@dataclass(frozen=True)
class _Text:
    """A text inside of JSON with references in it: `${repository.url}:1.4`."""

    text: str


_HOLE = re.compile(r"\$\{([^}]+)\}")
_Loader.add_constructor("!text", lambda loader, node: _Text(loader.construct_scalar(node)))
_Loader.add_constructor("!unknown", lambda loader, node: Unknown())
_Loader.add_constructor("!secret", lambda loader, node: Secret())
_Loader.add_constructor("!json", lambda loader, node: ("json", loader.construct_mapping(node, deep=True)))
_Loader.add_constructor("!jsons", lambda loader, node: ("json", loader.construct_sequence(node, deep=True)))


def urn(types: dict[str, str], name: str) -> str:
    return f"urn:pulumi:test::cases::{types[name]}::{name}"


def load_cases() -> list[Case]:
    return [case for path in sorted(CASES.glob("*.yaml")) for case in read(path)]


def read(path: Path) -> list[Case]:
    content = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    bases = content["good"]
    cases: list[Case] = []
    for group in GROUPS:
        for entry in content[group]:
            resources, changes = _resources(entry, bases)
            settings = dict(entry.get("graph", {}))
            base = settings.pop("base", entry.get("base", bases[entry.get("of", 0)].get("base")))
            graph = _graph(resources, settings)
            before = _graph(copy.deepcopy(base), {}) if base else None
            title = entry.get("title") or _changed(entry)
            cases.append(Case(path.stem, group, title, graph, entry.get("path"), changes, before))
    return cases


def _changed(entry: dict[str, Any]) -> str:
    change = entry.get("set") or entry.get("graph") or entry.get("remove")
    return next(iter(change)) if isinstance(change, dict) else str(change)


def _resources(entry: dict[str, Any], bases: list[dict[str, Any]]) -> tuple[dict[str, Any], int]:
    if "resources" in entry:
        return copy.deepcopy(entry["resources"]), 0
    base = bases[entry.get("of", 0)]["resources"]
    resources = copy.deepcopy(base)
    for place, value in entry.get("set", {}).items():
        # a whole resource takes the place of another
        holder, last = _walk(resources, place) if "." in place else (resources, place)
        holder[last] = copy.deepcopy(value)
    if "remove" in entry:
        if "." in entry["remove"]:
            holder, last = _walk(resources, entry["remove"])
            del holder[last]
        else:
            del resources[entry["remove"]]
    return resources, differences(base, resources) + len(entry.get("graph", {}))


def differences(one: Any, other: Any) -> int:
    """In how many properties two cases differ; one that takes the place of another counts once."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return differences(one[1], other[1])
    if isinstance(one, dict) and isinstance(other, dict):
        apart = max(len(one.keys() - other.keys()), len(other.keys() - one.keys()))
        return apart + sum(differences(one[key], other[key]) for key in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return sum(map(differences, one, other))
    return int(one != other)


def _walk(resources: dict[str, Any], place: str) -> tuple[Any, Any]:
    """The container and last step of `subject.rules.0.bucket` (after the type, which is left out)."""
    name, *steps = place.split(".")
    holder: Any = next(iter(resources[name].values()))
    for step in steps[:-1]:
        if isinstance(holder, tuple):
            holder = holder[1]
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    if isinstance(holder, tuple):
        holder = holder[1]
    return holder, int(steps[-1]) if isinstance(holder, list) else steps[-1]


def _graph(resources: dict[str, Any], settings: dict[str, Any]) -> ResourceGraph:
    types = {name: next(iter(body)) for name, body in resources.items()}
    built = tuple(_resource(name, body[types[name]] or {}, types) for name, body in resources.items())
    return ResourceGraph("cases", "test", "program", built, **settings)


def _resource(name: str, inputs: Any, types: dict[str, str]) -> Resource:
    """A resource with the dependencies of each input, as a program's graph has them."""
    values: dict[str, Any] = _value(inputs, types)
    used = {
        key: dict.fromkeys(reference.urn for reference in references(value)) for key, value in values.items()
    }
    return Resource(
        urn=urn(types, name),
        type=types[name],
        name=name,
        inputs=values,
        region=None,
        provider=urn(types, "provider") if "provider" in types and name != "provider" else None,
        dependencies={key: tuple(urns) for key, urns in used.items() if urns},
    )


def _value(value: Any, types: dict[str, str]) -> Any:
    if isinstance(value, _Named):
        name, _, output = value.text.partition(".")
        return Ref(urn(types, name), output)
    if isinstance(value, tuple):
        return _json(value[1], types)
    if isinstance(value, dict):
        return {key: _value(item, types) for key, item in value.items()}
    if isinstance(value, list):
        return [_value(item, types) for item in value]
    return value


def _json(value: Any, types: dict[str, str]) -> str | Join:
    found: list[Ref] = []

    def mark(item: Any) -> str:
        if isinstance(item, _Text):
            found.extend(_value(_Named(name), types) for name in _HOLE.findall(item.text))
            return _HOLE.sub("\x00", item.text)
        if not isinstance(item, _Named):
            raise TypeError(f"{item!r} cannot be written as JSON")
        found.append(_value(item, types))
        return "\x00"

    pieces = json.dumps(value, default=mark).split("\\u0000")
    parts: list[str | Ref] = [pieces[0]]
    for reference, piece in zip(found, pieces[1:], strict=True):
        parts += [reference, piece]
    return Join(tuple(part for part in parts if part)) if found else pieces[0]
