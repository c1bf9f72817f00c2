"""A document and the documents that it extends: read, merged, every value's place kept.

Mappings are merged key by key; a list, a text or a number of the extending document replaces
what the base says, and so does null.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location, Position
from hds_blueprint.hosting.source import read_text
from hds_blueprint.hosting.yaml_reader import ReadYaml, read

MAXIMUM_LAYERS = 5
_EXTENDS: Location = ("extends",)


@dataclass(slots=True)
class Layers:
    """The merged value, the place of every key or item (`keys`) and of every value (`values`) in the
    file that it comes from, and what is wrong. `usable` says whether the value is the whole text's."""

    file: str
    value: Any = None
    keys: dict[Location, Position] = field(default_factory=dict[Location, Position])
    values: dict[Location, Position] = field(default_factory=dict[Location, Position])
    complaints: list[Complaint] = field(default_factory=list[Complaint])
    usable: bool = True

    def refuse(self, complaint: Complaint) -> None:
        """Something that makes the rest not worth judging."""
        self.complaints.append(complaint)
        self.usable = False


def read_layers(path: Path) -> Layers:
    """Read a document and its bases. Never raises: what is wrong is in `complaints`."""
    layers = Layers(str(path))
    chain: list[tuple[str, ReadYaml]] = []
    seen: list[Path] = []
    current = path
    while True:
        text = read_text(current)
        if isinstance(text, Complaint):
            layers.refuse(_unreadable(text, current, chain))
            break
        yaml = read(text)
        chain.append((str(current), yaml))
        layers.complaints += [replace(complaint, file=str(current)) for complaint in yaml.complaints]
        seen.append(_real(current))
        base = _base(layers, yaml, path, current, seen)
        if base is None:
            break
        current = base
    if any(not complaint.location for complaint in layers.complaints):
        layers.usable = False
    for file, yaml in reversed(chain):
        _lay_over(layers, file, yaml)
    return layers


def _unreadable(complaint: Complaint, current: Path, chain: list[tuple[str, ReadYaml]]) -> Complaint:
    """A base that cannot be read is reported where it is named; a wrong text, in its own file."""
    if not chain or complaint.place is not None:
        return replace(complaint, file=str(current))
    file, yaml = chain[-1]
    return replace(complaint, file=file, location=_EXTENDS, value=str(current), place=yaml.values[_EXTENDS])


def _base(layers: Layers, yaml: ReadYaml, first: Path, current: Path, seen: list[Path]) -> Path | None:
    """The document that `current` extends; None where it extends none, or none that may be read."""
    if not isinstance(yaml.value, dict):
        if len(seen) > 1:
            layers.refuse(Complaint("mapping", file=str(current), place=(1, 1)))
        return None
    name: object = yaml.value.pop("extends", None)
    if name is None:
        return None
    refuse = Complaint("extends-name", _EXTENDS, file=str(current), place=yaml.values[_EXTENDS])
    if not isinstance(name, str) or not name or not name.isprintable():
        layers.refuse(refuse)
        return None
    base = current.parent / name
    if Path(name).is_absolute() or not _real(base).is_relative_to(_real(first.parent)):
        layers.refuse(replace(refuse, code="extends-outside", value=name))
    elif _real(base) in seen:
        layers.refuse(replace(refuse, code="extends-cycle", value=name))
    elif len(seen) >= MAXIMUM_LAYERS:
        layers.refuse(replace(refuse, code="extends-too-many", value=name, bound=str(MAXIMUM_LAYERS)))
    else:
        return base
    return None


def _real(path: Path) -> Path:
    """The path without links, so that none leads out of the folder; a loop of links is left as it is."""
    return Path(os.path.realpath(path))


def _lay_over(layers: Layers, file: str, yaml: ReadYaml) -> None:
    """Merge one document over what lies below, and its places over theirs."""
    replaced: list[Location] = []
    layers.value = _merged(layers.value, yaml.value, (), replaced)
    for places in (layers.keys, layers.values):
        for location in [each for each in places if _below_any(each, replaced)]:
            del places[location]
    for target, source in ((layers.keys, yaml.keys), (layers.values, yaml.values)):
        for location, (line, column) in source.items():
            target[location] = Position(line, column, file)


def _merged(below: Any, above: Any, location: Location, replaced: list[Location]) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict):
        replaced.append(location)
        return above
    merged: dict[str, Any] = dict(below)
    for key, value in above.items():
        merged[key] = _merged(below[key], value, (*location, key), replaced) if key in below else value
    return merged


def _below_any(location: Location, roots: list[Location]) -> bool:
    return any(location[: len(root)] == root for root in roots)
