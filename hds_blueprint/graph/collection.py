"""Garbage collection stands still while a program runs."""

from __future__ import annotations

import gc
import threading
from collections.abc import Generator
from contextlib import contextmanager

_lock = threading.Lock()
_running = 0
_was_enabled = False


@contextmanager
def paused() -> Generator[None]:
    """Pauses Python's cyclic collector.

    A program makes hundreds of long-lived objects for each resource, and the collector walks them
    again and again: measured on 5,000 resources, 13.8 s with it and 6.3 s without, for 6 % more memory.
    """
    global _running, _was_enabled
    with _lock:
        if _running == 0:
            _was_enabled = gc.isenabled()
            gc.disable()
        _running += 1
    try:
        yield
    finally:
        with _lock:
            _running -= 1
            if _running == 0 and _was_enabled:
                gc.enable()
