"""Reading property values: paths, what is missing, what is not known yet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from math import isfinite
from typing import Final, TypeAlias

from hds_blueprint.graph.model import Join, Ref, Resource, Secret, Unknown, Value, name_of


class Absent(Enum):
    """The type of `MISSING`: a property that is not set (null counts as not set)."""

    MISSING = "missing"


MISSING: Final = Absent.MISSING
Found: TypeAlias = "Value | Absent"

PRINTED_LENGTH = 120
_encode = json.JSONEncoder(ensure_ascii=False).encode
# values that say nothing of their content before apply
_OPEN: Final = frozenset((Unknown, Ref, Join, Secret))


@lru_cache(maxsize=4096)
def steps(path: str) -> tuple[str | int, ...]:
    """The steps of a property path: `rules[0].bucket` is `("rules", 0, "bucket")`."""
    found: list[str | int] = []
    for part in path.split("."):
        name, *indexes = part.split("[")
        if name:
            found.append(name)
        found.extend(int(index.rstrip("]")) for index in indexes)
    return tuple(found)


def top(path: str) -> str:
    """The input that a path starts at."""
    return str(steps(path)[0])


def get(resource: Resource, path: str) -> Found:
    """The value at a path of a resource's inputs, see `within`."""
    inputs = resource.inputs
    # most paths are one step, and no name of an input has a dot in it
    value = inputs.get(path)
    if value is not None:
        return value
    if "." not in path and "[" not in path:
        return MISSING
    return within(inputs if isinstance(inputs, dict) else dict(inputs), path)


def within(value: Found, path: str) -> Found:
    """The value at a path inside a value.

    MISSING where nothing is set; where something on the way is not known yet or is secret, that
    Unknown, Ref, Join or Secret itself.
    """
    for step in steps(path):
        if type(value) in _OPEN:
            return value
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else MISSING
        else:
            value = value.get(step) if isinstance(value, dict) else MISSING
        if value is None or value is MISSING:
            return MISSING
    return MISSING if value is None else value


def block(value: Found, path: str, name: str) -> tuple[str, Found]:
    """A block of a value with its path: under its name, or the first of a list named in the plural."""
    listed = within(value, f"{name}s[0]")
    if listed is MISSING:
        return f"{path}.{name}", within(value, name)
    return f"{path}.{name}s[0]", listed


def is_open(value: Found) -> bool:
    """Whether the value is known only after apply, or hidden: nothing can be said of its content."""
    return type(value) in _OPEN


def holds_unknown(value: Found) -> bool:
    """Whether any part of a value is not known at all (references to resources are known)."""
    pending: list[Found] = [value]
    for item in pending:  # grows on the way
        if isinstance(item, dict):
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
        elif isinstance(item, Unknown):
            return True
    return False


def boolean(value: Found) -> bool | None:
    """True or false where the value is one, also written as text; None for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return None


def number(value: Found) -> float | None:
    """The finite number, also written as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if isfinite(found) else None


def entries(value: Found, path: str) -> Iterator[tuple[str, Value]]:
    """The entries of a list with their paths; a lone value is a list of one; nothing for MISSING."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield f"{path}[{index}]", item
    elif value is not MISSING:
        yield path, value


def strings(value: Value, path: str) -> Iterator[tuple[str, str]]:
    """Every known text inside a value with its path, depth first; the literal parts of a Join too."""
    pending: list[tuple[str, Value]] = [(path, value)]
    while pending:
        place, item = pending.pop()
        if isinstance(item, str):
            yield place, item
        elif isinstance(item, Join):
            yield from ((place, part) for part in item.parts if isinstance(part, str))
        elif isinstance(item, dict):
            pending.extend((f"{place}.{key}", inner) for key, inner in reversed(item.items()))
        elif isinstance(item, list):
            pending.extend((f"{place}[{index}]", inner) for index, inner in reversed(list(enumerate(item))))


def holds_text(value: Value, start: str) -> bool:
    """Whether any known text inside a value, or literal part of one, begins like this."""
    pending: list[Value] = [value]
    for item in pending:  # grows on the way
        if isinstance(item, str):
            if item.startswith(start):
                return True
        elif isinstance(item, dict):
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
        elif isinstance(item, Join):
            pending.extend(item.parts)
    return False


def printable(value: Found) -> str | None:
    """The value as one line for a report, never a secret; None where nothing is set."""
    if value is MISSING or value is None:
        return None
    text = value if isinstance(value, str) else _encode(_plain(value))
    if " " not in text and text.isprintable() and len(text) <= PRINTED_LENGTH:
        return text
    text = " ".join(text.split())
    return text if len(text) <= PRINTED_LENGTH else f"{text[: PRINTED_LENGTH - 1]}…"


def _plain(value: Value) -> object:
    if isinstance(value, Ref):
        return f"${{{_name(value.urn)}.{value.property}}}"
    if isinstance(value, Join):
        return "".join(part if isinstance(part, str) else str(_plain(part)) for part in value.parts)
    if isinstance(value, Unknown):
        return "(known after apply)"
    if isinstance(value, Secret):
        return "(secret)"
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _name(urn: str) -> str:
    try:
        return name_of(urn)
    except ValueError:
        return urn
