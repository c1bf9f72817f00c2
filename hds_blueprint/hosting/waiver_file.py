"""Waivers in a file of their own beside the document: `prod.waivers.yaml` beside `prod.yaml`.

Who approves a waiver is rarely who changes the service: a file apart can have reviewers of its own.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location, Position
from hds_blueprint.hosting.layers import Layers
from hds_blueprint.hosting.source import read_text
from hds_blueprint.hosting.yaml_reader import ReadYaml, read

_WAIVERS = "waivers"
_ENDING = ".waivers.yaml"


def waiver_file(document: Path) -> Path:
    """Where the waivers of a document stand, if they stand in a file of their own."""
    return document.with_name(f"{document.stem}{_ENDING}")


def is_waiver_file(path: Path) -> bool:
    """Whether a file holds the waivers of the document beside it, and is no document itself."""
    return path.name.endswith(_ENDING)


def lay_waivers(layers: Layers, document: Path) -> None:
    """Adds the waivers beside the document to its own, with their places and what is wrong with them.

    A file that is not there adds nothing. Never raises.
    """
    if is_waiver_file(document) and layers.usable:
        layers.refuse(
            Complaint("file-of-waivers", arguments={"document": document.name.removesuffix(_ENDING)})
        )
        return
    file = waiver_file(document)
    own: Any = layers.value.get(_WAIVERS, []) if isinstance(layers.value, dict) else None
    if not os.path.lexists(file) or not isinstance(own, list):  # a link that leads nowhere is a mistake
        return
    text = read_text(file)
    if isinstance(text, Complaint):
        layers.refuse(replace(text, file=str(file), place=text.place or (1, 1)))
        return
    yaml = read(text)
    found = yaml.complaints or [_misshapen(yaml)]
    for complaint in found:
        if complaint is not None:
            location = _moved(complaint.location, len(own))
            layers.complaints.append(replace(complaint, file=str(file), location=location))
    if any(complaint is not None and len(complaint.location) < 2 for complaint in found):
        layers.usable = False
        return
    layers.value = {**layers.value, _WAIVERS: [*own, *yaml.value[_WAIVERS]]}
    for target, source in ((layers.keys, yaml.keys), (layers.values, yaml.values)):
        for location, (line, column) in source.items():
            if len(location) > 1 or location not in target:
                target[_moved(location, len(own))] = Position(line, column, str(file))


def _misshapen(yaml: ReadYaml) -> Complaint | None:
    """Why the text is not a list of waivers under one key; None where it is."""
    if not isinstance(yaml.value, dict) or set(yaml.value) != {_WAIVERS}:
        return Complaint("waiver-file", place=(1, 1))
    if not isinstance(yaml.value[_WAIVERS], list):
        return Complaint("list", (_WAIVERS,), place=yaml.values[_WAIVERS,])
    return None


def _moved(location: Location, after: int) -> Location:
    """The location among all waivers, those of the document first."""
    if len(location) > 1 and location[0] == _WAIVERS and isinstance(location[1], int):
        return (_WAIVERS, location[1] + after, *location[2:])
    return location
