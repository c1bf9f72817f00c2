"""An exception of a Pulumi program as a problem with the program's file and line."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

from hds_blueprint.graph.error import GraphError
from hds_blueprint.problem import InputError

_OWN = Path(__file__).parent
# libraries that stand between a program and the monitor
_LIBRARIES = ("site-packages", "dist-packages", "asyncio", "concurrent", "contextvars.py", "threading.py")


@dataclass
class Failures:
    """What went wrong in a run, as it went wrong.

    The SDK raises the first failed request once more, with another traceback, and so loses the
    program's own frames; `raised` and `trace` keep them. `logged` are errors that the program logged.
    """

    raised: BaseException | None = None
    trace: TracebackType | None = None
    logged: list[str] = field(default_factory=list[str])

    def note(self, error: BaseException) -> None:
        """Keeps what the program raised."""
        self.raised, self.trace = error, error.__traceback__


def explained(error: BaseException, failures: Failures) -> BaseException:
    """The error to raise for a failed run: bad input as it is, anything else as a GraphError."""
    if isinstance(error, KeyboardInterrupt):
        return error
    place = _innermost(failures.trace) or _place(error)
    first = failures.raised or error
    for link in (*causes(first), *causes(error)):
        if isinstance(link, InputError):
            return _placed(link, place)
    first = _unwrapped(first)
    if isinstance(first, SystemExit):
        reason = f"the program ended itself with code {first.code}"
    else:
        text = str(first).strip().splitlines()
        reason = f"the program failed: {type(first).__name__}" + (f": {text[0]}" if text else "")
    if failures.logged:
        reason += f" (it logged: {failures.logged[0]})"
    return GraphError.of(
        reason, file=place[0] if place else None, line=place[1] if place else None, code="program-failed"
    )


class ProgramError(Exception):
    """A failed run: `error` is what came out of it, `told` what the user is told, `cause` its cause."""

    def __init__(self, error: BaseException, failures: Failures) -> None:
        super().__init__(str(error))
        self.error: BaseException = failures.raised or error
        self.told: BaseException = explained(error, failures)
        # bad input is often the cause of `error` already; a circle of causes helps nobody
        known = any(isinstance(link, InputError) for link in causes(error))
        self.cause: BaseException | None = None if known else error
        # a refusal of the monitor stands, whatever the program knows of its outputs
        self.of_monitor: bool = known and isinstance(self.told, GraphError)


def _unwrapped(error: BaseException) -> BaseException:
    """What the SDK wrapped to say which input it was serialising."""
    inner = (link for link in causes(error) if not str(link).startswith("While processing "))
    return next(inner, error)


def _placed(error: InputError, place: tuple[str, int] | None) -> InputError:
    """An error of the monitor says what is wrong; where, the program's frames say."""
    if place is None or not isinstance(error, GraphError) or any(each.file for each in error.problems):
        return error
    return GraphError(replace(problem, file=place[0], line=place[1]) for problem in error.problems)


def causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, each once (the SDK makes some errors their own cause)."""
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        link = pending.pop()
        if link is not None and id(link) not in seen:
            seen.add(id(link))
            yield link
            pending += [link.__context__, link.__cause__]


def _place(error: BaseException) -> tuple[str, int] | None:
    """File and line of the innermost frame that is neither ours nor a library's."""
    for link in causes(error):
        found = _innermost(link.__traceback__)
        if found is not None:
            return found
    return None


def _innermost(trace: TracebackType | None) -> tuple[str, int] | None:
    for frame, line in reversed(list(traceback.walk_tb(trace))):
        path = Path(frame.f_code.co_filename)
        if not is_library(path):
            return shown(path), line
    return None


def is_library(path: Path) -> bool:
    """Whether code of this file is no part of the program: a library, or the recording itself."""
    return path.parent == _OWN or not path.is_absolute() or any(part in _LIBRARIES for part in path.parts)


def shown(path: Path) -> str:
    """The file relative to the working folder where it is inside, as the user knows it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
