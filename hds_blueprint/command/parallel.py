"""Several documents checked at once, each in one of a few processes: the verdicts of one run in sequence."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hds_blueprint.command.checking import check_document
from hds_blueprint.command.comparing import BaseDocument
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Verdict
from hds_blueprint.problem import InputError

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext


@dataclass(frozen=True, slots=True)
class Work:
    """One document and how it is checked; all of it can be sent to another process."""

    path: Path
    as_of: date
    language: Language
    checkov: bool
    base: BaseDocument | None = None
    cached: bool = False


def check_all(work: Sequence[Work], *, jobs: int | None = None) -> tuple[Verdict, ...]:
    """The verdicts in the order of the documents, whatever process is done first.

    A document that cannot be used has a verdict that holds its problems alone. `jobs` is the number of
    processes, by default that of the cores that may be used.

    Raises:
        InputError: a process was ended from outside.
    """
    processes = min(jobs or cores(), len(work))
    if processes <= 1:
        return tuple(_outcome(each) for each in work)
    # a single document, the usual case, does not wait for their import
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # the longest documents first: no process ends long after the others
    order = sorted(range(len(work)), key=lambda index: -_size(work[index].path))
    try:
        with ProcessPoolExecutor(processes, mp_context=_context()) as pool:
            done = dict(zip(order, pool.map(_outcome, [work[index] for index in order]), strict=True))
    except BrokenProcessPool:
        raise InputError.of(
            "a process was ended before it had checked its documents",
            path="--jobs",
            value=str(processes),
            suggestion="Where memory is short, take fewer processes: --jobs 1.",
            code="process-ended",
        ) from None
    return tuple(done[index] for index in range(len(work)))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        # whoever checks it says what is wrong with it
        return 0


def cores() -> int:
    """How many cores this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def _context() -> BaseContext:
    """Forked processes start with what is imported already; one with threads cannot be forked safely."""
    import multiprocessing

    safe = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if safe else "spawn")


def shard(paths: Sequence[Path], text: str) -> tuple[Path, ...]:
    """The part `i/n` of the documents: every n-th one, from the i-th on; the parts together are all.

    Raises:
        InputError: this is not a shard.
    """
    number, slash, total = text.partition("/")
    if slash and number.isascii() and total.isascii() and number.isdigit() and total.isdigit():
        index, count = int(number), int(total)
        if 1 <= index <= count:
            return tuple(paths[index - 1 :: count])
    raise InputError.of(
        "this is not a shard",
        path="--shard",
        value=text,
        suggestion="Write it as i/n, such as 1/2 and 2/2.",
        code="bad-shard",
    )


def check(work: Work) -> Verdict:
    """The verdict on one document. Raises InputError where it cannot be used."""
    return check_document(
        work.path,
        as_of=work.as_of,
        language=work.language,
        checkov=work.checkov,
        base=work.base,
        cached=work.cached,
    )


def _outcome(work: Work) -> Verdict:
    try:
        return check(work)
    except InputError as error:
        return Verdict.unusable(str(work.path), error.problems)
