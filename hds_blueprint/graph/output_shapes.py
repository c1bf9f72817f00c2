"""Outputs that are lists of a known length: their items as the program sees them before apply."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import cache
from typing import Any

from google.protobuf import struct_pb2

from hds_blueprint.data_files import read_data


def fill(
    fields: MutableMapping[str, struct_pb2.Value], type_token: str, marker: Callable[[str], str]
) -> None:
    """Adds these outputs to the outputs of a resource, whose inputs `fields` holds already.

    `marker` gives the marker for an output's path, such as `masterUserSecrets[0].secretArn`.
    """
    for name, shape in _shapes().get(type_token, {}).items():
        if name in fields or not _stated(fields, shape["when"]) or _stated(fields, shape.get("unless")):
            continue
        items = fields[name].list_value.values
        for number, properties in enumerate(shape["items"]):
            item = items.add().struct_value.fields
            for key, source in properties.items():
                if source is None:
                    item[key].string_value = marker(f"{name}[{number}].{key}")
                else:
                    item[key].CopyFrom(fields[source.strip("{}")])


def _stated(fields: MutableMapping[str, struct_pb2.Value], name: str | None) -> bool:
    if name is None or name not in fields:
        return False
    value = fields[name]
    return value.bool_value if value.WhichOneof("kind") == "bool_value" else True


@cache
def _shapes() -> dict[str, dict[str, Any]]:
    return read_data("hds_blueprint.graph", "output_shapes.yaml")
