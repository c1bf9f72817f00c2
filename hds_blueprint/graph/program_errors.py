"""An exception of a Pulumi program as a problem with the program's file and line."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from hds_blueprint.graph.error import GraphError
from hds_blueprint.problem import InputError

_OWN = Path(__file__).parent
# libraries that stand between a program and the monitor
_LIBRARIES = ("site-packages", "dist-packages", "asyncio", "concurrent", "contextvars.py", "threading.py")


def explained(error: BaseException, logged: Sequence[str] = ()) -> BaseException:
    """The error to raise instead of `error`: bad input as it is, anything else as a GraphError.

    `logged` are errors that the program logged before it failed.
    """
    if isinstance(error, KeyboardInterrupt):
        return error
    for link in _chain(error):
        if isinstance(link, InputError):
            return _placed(link, error)
    place = _place(error)
    if isinstance(error, SystemExit):
        reason = f"the program ended itself with code {error.code}"
    else:
        text = str(error).strip().splitlines()
        reason = f"the program failed: {type(error).__name__}" + (f": {text[0]}" if text else "")
    if logged:
        reason += f" (it logged: {logged[0]})"
    return GraphError.of(
        reason, file=place[0] if place else None, line=place[1] if place else None, code="program-failed"
    )


def _placed(error: InputError, raised: BaseException) -> InputError:
    """An error of the monitor says what is wrong; where, only the program's frames can say."""
    if not isinstance(error, GraphError) or any(problem.file for problem in error.problems):
        return error
    place = _place(raised)
    if place is None:
        return error
    from dataclasses import replace

    return GraphError(replace(problem, file=place[0], line=place[1]) for problem in error.problems)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _place(error: BaseException) -> tuple[str, int] | None:
    """File and line of the innermost frame that is neither ours nor a library's."""
    for link in _chain(error):
        found = _innermost(link.__traceback__)
        if found is not None:
            return found
    return None


def _innermost(trace: TracebackType | None) -> tuple[str, int] | None:
    for frame, line in reversed(list(traceback.walk_tb(trace))):
        path = Path(frame.f_code.co_filename)
        if path.parent == _OWN or not path.is_absolute() or any(part in _LIBRARIES for part in path.parts):
            continue
        return _shown(path), line
    return None


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
