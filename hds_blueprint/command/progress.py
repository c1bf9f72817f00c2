"""Steps of a long command: what is being done, how it ended, how long it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

Report = Callable[[str], None]


class Steps:
    """Numbers the steps of a command and times them on a console.

    On a terminal a spinner turns while a step runs; elsewhere each step is a line when it ends.
    """

    def __init__(self, console: Console, total: int) -> None:
        self.console = console
        self.total = total
        self.number = 0

    @contextmanager
    def step(self, title: str) -> Iterator[Report]:
        """Run a step; the caller reports what came out through the yielded function.

        A step that raises is shown as failed, and the exception goes on.
        """
        self.number += 1
        results: list[str] = []
        start = time.perf_counter()
        label = f"[{self.number}/{self.total}] {title}"
        try:
            with self.console.status(label) if self.console.is_terminal else _quiet():
                yield results.append
        except BaseException:
            self.console.print(f"✗ {label}", style="red", markup=False, highlight=False)
            raise
        took = time.perf_counter() - start
        self.console.print(f"✓ {label}", f"({took:.1f} s)", markup=False, highlight=False)
        for result in results:
            self.console.print(f"      {result}", style="dim", markup=False, highlight=False)


@contextmanager
def _quiet() -> Iterator[None]:
    yield
