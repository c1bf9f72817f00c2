"""Plain values and their places from the text of a YAML document.

libyaml (PyYAML's C parser) reads the text; its events are composed here, because a stock
composer recurses (a deep document ends the process), expands aliases without a bound and
keeps the last of two equal keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.scalars import Trap, resolve

MAXIMUM_DEPTH = 24
MAXIMUM_VALUES = 20_000
MAXIMUM_COMPLAINTS = 100
CHARACTERS_OF_A_VALUE = 64  # a longer text counts as several values, aliases of it too

Place = tuple[int, int]


@dataclass(slots=True)
class ReadYaml:
    """What a text says: `value` (mappings, lists, scalars), the place of every key or item
    (`keys`), of every value (`values`), the scalars written without quotes (`plain`) and what is wrong."""

    value: Any = None
    keys: dict[Location, Place] = field(default_factory=dict[Location, Place])
    values: dict[Location, Place] = field(default_factory=dict[Location, Place])
    plain: dict[Location, str] = field(default_factory=dict[Location, str])
    complaints: list[Complaint] = field(default_factory=list[Complaint])


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being filled; `size` counts the values below it."""

    container: dict[str, Any] | list[Any]
    location: Location
    anchor: str | None
    key: str | None = None
    size: int = 1


class _Refused(Exception):  # noqa: N818 - ends the reading, never leaves this module
    def __init__(self, complaint: Complaint) -> None:
        self.complaint = complaint


def read(text: str) -> ReadYaml:
    """Read one YAML document. Never raises: what is wrong is in `complaints`, all of it at once
    save where the rest of the text can no longer be understood."""
    result = ReadYaml()
    loader = yaml.CSafeLoader(text)
    try:
        _Composer(loader, result).compose()
    except _Refused as refused:
        result.complaints.append(refused.complaint)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        result.complaints.append(
            Complaint(
                "yaml-syntax",
                place=(mark.line + 1, mark.column + 1) if mark else (1, 1),
                arguments={"problem": str(error.problem), "context": str(error.context or "")},
            )
        )
    except yaml.YAMLError as error:
        result.complaints.append(Complaint("yaml-syntax", place=(1, 1), arguments={"problem": str(error)}))
    finally:
        loader.dispose()
    return result


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


class _Composer:
    def __init__(self, loader: Any, result: ReadYaml) -> None:
        self.loader = loader
        self.result = result
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Any, int] | None] = {}  # None while it is being filled
        self.count = 0

    def compose(self) -> None:
        documents = 0
        while self.loader.check_event():
            event = self.loader.get_event()
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        raise _Refused(Complaint("yaml-several-documents", place=_place(event)))
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._open(event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._close()
                case yaml.ScalarEvent():
                    self._scalar(event)
                case yaml.AliasEvent():
                    self._alias(event)
                case _:
                    pass

    def _complain(self, complaint: Complaint) -> None:
        if len(self.result.complaints) >= MAXIMUM_COMPLAINTS:
            raise _Refused(
                Complaint("too-many-problems", place=complaint.place, bound=str(MAXIMUM_COMPLAINTS))
            )
        self.result.complaints.append(complaint)

    def _counted(self, event: Any, size: int) -> None:
        self.count += size
        if self.count > MAXIMUM_VALUES:
            raise _Refused(Complaint("yaml-too-many-values", place=_place(event), bound=f"{MAXIMUM_VALUES}"))

    def _expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].container, dict) and self.stack[-1].key is None

    def _location(self) -> Location:
        """Where the next value belongs."""
        if not self.stack:
            return ()
        frame = self.stack[-1]
        step = len(frame.container) if isinstance(frame.container, list) else frame.key or ""
        return (*frame.location, step)

    def _open(self, event: Any) -> None:
        if self._expects_key():
            raise _Refused(Complaint("yaml-key-not-text", self.stack[-1].location, place=_place(event)))
        self._tag(event)
        if len(self.stack) >= MAXIMUM_DEPTH:
            raise _Refused(Complaint("yaml-too-deep", place=_place(event), bound=str(MAXIMUM_DEPTH)))
        self._counted(event, 1)
        location = self._location()
        if event.anchor:
            self.anchors[event.anchor] = None
        container: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._attach(event, location, container)
        self.stack.append(_Frame(container, location, event.anchor))

    def _close(self) -> None:
        frame = self.stack.pop()
        if frame.anchor:
            self.anchors[frame.anchor] = (frame.container, frame.size)
        if self.stack:
            self.stack[-1].size += frame.size

    def _scalar(self, event: Any) -> None:
        self._tag(event)
        size = 1 + len(event.value) // CHARACTERS_OF_A_VALUE
        self._counted(event, size)
        if self._expects_key():
            self._key(event)
            return
        location = self._location()
        value: Any = event.value
        if event.implicit[0] and not event.style:
            self.result.plain[location] = event.value
            value = resolve(event.value)
            if isinstance(value, Trap):
                self._complain(Complaint(value.code, location, event.value, place=_place(event)))
                value = event.value
        if event.anchor:
            self.anchors[event.anchor] = (value, size)
        self._attach(event, location, value)
        if self.stack:
            self.stack[-1].size += size

    def _key(self, event: Any) -> None:
        frame = self.stack[-1]
        key: str = event.value
        place = _place(event)
        plain = event.implicit[0] and not event.style
        if plain and key == "<<":
            raise _Refused(Complaint("yaml-merge-key", frame.location, place=place))
        if plain and not isinstance(resolve(key), str):
            self._complain(Complaint("yaml-key-not-text", frame.location, key, place=place))
        location = (*frame.location, key)
        if key in frame.container:
            first = self.result.keys[location]
            arguments = {"line": str(first[0]), "column": str(first[1]), "key": key}
            self._complain(Complaint("yaml-duplicate-key", location, place=place, arguments=arguments))
            frame.container.pop(key)  # pyright: ignore[reportArgumentType, reportCallIssue]
        else:
            self.result.keys[location] = place
        frame.key = key

    def _alias(self, event: Any) -> None:
        if self._expects_key():
            raise _Refused(Complaint("yaml-key-not-text", self.stack[-1].location, place=_place(event)))
        if event.anchor not in self.anchors:
            raise _Refused(Complaint("yaml-unknown-anchor", value=event.anchor[:60], place=_place(event)))
        anchored = self.anchors[event.anchor]
        if anchored is None:
            raise _Refused(Complaint("yaml-recursive-alias", value=event.anchor[:60], place=_place(event)))
        value, size = anchored
        self._counted(event, size)
        self._attach(event, self._location(), value)
        if self.stack:
            self.stack[-1].size += size

    def _attach(self, event: Any, location: Location, value: Any) -> None:
        self.result.values[location] = _place(event)
        if not self.stack:
            self.result.value = value
            self.result.keys[location] = _place(event)
            return
        frame = self.stack[-1]
        if isinstance(frame.container, list):
            frame.container.append(value)
            self.result.keys[location] = _place(event)
        else:
            frame.container[frame.key or ""] = value
            frame.key = None

    def _tag(self, event: Any) -> None:
        if event.tag is not None:
            raise _Refused(Complaint("yaml-tag", self._location(), str(event.tag)[:80], place=_place(event)))
