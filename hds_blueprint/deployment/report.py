"""What a deployment shows: each step with outcome and time, on a terminal with what it is doing now."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from rich.console import Console
from rich.status import Status

if TYPE_CHECKING:
    from hds_blueprint.deployment.events import EventLog

# Without a terminal nothing moves; so that a long deployment does not look dead, a line this often.
HEARTBEAT_SECONDS = 15.0


class Step:
    """One step in progress; `outcome` is what is said of it at its end."""

    def __init__(self, console: Console, status: Status | None) -> None:
        self.outcome = ""
        self._console = console
        self._status = status
        self._last_line = monotonic()

    def follow(self, log: EventLog) -> None:
        """Shows how far the engine is; to be given to an EventLog."""
        names = ", ".join(operation.label for operation in list(log.running.values())[:2])
        changed = sum(1 for operation in log.done if operation.kind != "same")
        text = f"{changed} done" + (f", now {names}" if names else "")
        if self._status is not None:
            self._status.update(f"  {text}"[: self._console.width - 4])
        elif monotonic() - self._last_line > HEARTBEAT_SECONDS:
            self._last_line = monotonic()
            self._console.print(f"    … {text}", markup=False)


class Report:
    """Prints to a console; `quiet` prints nothing but warnings and refusals."""

    def __init__(self, console: Console | None = None, *, quiet: bool = False) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._quiet = quiet

    def line(self, text: str) -> None:
        """A line of text."""
        if not self._quiet:
            self._console.print(text, markup=False)

    def warn(self, text: str) -> None:
        """A line that is also printed when quiet."""
        self._console.print(text, markup=False)

    @contextmanager
    def step(self, title: str) -> Generator[Step]:
        """Runs a step; when it ends without an exception, its title, outcome and seconds are printed."""
        started = monotonic()
        if self._console.is_terminal and not self._quiet:
            with self._console.status(f"  {title}") as status:
                step = Step(self._console, status)
                yield step
        else:
            step = Step(self._console, None)
            yield step
        outcome = f"{title}: {step.outcome}" if step.outcome else title
        self.line(f"  {outcome}  ({monotonic() - started:.1f} s)")
