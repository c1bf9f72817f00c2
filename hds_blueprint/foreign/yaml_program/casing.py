"""Keys of the format in any case, as Pulumi YAML takes them (`Resources`, `Type`; it warns of it)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hds_blueprint.foreign.project_file import ProjectFile
from hds_blueprint.hosting.document import Location

_RESOURCES = "resources"


def in_one_case(file: ProjectFile, sections: Iterable[str], words: Mapping[str, Any]) -> ProjectFile:
    """The file with its sections and the keys of its resources as the format writes them."""
    names: dict[str, Mapping[str, str]] = {
        kind: {word.lower(): word for word in known}
        for kind, known in (("", sections), *((each, words[each]) for each in ("resource", "options", "get")))
    }

    def canonical(location: Location) -> Location:
        found: Location = ()
        for step in location:
            kind = _kind(found)
            known = names[kind] if kind is not None else {}
            found = (*found, known.get(step.lower(), step) if isinstance(step, str) else step)
        return found

    def rewritten(value: Any, location: Location) -> Any:
        if not isinstance(value, dict) or len(location) > len((_RESOURCES, "name", "options")):
            return value
        places = {name: canonical((*location, name)) for name in value}
        return {places[name][-1]: rewritten(item, places[name]) for name, item in value.items()}

    places = {canonical(location): place for location, place in file.places.items()}
    return replace(file, value=rewritten(file.value, ()), places=places)


def _kind(location: Location) -> str | None:
    """Which keys stand below a place; None where they are the user's own."""
    if not location:
        return ""
    if len(location) == len((_RESOURCES, "name")) and location[0] == _RESOURCES:
        return "resource"
    if len(location) == len((_RESOURCES, "name", "options")) and location[0] == _RESOURCES:
        below = location[2]
        return below if below in ("options", "get") else None
    return None
