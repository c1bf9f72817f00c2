"""A YAML file of a project: its values, and where each of them is written.

The reader is that of our own documents, so that a hostile file meets the same bounds (size, depth,
number of values, aliases). Words on which YAML versions differ are read as Pulumi's reader does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Required, TypedDict, Unpack

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location, path_text
from hds_blueprint.hosting.printable import printable
from hds_blueprint.hosting.scalars import Trap, resolve
from hds_blueprint.hosting.source import read_text
from hds_blueprint.hosting.wording import Language, problem_of
from hds_blueprint.hosting.yaml_reader import ReadYaml
from hds_blueprint.hosting.yaml_reader import read as read_yaml
from hds_blueprint.problem import InputError, Problem

_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}
_TEXTS = (Trap("yaml-yes-no"), Trap("yaml-sexagesimal"))
_NUMBERS = ("yaml-octal", "yaml-other-number")
_DIFFERENCES = (*_NUMBERS, "yaml-yes-no", "yaml-boolean-case", "yaml-sexagesimal")


class Details(TypedDict, total=False):
    """What a problem says besides its reason and place: the value found, its bound, a way out, its code."""

    value: object
    bound: str | None
    suggestion: str | None
    code: Required[str]


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """`file` as the user knows it, the mapping that it holds, and line and column of every key and item."""

    file: str
    value: dict[str, Any]
    places: Mapping[Location, tuple[int, int]]

    def problem(self, reason: str, location: Location = (), **details: Unpack[Details]) -> Problem:
        """A problem at the place of a value, or of the nearest above it."""
        nearest = location
        while nearest and nearest not in self.places:
            nearest = nearest[:-1]
        line, column = self.places.get(nearest, (None, None))
        value = details.get("value")
        return Problem(
            reason,
            file=self.file,
            line=line,
            column=column,
            path=path_text(location) or None,
            value=None if value is None else printable(str(value)),
            bound=details.get("bound"),
            suggestion=details.get("suggestion"),
            code=details["code"],
        )

    def error(self, reason: str, location: Location = (), **details: Unpack[Details]) -> InputError:
        """The same as an error of its own."""
        return InputError([self.problem(reason, location, **details)])


def read(path: Path, *, language: Language = "en", code: str = "project-file") -> ProjectFile:
    """The mapping in a file; a file without any value holds an empty one.

    `code` is that of every problem.

    Raises:
        InputError: the file cannot be read, is not YAML, crosses a bound, or holds no mapping.
    """
    text = read_text(path)
    if isinstance(text, Complaint):
        if text.code == "file-empty":
            return ProjectFile(str(path), {}, {})
        raise InputError([_told(text, path, {}, language, code)])
    found = read_yaml(text)
    wrong = [complaint for complaint in found.complaints if not _differs(complaint)]
    if wrong:
        raise InputError(_told(complaint, path, found.keys, language, code) for complaint in wrong)
    for complaint in found.complaints:
        if complaint.code in _DIFFERENCES:
            _put(found, complaint.location, _resolved(complaint))
    value = {} if found.value is None else found.value
    if not isinstance(value, dict):
        raise InputError.of("the file holds no mapping", file=str(path), line=1, code=code)
    return ProjectFile(str(path), value, found.keys)


def _differs(complaint: Complaint) -> bool:
    """Whether this is a value or key of which YAML versions differ, and not a mistake to Pulumi."""
    if complaint.code != "yaml-key-not-text":
        return complaint.code in _DIFFERENCES
    return complaint.value is not None and resolve(complaint.value) in _TEXTS


def _told(
    complaint: Complaint,
    path: Path,
    places: Mapping[Location, tuple[int, int]],
    language: Language,
    code: str,
) -> Problem:
    line, column = complaint.place or places.get(complaint.location, (None, None))
    told = problem_of(
        complaint, language, file=str(path), line=line, column=column, path=path_text(complaint.location)
    )
    return replace(told, code=code)


def _resolved(complaint: Complaint) -> object:
    """The value of a text without quotes as Go's YAML reader (yaml.v3) gives it to Pulumi."""
    text = complaint.value or ""
    if complaint.code == "yaml-boolean-case":
        return _WORDS[text.lower()]
    if complaint.code not in _NUMBERS:
        return text
    plain = text.replace("_", "").lstrip("+")
    try:
        return int(plain, 8 if complaint.code == "yaml-octal" else 0)
    except ValueError:
        try:
            return float(plain)
        except ValueError:
            return text


def _put(found: ReadYaml, location: Location, value: object) -> None:
    if not location:
        found.value = value
        return
    container: Any = found.value
    for step in location[:-1]:
        container = container[step]
    container[location[-1]] = value
