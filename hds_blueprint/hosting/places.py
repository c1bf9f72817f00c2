"""Complaints given a place in the file that they come from, and put into words."""

from __future__ import annotations

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location, Position, path_text
from hds_blueprint.hosting.layers import Layers
from hds_blueprint.hosting.wording import Language, problem_of
from hds_blueprint.problem import Problem


def positions(layers: Layers) -> dict[str, Position]:
    """Path to place of the key (or of the list's item), for everything written."""
    return {path_text(location): position for location, position in layers.keys.items()}


def problem(complaint: Complaint, layers: Layers, language: Language) -> Problem:
    """The complaint as a problem in `language`."""
    file = complaint.file or layers.file
    line, column = complaint.place or (None, None)
    if complaint.place is None and (position := _position(complaint, layers)):
        file, line, column = position.file, position.line, position.column
    return problem_of(
        complaint, language, file=file, line=line, column=column, path=path_text(complaint.location)
    )


def _position(complaint: Complaint, layers: Layers) -> Position | None:
    """The wrong value where it is written on its key's line, else the key, else the nearest key above.

    Without a document there is no place.
    """
    location: Location = complaint.location
    key, value = layers.keys.get(location), layers.values.get(location)
    if not complaint.at_key and key and value and value.file == key.file and value.line == key.line:
        return value
    while location and location not in layers.keys:
        location = location[:-1]
    return layers.keys.get(location)
