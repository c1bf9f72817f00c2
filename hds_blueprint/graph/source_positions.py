"""Leaves out the stack traces that the SDK takes for each resource of a recorded program.

The engine shows them in its displays; a graph has no use for them, and they cost an eighth of the
whole run. Programs that run on the engine, before, after or around a recording, keep theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import cache

from pulumi.runtime import resource as runtime_resource
from pulumi.runtime.proto import source_pb2

_left_out: ContextVar[bool] = ContextVar("stack_traces_left_out", default=False)
_NAME = "_get_stack_trace"


def leave_out() -> None:
    """For the rest of the current context, resources are registered without a stack trace."""
    _install()
    _left_out.set(True)


@cache
def _install() -> None:
    original: Callable[[], source_pb2.StackTrace] | None = getattr(runtime_resource, _NAME, None)
    if original is None:  # another version of the SDK: nothing is gained and nothing is lost
        return

    def stack_trace() -> source_pb2.StackTrace:
        return source_pb2.StackTrace() if _left_out.get() else original()

    setattr(runtime_resource, _NAME, stack_trace)
