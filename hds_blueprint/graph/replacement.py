"""Which inputs AWS cannot change in place, so that another value of one makes a new resource.

Source: replacement.json (generated, its header says from what) and the reviewed additions and removals
of replacement.yaml. A region never changes in place.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from hds_blueprint.data_files import read_data

Kind = Literal["add", "delete", "update"]


@cache
def forcing_inputs(type_: str) -> frozenset[str]:
    """The inputs of a type whose change makes AWS replace the resource; `*` stands for all but its tags."""
    documented = read_data("hds_blueprint.graph", "replacement.json")["types"].get(type_, [])
    reviewed = _reviewed(type_)
    forcing = {*documented, *reviewed.get("add", []), *reviewed.get("origin", [])}
    return frozenset(forcing.difference(reviewed.get("remove", [])))


def forces_replacement(type_: str, path: str, kind: Kind) -> bool:
    """Whether a change at this path (`launchType`, `networkConfiguration.subnets[0]`) makes AWS replace.

    `kind` says whether there was no value before (`add`), or is none after (`delete`).
    """
    forcing, reviewed = forcing_inputs(type_), _reviewed(type_)
    plain = "".join(part for part in path.replace("]", "[").split("[")[::2])
    property_ = plain.split(".")[0]
    if property_ == "region":
        return True
    if property_ in reviewed.get("origin", []):
        return kind != "delete"
    if path in reviewed.get("whole", []) and kind != "update":
        return True
    if "*" in forcing and property_ not in ("tags", "tagsAll"):
        return True
    return property_ in forcing or plain in forcing


def _reviewed(type_: str) -> dict[str, list[str]]:
    return read_data("hds_blueprint.graph", "replacement.yaml").get(type_, {})
