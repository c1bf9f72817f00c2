"""Property values of the engine as plain Python values.

The wire form is protobuf's Struct in which unknown, secret and output values are marked
objects (Pulumi's provider protocol, sdk/python/lib/pulumi/runtime/rpc.py holds the same
signatures). Inside the provider a value is a JSON value, `UNKNOWN`, or a `Secret`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

_SIGNATURE: Final = rpc._special_sig_key  # pyright: ignore[reportPrivateUsage]
_SECRET: Final = rpc._special_secret_sig  # pyright: ignore[reportPrivateUsage]
_OUTPUT: Final = rpc._special_output_value_sig  # pyright: ignore[reportPrivateUsage]
_REFERENCE: Final = rpc._special_resource_sig  # pyright: ignore[reportPrivateUsage]
# One sentinel per kind of value: string, boolean, number, list, asset, archive, object
# (pkg/resource/plugin/rpc.go of the engine).
_UNKNOWN_STRINGS: Final = frozenset(
    {
        rpc.UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)


class Unknown:
    """A value that is not known before the resource it comes from exists."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that the engine encrypts in its state and masks in its output."""

    value: Any

    def __repr__(self) -> str:
        return "Secret(…)"


def decode(struct: struct_pb2.Struct) -> dict[str, Any]:
    """The properties of a request. Numbers without a fraction become integers."""
    return {key: _decode(value) for key, value in struct.fields.items()}


def _decode(value: struct_pb2.Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        text = value.string_value
        return UNKNOWN if text in _UNKNOWN_STRINGS else text
    if kind == "struct_value":
        return _decode_object(value.struct_value)
    if kind == "list_value":
        return [_decode(item) for item in value.list_value.values]
    if kind == "bool_value":
        return value.bool_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    return None


def _decode_object(struct: struct_pb2.Struct) -> Any:
    fields = struct.fields
    if _SIGNATURE not in fields:
        return {key: _decode(item) for key, item in fields.items()}
    signature = fields[_SIGNATURE].string_value
    if signature == _SECRET:
        return Secret(reveal(_decode(fields["value"])))
    if signature == _OUTPUT:
        inner = _decode(fields["value"]) if "value" in fields else UNKNOWN
        secret = "secret" in fields and fields["secret"].bool_value
        return Secret(reveal(inner)) if secret else inner
    if signature == _REFERENCE:
        return _decode(fields["id"]) if "id" in fields else fields["urn"].string_value
    # Assets and archives: kept as they are, with their signature.
    return {key: _decode(item) for key, item in fields.items()}


def encode(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """The wire form of properties; keys in alphabetical order, so that bytes are stable."""
    struct = struct_pb2.Struct()
    for key in sorted(properties):
        _encode(struct.fields[key], properties[key])
    return struct


def _encode(target: struct_pb2.Value, value: Any) -> None:
    if value is None:
        target.null_value = struct_pb2.NULL_VALUE
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, str):
        target.string_value = value
    elif isinstance(value, (int, float)):
        target.number_value = value
    elif isinstance(value, Unknown):
        target.string_value = rpc.UNKNOWN
    elif isinstance(value, Secret):
        fields = target.struct_value.fields
        fields[_SIGNATURE].string_value = _SECRET
        _encode(fields["value"], value.value)
    elif isinstance(value, Mapping):
        fields = target.struct_value.fields
        target.struct_value.SetInParent()
        for key in sorted(value):
            _encode(fields[key], value[key])
    else:
        target.list_value.SetInParent()
        items: Iterable[Any] = value
        for item in items:
            _encode(target.list_value.values.add(), item)


def is_asset(value: Any) -> bool:
    """Whether a value is an asset or an archive (a file's content or place)."""
    return isinstance(value, dict) and _SIGNATURE in value


def transform(value: Any, change: Callable[[Any], Any]) -> Any:
    """The value with `change` applied to each leaf, `Secret` and `UNKNOWN` counted as leaves."""
    if isinstance(value, dict):
        return {key: transform(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [transform(item, change) for item in value]
    return change(value)


def reveal(value: Any) -> Any:
    """The value without the marks of secrecy."""
    return transform(value, lambda leaf: reveal(leaf.value) if isinstance(leaf, Secret) else leaf)


def has_unknown(value: Any) -> bool:
    """Whether any part of the value is not known yet."""
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    if isinstance(value, Secret):
        return has_unknown(value.value)
    return value is UNKNOWN


def has_secret(value: Any) -> bool:
    """Whether any part of the value is secret."""
    if isinstance(value, dict):
        return any(has_secret(item) for item in value.values())
    if isinstance(value, list):
        return any(has_secret(item) for item in value)
    return isinstance(value, Secret)


REDACTED: Final = "(secret, kept only by the engine)"


def redact(value: Any) -> Any:
    """What the world may keep: secrets are replaced by a mark, unknowns by nothing."""

    def change(leaf: Any) -> Any:
        if isinstance(leaf, Secret):
            return REDACTED
        return None if leaf is UNKNOWN else leaf

    return transform(value, change)


def restore(stored: Any, known: Any) -> Any:
    """A stored value in which each redacted part is taken from what the engine knows."""
    if stored == REDACTED:
        return known if isinstance(known, Secret) else Secret(known)
    if isinstance(known, Secret) and stored != known.value:
        return Secret(restore(stored, known.value)) if isinstance(stored, (dict, list)) else Secret(stored)
    if isinstance(known, Secret):
        return known
    if isinstance(stored, dict) and isinstance(known, dict):
        return {key: restore(item, known.get(key)) for key, item in stored.items()}
    if isinstance(stored, list) and isinstance(known, list) and len(stored) == len(known):
        return [restore(*pair) for pair in zip(stored, known, strict=True)]
    return stored


def strings(value: Any) -> Iterable[str]:
    """Every text inside a value, secrets left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
