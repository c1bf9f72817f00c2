"""Ten thousand hostile documents: each answered in a second and 200 MB, with a place, never a traceback."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from hds_blueprint.hosting.loader import DocumentError, LoadedDocument, load
from hds_blueprint.hosting.problem_reports import as_json, as_sarif
from hds_blueprint.problem import Problem

from .hostile_documents import KINDS, LARGE, MAY_HOLD, Hostile, hostile_documents, place

# A document that takes this long hangs; a slow machine takes a fifth of it for the worst.
SECONDS, MEBIBYTES = 10.0, 200
COUNT, PARTS = 10_032, 4  # of 19 kinds, 528 each
DAY = date(2026, 6, 30)
pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="no /proc here")
Loader = Callable[..., LoadedDocument]


def mebibytes(field: str = "VmRSS") -> float:
    """The memory that this process holds, or with VmHWM the most that it held since `forget_peak`."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    [line] = [line for line in lines if line.startswith(field)]
    return int(line.split()[1]) / 1024


def forget_peak() -> None:
    """The peak starts anew (proc(5), clear_refs): whatever other tests held before counts no more."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def faults(hostile: Hostile, path: Path, number: int, loader: Loader = load) -> Iterator[str]:
    """What is wrong with the answer to one input; processor time, since other processes share the machine."""
    language = "fr" if number % 2 else "en"
    forget_peak()
    before, start = mebibytes(), time.process_time()
    problems: tuple[Problem, ...] = ()
    try:
        problems = loader(path, as_of=DAY, language=language).notices
        if hostile.refused:
            yield "accepted"
    except DocumentError as error:
        problems = error.problems
        if not any(problem.severity == "error" for problem in problems):
            yield "refused without an error"
    except Exception as error:  # noqa: BLE001 - this is what the test looks for
        yield f"{type(error).__name__}: {error}"[:300]
    if (taken := time.process_time() - start) > SECONDS:
        yield f"{taken:.1f} s"
    if (more := mebibytes("VmHWM") - before) > MEBIBYTES:
        yield f"{more:.0f} MiB more"
    for problem in problems:
        placed = problem.line is not None and problem.line > 0 and (problem.column or 0) > 0
        about_file = problem.code.startswith("file-") and isinstance(hostile.content, str)
        if not problem.file or not (placed or about_file or problem.code in FILE_CODES):
            yield f"no place: {problem.code}"
        shown = problem.told(language, severity=True)
        if not shown.isprintable() or "pydantic" in shown or "Traceback" in shown or len(shown) > 3000:
            yield f"not for people: {problem.code}"
    json.loads(as_json(problems))
    json.loads(as_sarif(problems, "0"))


# Codes about a file as a whole, which have no line.
FILE_CODES = ("file-empty", "file-too-large", "file-unreadable", "file-missing")


@pytest.mark.parametrize("part", range(PARTS))
def test_ten_thousand_hostile_documents(part: int, tmp_path: Path) -> None:
    found: list[str] = []
    seen: Counter[str] = Counter()
    before = mebibytes()
    for number, hostile in enumerate(hostile_documents(COUNT // PARTS, seed=part)):
        path = place(hostile, tmp_path, number)
        seen[hostile.kind] += 1
        found += [f"{hostile.kind} ({part}, {number}): {fault}" for fault in faults(hostile, path, number)]
        _clear(path)
    assert set(seen) == set(KINDS) and sum(seen.values()) * PARTS >= 10_000
    assert found == []
    assert mebibytes() - before < MEBIBYTES


def test_files_of_ten_megabytes(tmp_path: Path) -> None:
    dice = random.Random(0)
    for number in range(8):
        path = tmp_path / "large.yaml"
        content = LARGE(dice)
        path.write_bytes(content)
        assert list(faults(Hostile("large", content), path, number)) == []


def test_most_mutations_are_refused_and_some_hold(tmp_path: Path) -> None:
    """Kinds that may hold would prove nothing if everything held, or nothing."""
    outcomes: dict[str, Counter[bool]] = {kind: Counter() for kind in MAY_HOLD}
    for number, hostile in enumerate(hostile_documents(19 * 60, seed=99)):
        if hostile.kind in MAY_HOLD:
            path = place(hostile, tmp_path, number)
            refused = False
            with contextlib.suppress(DocumentError):
                refused = load(path) is None
                outcomes[hostile.kind][refused] += 1
                continue
            outcomes[hostile.kind][True] += 1
    assert sum(outcome[True] for outcome in outcomes.values()) > 150
    assert sum(outcome[False] for outcome in outcomes.values()) > 20


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("raise", "ValueError"),
        ("slow", " s"),
        ("memory", "MiB more"),
        ("accept", "accepted"),
        ("place", "no place"),
    ],
)
def test_the_measure_itself_finds_each_fault(fault: str, said: str, tmp_path: Path) -> None:
    """A loader with one fault of each kind is caught."""

    def loader(path: Path, **_: object) -> LoadedDocument:
        if fault == "raise":
            raise ValueError("x")
        if fault == "slow":
            end = time.process_time() + SECONDS * 1.1
            while time.process_time() < end:
                pass
        if fault == "memory":
            assert len(bytes(bytearray(400 * 1024 * 1024))) > 0
        if fault == "accept":
            return load(path)
        code = "text" if fault == "place" else "file-empty"
        raise DocumentError([Problem("x", file=str(path), code=code)])

    path = tmp_path / "document.yaml"
    content = (
        b"service: {name: a, title: b, owner: a@example.org}\n"
        b"data: {}\nalerts: {incident_contact: a@example.org}\n"
    )
    path.write_bytes(content)
    assert any(said in each for each in faults(Hostile("x", content), path, 0, loader))


def _clear(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
