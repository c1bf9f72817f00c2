"""A document without its wrong fields, so that the checks across fields can still speak."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from hds_blueprint.hosting.document import Document, Location, Step
from hds_blueprint.hosting.validation import is_baseline, validate

_ROUNDS = 4
# Stand-ins for the sections that every document must have; nothing said of them is reported.
_ALERTS: dict[str, Any] = {"incident_contact": "incidents@example.org"}
_NAMED: dict[str, Any] = {"name": "service", "title": "-", "owner": "owner@example.org"}
_SERVICE: dict[str, dict[str, Any]] = {"service": _NAMED, "data": {}, "alerts": _ALERTS}
_BASELINE: dict[str, dict[str, Any]] = {"account": _NAMED, "alerts": _ALERTS}


def without(value: object, wrong: Iterable[Location]) -> Document | None:
    """The document left when the fields at `wrong` are taken out; None where nothing is left.

    An entry (a database, a waiver) that lacks a required field is taken out whole.
    """
    if not isinstance(value, dict):
        return None
    data: dict[str, Any] = copy.deepcopy(value)  # pyright: ignore[reportUnknownVariableType]
    for location in sorted(wrong, key=lambda steps: [str(step) for step in steps]):
        _take_out(data, location)
    _complete(data)
    for _ in range(_ROUNDS):  # taking an entry out can leave another one without what it needs
        requirements = validate(data)
        if not isinstance(requirements, list):
            return requirements
        for complaint in requirements:
            _take_out(data, complaint.location if len(complaint.location) < 2 else complaint.location[:-1])
        _complete(data)
    return None


def _complete(data: dict[str, Any]) -> None:
    for section, fields in (_BASELINE if is_baseline(data) else _SERVICE).items():
        given = data.get(section)
        data[section] = {**fields, **(given if isinstance(given, dict) else {})}


def _take_out(data: Any, location: Location) -> None:
    if not location:
        return
    *above, last = location
    for step in above:
        data = _below(data, step)
    if isinstance(data, dict):
        data.pop(last, None)
    elif isinstance(data, list) and isinstance(last, int) and last < len(data):
        # the place stays, so that the other items keep their numbers; an item of nothing is wrong,
        # and the next round takes the list out
        data[last] = None


def _below(data: Any, step: Step) -> Any:
    if isinstance(data, dict):
        return data.get(str(step))
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None
