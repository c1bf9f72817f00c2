"""Checkov's keys (`rule/[0]/apply_server_side_encryption_by_default`) as Pulumi property paths."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hds_blueprint.checkov.table import Arguments, argument, type_table
from hds_blueprint.graph.model import Resource, Value


def pulumi_path(resource: Resource, keys: Iterable[object]) -> str | None:
    """The first key that names a property of the resource's type, in Pulumi's spelling.

    A property that the resource does not set keeps its name, since its absence is the finding.
    """
    table = type_table()
    found = table.find(resource.type)
    if found is None:
        return None
    for key in keys:
        parts = [part for part in str(key).split("/") if part]
        path = _translate(parts, found.arguments, dict(resource.inputs))
        if path is not None:
            return path
    return None


def _translate(parts: list[str], arguments: Arguments, value: Value) -> str | None:
    table = type_table()
    path = ""
    for part in parts:
        index = re.fullmatch(r"\[?([0-9]+|\*)\]?", part)
        if index is not None:
            if isinstance(value, list):
                place = int(index[1]) if index[1] != "*" else 0
                path += f"[{index[1]}]"
                value = value[place] if place < len(value) else None
            continue
        name = next((name for name in arguments if arguments[name][0] == part), None)
        if name is None:
            return path or None
        path = f"{path}.{name}" if path else name
        value = value.get(name) if isinstance(value, dict) else None
        entry = argument(arguments, name)
        arguments = table.fields(entry.block) if entry is not None and entry.block is not None else {}
    return path or None
