"""Values of the graph from the protobuf structures that a Pulumi program sends.

The structures are walked as they are, once; Pulumi's own deserialiser builds resources and
futures on the way and grows faster than the program does.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Mapping

from google.protobuf import struct_pb2

from hds_blueprint.graph import signatures
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.markers import Markers
from hds_blueprint.graph.model import Ref, Secret, Unknown, Value, merge_urns

_BASE64 = re.compile(r"[A-Za-z0-9+/]{60,}={0,2}")
# A float holds whole numbers exactly up to here; above, the fraction is lost and the float is kept.
_EXACT = 2.0**53


class PropertyReader:
    """Reads property maps; texts with markers become references, secrets lose their value."""

    def __init__(self, markers: Markers) -> None:
        self._markers: Markers = markers

    def properties(
        self, structure: struct_pb2.Struct, dependencies: Mapping[str, Collection[str]] | None
    ) -> dict[str, Value]:
        """All properties by name.

        `dependencies` gives, by property, the URNs it is computed from, as the program declared
        them; None where the program declares none (stack outputs, arguments of data sources).

        Raises:
            GraphError: the values are nested deeper than can be read.
        """
        try:
            return {
                name: self.value(value, None if dependencies is None else dependencies.get(name, ()))
                for name, value in _sorted(structure.fields)
            }
        except RecursionError:
            raise GraphError.of(
                "a property is nested too deeply to be read", suggestion="Flatten the value."
            ) from None

    def value(self, value: struct_pb2.Value, depends_on: Collection[str] | None) -> Value:
        """One value; `depends_on` as in `properties`."""
        kind = value.WhichOneof("kind")
        if kind == "string_value":
            return self._text(value.string_value, depends_on)
        if kind == "struct_value":
            return self._structure(value.struct_value.fields, depends_on)
        if kind == "list_value":
            return [self.value(item, depends_on) for item in value.list_value.values]
        if kind == "bool_value":
            return value.bool_value
        if kind == "number_value":
            number = value.number_value
            return int(number) if number.is_integer() and abs(number) < _EXACT else number
        return None

    def _text(self, text: str, depends_on: Collection[str] | None) -> Value:
        if text in signatures.UNKNOWNS:
            return Unknown(tuple(sorted(depends_on or ())))
        read = self._markers.read(text, depends_on)
        if isinstance(read, str) and depends_on and _BASE64.fullmatch(text):
            # user data of instances and the like: encoded by the program, markers and all
            try:
                decoded = base64.b64decode(text, validate=True).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                return read
            if self._markers.inside(decoded) or self._markers.read(decoded) != decoded:
                return Unknown(tuple(sorted(depends_on)))
        return read

    def _structure(self, fields: Mapping[str, struct_pb2.Value], depends_on: Collection[str] | None) -> Value:
        if signatures.KEY in fields:
            return self._special(fields, depends_on)
        result: dict[str, Value] = {}
        for name, item in _sorted(fields):
            if self._markers.read(name) is not name:
                # a key that only apply knows: so is the whole map
                return Unknown(tuple(sorted(depends_on or ())))
            result[name] = self.value(item, depends_on)
        return result

    def _special(self, fields: Mapping[str, struct_pb2.Value], depends_on: Collection[str] | None) -> Value:
        signature = fields[signatures.KEY].string_value
        if signature == signatures.SECRET:
            inner = self.value(fields["value"], depends_on) if "value" in fields else None
            return Secret(inner if isinstance(inner, Ref) else None)
        if signature == signatures.RESOURCE:
            urn = fields["urn"].string_value
            return Ref(urn, "id" if "id" in fields else "urn")
        if signature == signatures.OUTPUT:
            return self._output(fields, depends_on)
        names = {signatures.ASSET: signatures.ASSET_NAMES, signatures.ARCHIVE: signatures.ARCHIVE_NAMES}
        for name, graph_name in names.get(signature, {}).items():
            if name in fields:
                return {graph_name: self.value(fields[name], depends_on)}
        return {
            name: self.value(item, depends_on) for name, item in _sorted(fields) if name != signatures.KEY
        }

    def _output(self, fields: Mapping[str, struct_pb2.Value], depends_on: Collection[str] | None) -> Value:
        own = output_dependencies(fields)
        known = merge_urns(sorted({*(depends_on or ()), *own}))
        inner = self.value(fields["value"], known) if "value" in fields else Unknown(known)
        if "secret" in fields and fields["secret"].bool_value:
            return Secret(inner if isinstance(inner, Ref) else None)
        return inner


def _sorted(fields: Mapping[str, struct_pb2.Value]) -> list[tuple[str, struct_pb2.Value]]:
    """By name: the order of a protobuf map depends on its hash function."""
    return [(name, fields[name]) for name in sorted(fields)]


def output_dependencies(fields: Mapping[str, struct_pb2.Value]) -> tuple[str, ...]:
    """The URNs that an output value (a structure with the output signature) declares."""
    if "dependencies" not in fields:
        return ()
    return tuple(item.string_value for item in fields["dependencies"].list_value.values)


def secret(value: struct_pb2.Value) -> bool:
    """Whether a value is marked secret as a whole."""
    if value.WhichOneof("kind") != "struct_value":
        return False
    fields = value.struct_value.fields
    return signatures.KEY in fields and fields[signatures.KEY].string_value == signatures.SECRET


def contains_secret(value: struct_pb2.Value) -> bool:
    """Whether a value or anything inside it is marked secret."""
    if secret(value):
        return True
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return any(contains_secret(item) for item in value.struct_value.fields.values())
    if kind == "list_value":
        return any(contains_secret(item) for item in value.list_value.values)
    return False
