"""What Checkov's graph checks ask of a resource and of those connected with it, from its own files.

Form: https://www.checkov.io/3.Custom%20Policies/YAML%20Custom%20Policies.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, cast

import yaml

from hds_blueprint.checkov import install
from hds_blueprint.data_files import read_data

_LIBRARIES = ("lib/python*/site-packages", "Lib/site-packages")
_CHECKS = "checkov/terraform/checks/graph_checks/aws"
_SUFFIXES = (".yaml", ".yml", ".json")
# How far an attribute's path can be followed: what a JSON path filters by stands behind it.
_PLAIN = re.compile(r"[A-Za-z0-9_]+(\.([A-Za-z0-9_]+|\*))*")


@dataclass(frozen=True, slots=True)
class Attribute:
    """A condition on an attribute of resources of these Terraform types.

    `operator` is Checkov's, and "reads" where the path is longer than it can be followed.
    """

    types: frozenset[str]
    path: tuple[str, ...]
    operator: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Connection:
    """A condition on resources of both sides being connected (`exists`), or not."""

    types: frozenset[str]
    partners: frozenset[str]
    exists: bool


@dataclass(frozen=True, slots=True)
class Combined:
    """Conditions joined by `and`, `or` or `not` (of one)."""

    operator: str
    conditions: tuple[Condition, ...]


Condition: TypeAlias = Attribute | Connection | Combined


def parts(condition: Condition) -> Iterator[Attribute | Connection]:
    """The single conditions that a condition is made of."""
    if isinstance(condition, Combined):
        for each in condition.conditions:
            yield from parts(each)
    else:
        yield condition


@cache
def condition(check: str, folders: tuple[Path, ...] = ()) -> Condition | None:
    """What a graph check asks; None for a check that judges resources one by one.

    `folders` hold a user's own checks. The few of Checkov's that reach connected resources by code are
    described in connected_by_code.yaml.
    """
    own = cast("Mapping[str, Any]", read_data("hds_blueprint.checkov", "connected_by_code.yaml"))
    if check in own:
        return _parsed(own[check])
    for text in _texts(folders):
        if not re.search(rf"\b{re.escape(check)}\b", text):
            continue
        try:
            found = yaml.safe_load(text)
        except yaml.YAMLError:
            continue
        if isinstance(found, dict) and cast("Any", found).get("metadata", {}).get("id") == check:
            return _parsed(cast("Any", found).get("definition"))
    return None


@cache
def _texts(folders: tuple[Path, ...]) -> tuple[str, ...]:
    shipped = [path / _CHECKS for library in _LIBRARIES for path in install.folder().glob(library)]
    files = sorted(
        file for folder in (*shipped, *folders) for file in folder.rglob("*") if file.suffix in _SUFFIXES
    )
    return tuple(file.read_text("utf-8", "replace") for file in files if file.is_file())


def _parsed(definition: Any) -> Condition | None:
    match definition:
        case [*conditions]:
            return _parsed({"and": conditions})
        case {"and": [*conditions]} | {"or": [*conditions]}:
            found = [each for each in map(_parsed, conditions) if each is not None]
            return Combined(next(iter(definition)), tuple(found))
        case {"not": inner}:
            found = _parsed(inner[0] if isinstance(inner, list) else inner)
            return Combined("not", (found,)) if found is not None else None
        case {"cond_type": "connection"}:
            exists = definition["operator"] == "exists"
            return Connection(
                _types(definition, "resource_types"), _types(definition, "connected_resource_types"), exists
            )
        case {"cond_type": "attribute", "attribute": str(path)}:
            plain = _PLAIN.match(path)
            steps = tuple(plain[0].split(".")) if plain else ()
            operator = definition["operator"] if plain and plain[0] == path else "reads"
            return Attribute(_types(definition, "resource_types"), steps, operator, definition.get("value"))
        case _:  # a filter says what a check is about, which its verdict shows
            return None


def _types(definition: Mapping[str, Any], name: str) -> frozenset[str]:
    """Terraform types; those that are only read count like those that are created."""
    given: str | Sequence[str] = definition.get(name) or ()
    return frozenset(
        each.removeprefix("data.") for each in ([given] if isinstance(given, str) else list(given))
    )
