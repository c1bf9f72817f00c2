"""Waivers in a file of their own for what has no requirements document: a program, a state, a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import DocumentError, Position
from hds_blueprint.hosting.layers import Layers
from hds_blueprint.hosting.model_paths import Member
from hds_blueprint.hosting.places import positions, problem
from hds_blueprint.hosting.source import read_text
from hds_blueprint.hosting.validation import conformed
from hds_blueprint.hosting.vocabulary import Section
from hds_blueprint.hosting.waivers import Waiver
from hds_blueprint.hosting.wording import Language
from hds_blueprint.hosting.yaml_reader import read


class WaiverList(Section):
    """The form of the file: that of the waivers beside a requirements document."""

    waivers: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True)
class LoadedWaivers:
    """Waivers, and where each is written: by path (`waivers[0].rule`)."""

    waivers: tuple[Waiver, ...]
    positions: Mapping[str, Position]


NONE = LoadedWaivers((), {})


def load(path: Path, *, language: Language = "en") -> LoadedWaivers:
    """Load a file of waivers. Raises DocumentError with all that is wrong with it, in `language`."""
    text = read_text(path)
    if isinstance(text, Complaint):
        raise _refused([replace(text, place=text.place or (1, 1))], Layers(str(path)), language)
    yaml = read(text)
    layers = Layers(
        str(path),
        yaml.value,
        {place: Position(*at, str(path)) for place, at in yaml.keys.items()},
        {place: Position(*at, str(path)) for place, at in yaml.values.items()},
    )
    if yaml.complaints:
        raise _refused(yaml.complaints, layers, language)
    if not isinstance(yaml.value, dict) or set(yaml.value) != {"waivers"}:
        raise _refused([Complaint("waiver-file", place=(1, 1))], layers, language)
    found = conformed(yaml.value, WaiverList, Member(WaiverList))
    if isinstance(found, list):
        raise _refused(found, layers, language)
    return LoadedWaivers(found.waivers, positions(layers))


def _refused(complaints: list[Complaint], layers: Layers, language: Language) -> DocumentError:
    return DocumentError(tuple(problem(complaint, layers, language) for complaint in complaints))
