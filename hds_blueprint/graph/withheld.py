"""Outputs that a program does more with than pass them on.

A program may take an ARN apart, or compute with it, in an `apply`; on the engine that code waits
until the value is known. Offline it meets a marker, which has another form, and may fail on it. Then
the output is withheld, that is left unknown as in the engine's preview, and the program runs again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Any

from hds_blueprint.graph.markers import Markers
from hds_blueprint.graph.model import Ref
from hds_blueprint.graph.program_errors import causes

# As deep as values that are handed to an apply go; further down, nothing is looked for.
_DEPTH = 4
_WIDTH = 200


def outputs_met(error: BaseException, markers: Markers) -> frozenset[Ref]:
    """The outputs whose markers stood in the variables of the functions that an error passed through."""
    found: set[Ref] = set()
    for frame in _frames(error):
        for value in list(frame.f_locals.values()):
            for text in _texts(value, _DEPTH):
                found.update(markers.inside(text))
    return frozenset(found)


def _frames(error: BaseException) -> Iterator[FrameType]:
    for link in causes(error):
        trace = link.__traceback__
        while trace is not None:
            yield trace.tb_frame
            trace = trace.tb_next


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, Mapping):
        for _, item in zip(range(_WIDTH), value.values(), strict=False):
            yield from _texts(item, depth - 1)
    elif depth and isinstance(value, list | tuple):
        for item in value[:_WIDTH]:
            yield from _texts(item, depth - 1)
