"""The formats that stand beside a change: GitHub annotations, GitLab code quality, SARIF."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from hds_blueprint.graph.model import Origin, Resource, ResourceGraph, Unknown
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Status, Verdict
from hds_blueprint.problem import Problem
from hds_blueprint.reports.formats import renderer

URN = "urn:pulumi:prod::shop::aws:rds/instance:Instance::records"


@pytest.fixture
def verdict() -> Verdict:
    origin = Origin("stacks/prod, old:1.yaml", "databases.records", 54)
    inputs = {"engine": "postgres", "storageEncrypted": "50%\n::error::forged", "multiAz": Unknown()}
    database = Resource(URN, "aws:rds/instance:Instance", "records", inputs, origin=origin)
    found = evaluate(ResourceGraph("shop", "prod", "program", (database,)), as_of=None)
    problem = Problem("the waiver has expired", file="stacks/prod.yaml", line=3, code="waiver-expired")
    return replace(found, source="stacks/prod.yaml", problems=(problem,))


def test_annotations_are_one_line_each_and_cannot_be_forged(verdict: Verdict) -> None:
    lines = renderer("github").render([verdict], "en").splitlines()
    lines = lines[: next(index for index, line in enumerate(lines) if line.startswith("::group::"))]
    assert all(
        re.match(r"::(error|warning|notice) file=[^:,]+(,line=\d+)?,title=[a-z0-9-]+::", line)
        for line in lines
    )
    encrypted = next(line for line in lines if "rds-storage-encrypted" in line)
    assert encrypted.startswith(
        "::error file=stacks/prod%2C old%3A1.yaml,line=54,title=rds-storage-encrypted::"
    )
    assert "50%25 ::error::forged" in encrypted
    assert "%0A" in encrypted, "the remediation stands on a line of its own"


def test_code_quality_has_what_gitlab_asks_for(verdict: Verdict) -> None:
    issues = json.loads(renderer("gitlab").render([verdict], "en"))
    # the void waiver, and what waits for apply
    assert len(issues) == len(verdict.with_status(Status.FAIL)) + 2
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1
        assert issue["location"]["path"]
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_a_fingerprint_outlives_a_move_in_the_document(verdict: Verdict) -> None:
    moved = replace(
        verdict,
        findings=tuple(
            replace(f, origin=replace(f.origin, line=99) if f.origin else None) for f in verdict.findings
        ),
    )
    before, after = (json.loads(renderer("gitlab").render([each], "en")) for each in (verdict, moved))
    assert [issue["fingerprint"] for issue in before] == [issue["fingerprint"] for issue in after]


def test_sarif_says_what_its_specification_requires(verdict: Verdict) -> None:
    log = json.loads(renderer("sarif").render([verdict], "en"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    known = [rule["id"] for rule in driver["rules"]]
    assert driver["name"] and len(set(known)) == len(known)
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["ruleId"] in known
        # 3.27.10: level is "none" wherever kind is not "fail"
        assert (result["level"] == "none") == (result["kind"] != "fail")
        for location in result["locations"]:
            assert location["physicalLocation"]["region"]["startLine"] >= 1
            assert "\\" not in location["physicalLocation"]["artifactLocation"]["uri"]
