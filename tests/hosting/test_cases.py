"""Documents that differ from a valid one in one place: exactly what is expected is said, at that place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from hds_blueprint.hosting.loader import DocumentError, load
from hds_blueprint.problem import Problem

from .documents_and_paths import DAY, FOLDER, changed, valid, written

CASES: list[dict[str, Any]] = [
    case
    for path in sorted(FOLDER.glob("cases*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
DOCUMENTS = sorted(path.stem for path in (FOLDER / "documents").iterdir())


def problems(path: Path, language: str = "en") -> tuple[Problem, ...]:
    try:
        return load(path, as_of=date.fromisoformat(DAY), language=language).notices
    except DocumentError as error:
        return error.problems


@pytest.mark.parametrize("name", DOCUMENTS)
def test_valid_documents_have_neither_error_nor_warning(name: str, tmp_path: Path) -> None:
    assert problems(written(tmp_path, valid(name))) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['set']}={case['to']}")
def test_one_difference_gives_its_problem(case: dict[str, Any], tmp_path: Path) -> None:
    path = written(tmp_path, changed(valid(case.get("base", "production")), case["set"], case["to"]))
    found = problems(path)
    expected = case["expect"] if isinstance(case["expect"], list) else [case["expect"]]
    codes = {problem.code for problem in found}
    assert codes == set(expected) - {"none"}
    at = case.get("at", case["set"])
    if at != "any" and found:
        assert at in {problem.path for problem in found}
    severity = case.get("severity", "error")
    assert severity == "any" or all(problem.severity == severity for problem in found)
    if "suggests" in case:
        assert any(case["suggests"] in (problem.suggestion or "") for problem in found)
    for problem in found:
        assert problem.file == str(path)
        assert problem.line and problem.column
        assert "hunter2" not in str(problem), "a secret is shown"
        assert "pydantic" not in str(problem).lower() and "http" not in str(problem)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['set']}={case['to']}")
def test_french_says_the_same(case: dict[str, Any], tmp_path: Path) -> None:
    path = written(tmp_path, changed(valid(case.get("base", "production")), case["set"], case["to"]))
    english, french = problems(path), problems(path, "fr")
    places = [(problem.code, problem.line, problem.column, problem.path) for problem in english]
    assert places == [(problem.code, problem.line, problem.column, problem.path) for problem in french]
    assert all(one.reason != other.reason for one, other in zip(english, french, strict=True))


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    document = changed(valid(), "network.zones", "many")
    document = changed(document, "location.region", "eu-west-2")
    document = changed(document, "databases.records.multi_az", False)
    document = changed(document, "service.surname", "x")
    codes = [problem.code for problem in problems(written(tmp_path, document))]
    assert {"whole-number", "region-london", "production-multi-az", "unknown-key"} <= set(codes)
    assert "production-zones" not in codes  # the field is wrong itself; its default is not judged


def test_problems_point_at_the_value(tmp_path: Path) -> None:
    path = tmp_path / "document.yaml"
    text = "service:\n  name: Fhir\n  titel: x\n"
    path.write_text(text)
    places = {(problem.code, problem.line, problem.column) for problem in problems(path)}
    assert ("format", 2, 9) in places  # the value
    assert ("unknown-key", 3, 3) in places  # the key
    assert ("missing-field", 1, 1) in places  # the section that lacks it
