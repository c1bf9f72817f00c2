"""Where in the program a resource is made.

The SDK sends the whole stack with each resource, read with the source lines: an eighth of the time
of a recording. Here one frame is enough, the nearest that is not a library's. Programs that run on
the engine, before, after or around a recording, send what they always did.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import unquote, urlsplit

from pulumi.runtime import resource as runtime_resource
from pulumi.runtime.proto import resource_pb2, source_pb2

from hds_blueprint.graph.program_errors import is_library, shown

_short: ContextVar[bool] = ContextVar("short_stack_traces", default=False)
_NAME = "_get_stack_trace"


def shorten() -> None:
    """For the rest of the current context, resources are registered with one stack frame only."""
    _install()
    _short.set(True)


def place(
    request: resource_pb2.RegisterResourceRequest | resource_pb2.ReadResourceRequest,
) -> dict[str, Any]:
    """File and line of a request as fields of a Problem; empty where the program sent none."""
    position = request.sourcePosition
    path = unquote(urlsplit(position.uri).path)
    return {"file": shown(Path(path)), "line": position.line} if path and position.line else {}


@cache
def _install() -> None:
    original: Callable[[], source_pb2.StackTrace] | None = getattr(runtime_resource, _NAME, None)
    if original is None:  # another version of the SDK: nothing is gained and nothing is lost
        return

    def stack_trace() -> source_pb2.StackTrace:
        return _nearest(sys._getframe(1)) if _short.get() else original()  # pyright: ignore[reportPrivateUsage]

    setattr(runtime_resource, _NAME, stack_trace)


def _nearest(frame: FrameType | None) -> source_pb2.StackTrace:
    while frame is not None:
        uri = _uri(frame.f_code.co_filename)
        if uri is not None:
            position = source_pb2.SourcePosition(uri=uri, line=frame.f_lineno)
            return source_pb2.StackTrace(frames=[source_pb2.StackFrame(pc=position)])
        frame = frame.f_back
    return source_pb2.StackTrace()


@cache
def _uri(filename: str) -> str | None:
    path = Path(filename)
    return None if is_library(path) else path.as_uri()
