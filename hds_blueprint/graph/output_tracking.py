"""Which outputs of a program are not ready yet, at the cost of an entry in a set.

The SDK gives every output of every resource, some forty each, a callback that takes it out of that
set again: a fifth of the time of a recording. Here the set is looked at once, at the end. Programs
that run on the engine, before, after or around a recording, do as they always did.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from typing import Any

from pulumi import Output
from pulumi.runtime import settings

# its attributes come from the context of the run
_SETTINGS: Any = settings.SETTINGS
_outputs: ContextVar[set[Any] | None] = ContextVar("outputs_of_a_recording", default=None)
_NAME = "_track"


def simplify() -> None:
    """For the rest of the current context, outputs stay in the set of outputs until `forget_ready`.

    Called after the settings of the run are made: they hold the set.
    """
    _install()
    _outputs.set(_SETTINGS.outputs)


def forget_ready() -> None:
    """Takes every output that is ready out of the set; one that failed stays for the SDK to report."""
    outputs: set[Any] = _SETTINGS.outputs
    outputs.difference_update([each for each in outputs if _is_ready(each)])


def _is_ready(future: Any) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


@cache
def _install() -> None:
    original = getattr(Output, _NAME, None)
    if original is None:  # another version of the SDK: nothing is gained and nothing is lost
        return

    def track(self: Any) -> None:
        outputs = _outputs.get()
        if outputs is None:
            original(self)
        else:
            outputs.add(self._data)

    setattr(Output, _NAME, track)
