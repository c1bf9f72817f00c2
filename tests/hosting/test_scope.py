"""The scope decision: each answer has its effect, and nothing is assumed where an answer is missing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.hosting import scope_report
from hds_blueprint.hosting.facts import table
from hds_blueprint.hosting.loader import DocumentError, load
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.scope import decide
from hds_blueprint.hosting.wording import LANGUAGES, texts

from .documents_and_paths import DAY, changed, valid, written

YES = {"excluded": True, "evidence": "Study"}
NO = {"excluded": False, "evidence": "Study"}


def needs(document: dict[str, Any]) -> HostingRequirements:
    return HostingRequirements.model_validate_json(json.dumps(document), strict=True)


@pytest.mark.parametrize(
    ("path", "value", "outcome"),
    [
        ("service.name", "fhir", "in-scope"),
        ("service.profile", "synthetic", "no-real-data"),
        ("service.profile", "generic", None),
        ("organisation", "absent", "not-decided"),
        ("organisation.on_behalf_of_others", "absent", "not-decided"),
        ("organisation.care_context", "absent", "not-decided"),
        ("organisation.activities", "absent", "not-decided"),
        ("organisation.on_behalf_of_others", False, "out-of-scope"),
        ("organisation.care_context", False, "out-of-scope"),
        ("organisation.activities", {"backup": [{"by": "aws"}]}, "out-of-scope"),
        ("organisation.software_publisher", True, "contested"),
        ("data.data_class", "pseudonymised-health", "in-scope"),
        ("data.data_class", "technical", "out-of-scope"),
        ("data.anonymisation", {"singling_out": YES, "linkability": YES, "inference": YES}, "out-of-scope"),
        ("data.anonymisation", {"singling_out": YES, "linkability": NO, "inference": YES}, "in-scope"),
    ],
)
def test_one_answer_decides(path: str, value: Any, outcome: str | None) -> None:
    decision = decide(needs(changed(valid(), path, value)))
    assert (decision and decision.outcome) == outcome


def test_an_answer_that_takes_out_settles_open_questions() -> None:
    document = changed(valid(), "organisation", {"name": "Exemple", "on_behalf_of_others": False})
    decision = decide(needs(document))
    assert decision is not None and decision.outcome == "out-of-scope"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_is_told_with_its_source(language: Any) -> None:
    document = needs(changed(valid(), "organisation.software_publisher", True))
    report = scope_report.as_data(document, language)
    assert report is not None and len(report["steps"]) == 6
    for step in report["steps"]:
        assert step["question"] and step["answer"] and step["rule"]
        assert step["source"].startswith("https://") and step["confidence"] and step["date"]
    assert len(scope_report.lines(document, language)) == 7
    assert "3, 4, 5, 6" in report["steps"][4]["answer"]


def test_questions_answers_and_facts_go_together() -> None:
    english, french = (texts(f"scope.{language}") for language in LANGUAGES)
    assert english["questions"].keys() == english["rules"].keys() == table("scope").keys()
    for question in english["questions"]:
        assert english["answers"][question].keys() == french["answers"][question].keys()


def test_generic_profile_says_nothing() -> None:
    assert scope_report.lines(needs(valid("generic")), "en") == []


def problems(document: dict[str, Any], folder: Path) -> set[tuple[str, str]]:
    try:
        found = load(written(folder, document), as_of=date.fromisoformat(DAY)).notices
    except DocumentError as error:
        found = error.problems
    return {(problem.code, problem.severity) for problem in found}


def test_publisher_without_certificate_for_activity_5_is_told_to_take_advice(tmp_path: Path) -> None:
    document = changed(valid(), "organisation.activities.operation[0].certificate", "absent")
    assert problems(document, tmp_path) == {("activity-without-certificate", "error")}
    publisher = changed(document, "organisation.software_publisher", True)
    assert problems(publisher, tmp_path) == {("scope-contested", "warning")}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("service.profile", "synthetic"),
        ("organisation.on_behalf_of_others", False),
        ("organisation.care_context", False),
    ],
)
def test_no_certificate_is_asked_for_where_nothing_is_hosted_for_others(
    path: str, value: Any, tmp_path: Path
) -> None:
    document = changed(valid(), "organisation.certificates.own.expires", "2026-06-29")
    document = changed(document, "organisation.activities.operation[0].certificate", "absent")
    codes = {"certificate-expired", "activity-without-certificate"}
    assert codes <= {code for code, _ in problems(document, tmp_path)}
    assert problems(changed(document, path, value), tmp_path) == set()
