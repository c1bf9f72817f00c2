"""Weaker forms of one value, and of everything in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hds_blueprint.graph.model import Join, Ref, Value, type_of
from tools import policy_mutants
from tools.policy_mutants import moved

EVERYWHERE = {4: "0.0.0.0/0", 6: "::/0"}
FOR_EVER = 36_500
KEY = "aws:kms/key:Key"
LONGEST_LABEL = 60
_NAMES = ("Sid", "name", "ruleName", "logType", "id", "protectedResourceType")
_CIDR = re.compile(r"[0-9a-f.:]+/\d{1,3}")
_DURATION = re.compile(r"[Dd]ays|[Rr]etention|[Pp]eriod|deleteAfter")

# By the last name of a property's path, or its last two: what is weaker than a known text, number or key of a
# map; `*` stands for any: {"trafficType": {"ALL": "REJECT"}}.
Weaker = Mapping[str, Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Edit:
    """A change at a property's path: how, and the whole new value of what was asked about."""

    path: str
    change: str
    value: Any


def edits(value: Value, path: str, weaker: Weaker) -> Iterator[Edit]:
    """Every weaker form of a value at this path."""
    if isinstance(value, dict):
        if policy_mutants.is_statement(value):
            yield from (Edit(*change) for change in policy_mutants.changes(value, path))
        else:
            yield from _of_map(value, path, weaker)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            place = f"{path}[{label(item)}]"
            # an allowance less is no weakening
            if not (isinstance(item, dict) and item.get("Effect") == "Allow"):
                yield Edit(place, "drop", [*value[:index], *value[index + 1 :]])
            for edit in edits(item, place, weaker):
                yield replace(edit, value=[*value[:index], edit.value, *value[index + 1 :]])
    else:
        yield from _of_scalar(value, path, weaker)


def label(item: Value) -> str:
    """What an item of a list is called, so that a place says which one: its name, or the text itself."""
    if isinstance(item, dict):
        item = next((item[key] for key in _NAMES if isinstance(item.get(key), str)), None)
    return re.sub(r"[\[\]\s]", "", item) if isinstance(item, str) and len(item) <= LONGEST_LABEL else ""


def without_labels(path: str) -> str:
    """The path with what stands in brackets left out."""
    return re.sub(r"\[[^\]]*\]", "", path)


def _of_map(value: dict[str, Value], path: str, weaker: Weaker) -> Iterator[Edit]:
    for key, item in value.items():
        rest = {k: v for k, v in value.items() if k != key}
        # AWS refuses a policy without statements
        if key != "Statement":
            yield Edit(f"{path}.{key}", "drop", rest)
        instead = _weaker(path, key, weaker)
        if isinstance(instead, str) and isinstance(item, dict):
            yield Edit(f"{path}.{key}", "weaken", {**rest, instead: item})
        for edit in edits(item, f"{path}.{key}", weaker):
            yield replace(edit, value={**value, key: edit.value})


def _of_scalar(value: Value, path: str, weaker: Weaker) -> Iterator[Edit]:
    if isinstance(value, bool):
        yield Edit(path, "off" if value else "on", not value)
    elif isinstance(value, int) and _DURATION.search(path):
        if value > 1:
            yield Edit(path, "shorten", 1)
        yield Edit(path, "lengthen", FOR_EVER)
    elif isinstance(value, Ref) and _type(value) == KEY and path != "targetKeyId":
        yield Edit(path, "weaken", "alias/aws/default")
    elif isinstance(value, Join):
        parts = tuple(part if isinstance(part, Ref) else str(moved(part)) for part in value.parts)
        if parts != value.parts:
            yield Edit(path, "move", Join(parts))
    if isinstance(value, str | int):
        instead = _weaker(path, str(value), weaker)
        if instead is not None and instead != value:
            yield Edit(path, "weaken", instead)
    if isinstance(value, str):
        if _CIDR.fullmatch(value) and value not in EVERYWHERE.values():
            yield Edit(path, "widen", EVERYWHERE[6 if ":" in value else 4])
        if (elsewhere := moved(value)) != value:
            yield Edit(path, "move", elsewhere)


def _weaker(path: str, known: str, weaker: Weaker) -> Value:
    names = without_labels(path).split(".")
    for name in (".".join(names[-2:]), names[-1]):
        table = weaker.get(name, {})
        if known in table or "*" in table:
            return table.get(known, table.get("*"))
    return None


def _type(reference: Ref) -> str:
    try:
        return type_of(reference.urn)
    except ValueError:
        return ""
