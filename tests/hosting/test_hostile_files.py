"""Files that are no documents: each ends with a problem that says why, quickly, and never otherwise."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from hds_blueprint.hosting.loader import DocumentError, load
from hds_blueprint.hosting.source import MAXIMUM_BYTES
from hds_blueprint.problem import Problem

FEW = 5.0  # seconds; alone each takes under 0.2, and the bound of one second is measured by the benchmark

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "\n".join(
    f"{name}: &{name} [{','.join([f'*{chr(ord(name) - 1)}'] * 9)}]" for name in "bcdefghij"
)
LONG_TEXT_BOMB = "a: &a " + "x" * 100_000 + "\nb: [" + ",".join(["*a"] * 10_000) + "]\n"

CONTENTS = {
    "empty": (b"", "file-empty"),
    "only blanks": (b"  \n\n", "file-empty"),
    "only a comment": (b"# nothing\n", "file-empty"),
    "byte order mark of UTF-16": ("a: 1".encode("utf-16"), "file-encoding"),
    "Latin-1": ("titre: é".encode("latin-1"), "file-encoding"),
    "NUL": (b"a: 1\0", "file-control-character"),
    "escape sequence": (b"a: \x1b[31mred", "file-control-character"),
    "binary": (bytes(range(256)), "file-encoding"),
    "a text": (b"hello", "mapping"),
    "a list": (b"- a\n- b", "mapping"),
    "too large": (b"#" * (MAXIMUM_BYTES + 1), "file-too-large"),
    "deep lists": (b"[" * 500_000, "yaml-too-deep"),
    "deep mappings": (b"\n".join(b" " * n + b"a:" for n in range(900)), "yaml-too-deep"),
    "dashes": (b"- " * 400_000, "yaml-too-deep"),
    "many values": (b"[" + b"a," * 400_000 + b"]", "yaml-too-many-values"),
    "bomb of aliases": (BOMB.encode(), "yaml-too-many-values"),
    "bomb of a long text": (LONG_TEXT_BOMB.encode(), "yaml-too-many-values"),
    "alias of itself": (b"a: &a [*a]", "yaml-recursive-alias"),
    "unknown alias": (b"a: *b", "yaml-unknown-anchor"),
    "merge key": (b"a: &a {b: 1}\nc:\n  <<: *a\n", "yaml-merge-key"),
    "Python object": (b"a: !!python/object/apply:os.system [id]", "yaml-tag"),
    "tag on the document": (b"!!map {a: 1}", "yaml-tag"),
    "two documents": (b"a: 1\n---\nb: 1\n", "yaml-several-documents"),
    "list as key": (b"? [a]\n: b\n", "yaml-key-not-text"),
    "alias as key": (b"a: &a x\n*a : b\n", "yaml-key-not-text"),
    "number as key": (b"service: {1: a}", "yaml-key-not-text"),
    "yes as key": (b"service: {on: a}", "yaml-key-not-text"),
    "tab": (b"a:\n\tb: 1", "yaml-syntax"),
    "open quote": (b"a: 'b", "yaml-syntax"),
    "surrogate": (b'a: "\\ud800"', "yaml-syntax"),
}


def problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(DocumentError) as caught:
        load(path)
    return caught.value.problems


@pytest.mark.parametrize("name", CONTENTS)
def test_content_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    content, code = CONTENTS[name]
    path = tmp_path / "document.yaml"
    path.write_bytes(content)
    start = time.perf_counter()
    found = problems(path)
    assert time.perf_counter() - start < FEW
    assert code in {problem.code for problem in found}
    assert all(problem.file == str(path) for problem in found)
    assert len(str(found)) < 20_000


def test_byte_order_mark_of_utf8_is_read_over(tmp_path: Path) -> None:
    path = tmp_path / "document.yaml"
    path.write_bytes(b"\xef\xbb\xbfservice: 5\n")
    assert ("mapping", 1, 10) in {(problem.code, problem.line, problem.column) for problem in problems(path)}


def test_duplicate_key_names_both_places(tmp_path: Path) -> None:
    path = tmp_path / "document.yaml"
    path.write_text("service:\n  name: a\n  owner: x\n  name: b\n")
    [problem] = [problem for problem in problems(path) if problem.code == "yaml-duplicate-key"]
    assert (problem.line, problem.column, problem.path) == (4, 3, "service.name")
    assert "line 2, column 3" in problem.reason


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("yes", "yaml-yes-no"),
        ("Off", "yaml-yes-no"),
        ("TRUE", "yaml-boolean-case"),
        ("22:30", "yaml-sexagesimal"),
        ("0755", "yaml-octal"),
        ("0o17", "yaml-octal"),
        ("0x1F", "yaml-other-number"),
        ("1_000", "yaml-other-number"),
        ("1e3", "yaml-other-number"),
        (".inf", "yaml-other-number"),
    ],
)
def test_values_that_readers_disagree_on_are_refused(value: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "document.yaml"
    path.write_text(f"service:\n  title: {value}\n")
    [problem] = [problem for problem in problems(path) if problem.path == "service.title"]
    assert (problem.code, problem.line, problem.column, problem.value) == (code, 2, 10, value)
    path.write_text(f"service:\n  title: '{value}'\n")
    assert not [problem for problem in problems(path) if problem.path == "service.title"]


def test_anchors_may_be_used_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "document.yaml"
    path.write_text(
        "service: {name: a, title: b, owner: &contact x@example.org}\n"
        "data: {}\nalerts: {incident_contact: *contact, health_professional_contact: *contact}\n"
    )
    assert load(path).requirements.alerts.incident_contact == "x@example.org"


def test_places_that_are_no_files(tmp_path: Path) -> None:
    assert [problem.code for problem in problems(tmp_path)] == ["file-is-folder"]
    assert [problem.code for problem in problems(tmp_path / "missing.yaml")] == ["file-missing"]
    assert [problem.code for problem in problems(tmp_path / ("x" * 300))] == ["file-unreadable"]
    assert [problem.code for problem in problems(Path("/dev/zero"))] == ["file-is-special"]
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert [problem.code for problem in problems(pipe)] == ["file-is-special"]
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert [problem.code for problem in problems(loop)] == ["file-unreadable"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "document.yaml"
    path.write_text("a: 1")
    path.chmod(0)
    assert [problem.code for problem in problems(path)] == ["file-forbidden"]


def test_endless_problems_are_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "document.yaml"
    path.write_text("\n".join(f"key{number}: 1" for number in range(5000)))
    found = problems(path)
    assert len(found) < 110
    assert "too-many-problems" in {problem.code for problem in found}
