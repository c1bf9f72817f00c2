"""Waivers beside the document: added to its own, each problem at its place in the file that it stands in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from hds_blueprint.command.checking import documents
from hds_blueprint.hosting.loader import DocumentError, load
from hds_blueprint.problem import Problem

from .documents_and_paths import changed, valid, written

DAY = date(2026, 6, 30)
WAIVER = valid()["waivers"][0]


def beside(folder: Path, content: Any, document: dict[str, Any] | None = None) -> tuple[Path, Path]:
    """The document and, beside it, the file of its waivers."""
    path = written(folder, document or valid())
    file = folder / "document.waivers.yaml"
    file.write_text(content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False))
    return path, file


def problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(DocumentError) as caught:
        load(path, as_of=DAY)
    return caught.value.problems


@pytest.mark.parametrize("own", [0, 1])
def test_waivers_of_both_files_count(tmp_path: Path, own: int) -> None:
    document = valid() if own else changed(valid(), "waivers", "absent")
    more = {"waivers": [{**WAIVER, "resource": "archive"}, {**WAIVER, "resource": "images"}]}
    path, file = beside(tmp_path, more, document)
    loaded = load(path, as_of=DAY)
    assert [each.resource for each in loaded.requirements.waivers] == [
        *["documents"][:own],
        "archive",
        "images",
    ]
    assert not loaded.notices
    place = loaded.position_of(f"waivers[{own + 1}].resource")
    assert (place.file, place.line, place.column) == (str(file), 10, 3)


def test_what_is_wrong_is_said_in_the_file_that_it_stands_in(tmp_path: Path) -> None:
    wrong = (("expiry", "2026-06-29", "waiver-expired", 14), ("owner", 5, "text", 12))
    for field, value, code, line in wrong:
        path, file = beside(tmp_path, {"waivers": [WAIVER, {**WAIVER, field: value}]})
        [problem] = problems(path)
        assert (problem.code, problem.file, problem.line) == (code, str(file), line)
        assert problem.path == f"waivers[2].{field}"


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("waivers: {a: 1}\n", "list", 1),
        ("- rule: x\n", "waiver-file", 1),
        ("waivers: []\nservice: {}\n", "waiver-file", 1),
        ("waivers: [\n", "yaml-syntax", 2),
        ("waivers: [{rule: a, rule: b}]\n", "yaml-duplicate-key", 1),
        ("waivers:\n  - expiry: 010\n", "yaml-octal", 2),
        ("", "file-empty", 1),
        ("waivers: \x07", "file-control-character", 1),
    ],
)
def test_files_that_are_no_waivers(tmp_path: Path, content: str, code: str, line: int) -> None:
    path, file = beside(tmp_path, content)
    found = {(problem.code, problem.file, problem.line) for problem in problems(path)}
    assert (code, str(file), line) in found


def test_a_link_that_leads_nowhere_and_a_folder_are_no_absence(tmp_path: Path) -> None:
    path = written(tmp_path, valid())
    file = tmp_path / "document.waivers.yaml"
    file.symlink_to(tmp_path / "nothing.yaml")
    assert [problem.code for problem in problems(path)] == ["file-missing"]
    file.unlink()
    file.mkdir()
    assert [problem.code for problem in problems(path)] == ["file-is-folder"]


def test_the_folder_holds_one_document(tmp_path: Path) -> None:
    path, _ = beside(tmp_path, {"waivers": [WAIVER]})
    assert documents(tmp_path) == (path,)


def test_the_file_itself_is_no_document(tmp_path: Path) -> None:
    _, file = beside(tmp_path, {"waivers": [WAIVER]})
    [problem] = problems(file)
    assert (problem.code, problem.suggestion) == ("file-of-waivers", "Name the document: document.yaml.")
