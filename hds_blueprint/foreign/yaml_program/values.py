"""What the expressions of a program evaluate to, and how it is sent to the monitor.

A value is what JSON has, a text perhaps with markers of outputs inside (see graph/markers.py), or one of
the classes here. How much it holds is counted as it is made: variables that double one another grow
faster than any memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import struct_pb2

from hds_blueprint.graph import signatures
from hds_blueprint.graph.markers import Markers

MAXIMUM_SIZE = 100_000  # values, each 64 characters of a text counting as one
MAXIMUM_DEPTH = 48
_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class Hidden:
    """A secret value."""

    value: Any


@dataclass(frozen=True, slots=True)
class ResourceHandle:
    """A resource that stands: `outputs` as the monitor answered them."""

    urn: str
    type: str
    name: str
    id: str
    outputs: Mapping[str, Any]

    @property
    def provider(self) -> bool:
        """Whether it is a provider."""
        return self.type.startswith("pulumi:providers:")

    @property
    def reference(self) -> str:
        """How other resources name it as their provider."""
        return f"{self.urn}::{self.id or signatures.UNKNOWN}"


@dataclass(frozen=True, slots=True)
class Result:
    """A value, the URNs that it is computed from, and how much and how deep it is."""

    value: Any
    depends_on: frozenset[str] = frozenset()
    size: int = 1
    depth: int = 0

    @property
    def too_large(self) -> bool:
        """Whether it holds more than anybody writes."""
        return self.size > MAXIMUM_SIZE or self.depth > MAXIMUM_DEPTH


def of(value: Any, *sources: Result) -> Result:
    """A value made of others: it depends on all that they depend on."""
    depends_on = frozenset[str]().union(*(source.depends_on for source in sources))
    if isinstance(value, str):
        return Result(value, depends_on, _size(value))
    if isinstance(value, list | dict | Hidden):
        size = 1 + sum(source.size for source in sources)
        return Result(value, depends_on, size, 1 + max((source.depth for source in sources), default=0))
    return Result(value, depends_on)


def plain(value: Any, depends_on: Iterable[str] = ()) -> Result:
    """A value that holds no other results: an answer of the monitor, a configuration value."""
    size, depth = _measured(value)
    return Result(value, frozenset(depends_on), size, depth)


def _size(text: str) -> int:
    return 1 + len(text) // _CHARACTERS


def _measured(value: Any) -> tuple[int, int]:
    if isinstance(value, Hidden):
        return _measured(value.value)
    if isinstance(value, str):
        return _size(value), 0
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    inner = [_measured(item) for item in items]
    return 1 + sum(size for size, _ in inner), 1 + max((depth for _, depth in inner), default=-1)


def revealed(value: Any) -> tuple[Any, bool]:
    """The value without any marks of secrecy, and whether there were some."""
    if isinstance(value, Hidden):
        return revealed(value.value)[0], True
    if isinstance(value, list):
        items = [revealed(item) for item in value]
        return [item for item, _ in items], any(hidden for _, hidden in items)
    if isinstance(value, dict):
        entries = {name: revealed(item) for name, item in value.items()}
        return {name: item for name, (item, _) in entries.items()}, any(h for _, h in entries.values())
    return value, False


def inert(value: Any, markers: Markers) -> bool:
    """Whether a value is known throughout, so that it may be computed with."""
    if isinstance(value, str):
        return markers.inert(value)
    if isinstance(value, list):
        return all(inert(item, markers) for item in value)
    if isinstance(value, dict):
        return all(markers.inert(name) and inert(item, markers) for name, item in value.items())
    return not isinstance(value, Hidden) or inert(value.value, markers)


def structure(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """Properties as they are sent to the monitor; those without a value are left out."""
    result = struct_pb2.Struct()
    for name, value in properties.items():
        if value is not None:
            _put(result.fields[name], value)
    return result


def _put(target: struct_pb2.Value, value: Any) -> None:
    if isinstance(value, Hidden):
        _put(target, {signatures.KEY: signatures.SECRET, "value": value.value})
    elif isinstance(value, ResourceHandle):
        _put(target, {signatures.KEY: signatures.RESOURCE, "urn": value.urn, "id": value.id})
    elif isinstance(value, dict):
        target.struct_value.SetInParent()
        for name, item in value.items():
            _put(target.struct_value.fields[name], item)
    elif isinstance(value, list):
        target.list_value.SetInParent()
        for item in value:
            _put(target.list_value.values.add(), item)
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, int | float):
        target.number_value = value
    elif isinstance(value, str):
        target.string_value = value
    else:
        target.null_value = struct_pb2.NULL_VALUE


def read_structure(fields: Mapping[str, struct_pb2.Value]) -> dict[str, Any]:
    """Properties as the monitor answers them."""
    return {name: _read(fields[name]) for name in sorted(fields)}


def _read(value: struct_pb2.Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        found = read_structure(value.struct_value.fields)
        return Hidden(found.get("value")) if found.get(signatures.KEY) == signatures.SECRET else found
    if kind == "list_value":
        return [_read(item) for item in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    return getattr(value, kind) if kind in ("bool_value", "string_value") else None
