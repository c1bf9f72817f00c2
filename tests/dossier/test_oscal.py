"""OSCAL, Prowler and CISO Assistant: read by those that they are for, and true to the verdict."""

from __future__ import annotations

import io
import json
import re
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hds_blueprint.data_files import read_data
from hds_blueprint.dossier.forms import ciso_assistant, oscal, prowler
from hds_blueprint.policies.catalogue import framework
from hds_blueprint.policies.verdict import Status
from tests.dossier.conftest import HandMade, Stack
from tests.policies.graphs import BUCKET, graph, resource

TRESTLE = Path(__file__).parents[2] / ".tools" / "trestle" / "bin" / "python"
READ = """
import argparse, pathlib, sys
from trestle.core.validator_factory import validator_factory
from trestle.oscal.assessment_results import AssessmentResults
from trestle.oscal.component import ComponentDefinition
for model, path in ((ComponentDefinition, sys.argv[1]), (AssessmentResults, sys.argv[2])):
    read = model.oscal_read(pathlib.Path(path))
    assert read is not None
    for mode in ("duplicates", "refs", "links"):
        validator = validator_factory.get(argparse.Namespace(mode=mode))
        assert validator.model_is_valid(read, True, pathlib.Path.cwd()), mode
print("read")
"""


@pytest.fixture(scope="module")
def written(example: Stack) -> dict[str, str]:
    return oscal.files(example.source("fr"))


@pytest.fixture(scope="module")
def results(written: dict[str, str]) -> dict[str, Any]:
    return json.loads(written["assessment-results.json"])["assessment-results"]


def _values(node: Any, name: str) -> Iterator[Any]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == name:
                yield value
            yield from _values(value, name)
    elif isinstance(node, list):
        for item in node:
            yield from _values(item, name)


@pytest.mark.skipif(not TRESTLE.exists(), reason="no compliance-trestle: python -m tools.test_environments")
@pytest.mark.parametrize("kind", ["example", "small", "empty"])
def test_trestle_reads_both(example: Stack, hand_made: HandMade, tmp_path: Path, kind: str) -> None:
    made = {"small": graph(resource(BUCKET, "files")), "empty": graph()}
    stack = example if kind == "example" else hand_made(made[kind])
    for name, text in oscal.files(stack.source("fr")).items():
        (tmp_path / name).write_text(text, "utf-8")
    paths = [str(tmp_path / name) for name in ("component-definition.json", "assessment-results.json")]
    done = subprocess.run([TRESTLE, "-c", READ, *paths], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "read", done.stderr[-2000:]


def test_identifiers_are_of_version_5_and_used_once(written: dict[str, str]) -> None:
    for text in written.values():
        found = list(_values(json.loads(text), "uuid"))
        assert len(found) == len(set(found)) > 10
        assert {uuid.UUID(each).version for each in found} == {5}


def test_times_are_the_day_of_the_judgement(written: dict[str, str]) -> None:
    found = {time for text in written.values() for time in re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", text)}
    assert found == {"2026-11-24T00:00:00Z"}


def test_another_verdict_has_other_identifiers(example: Stack, results: dict[str, Any]) -> None:
    english = json.loads(oscal.files(example.source("en"))["assessment-results.json"])["assessment-results"]
    assert english["uuid"] != results["uuid"]


def test_observations_are_the_verdicts(example: Stack, results: dict[str, Any]) -> None:
    (result,) = results["results"]
    said = {
        (f.rule, f.status.value) for f in example.verdicts["fr"].findings if f.status != Status.NOT_APPLICABLE
    }
    found = [{each["name"]: each["value"] for each in one["props"]} for one in result["observations"]]
    assert {(each["rule"], each["verdict"]) for each in found} == said


def test_subjects_are_resources_of_the_inventory(results: dict[str, Any]) -> None:
    (result,) = results["results"]
    known = {each["uuid"] for each in result["local-definitions"]["inventory-items"]}
    assert set(_values(result["observations"], "subject-uuid")) <= known
    observed = {each["uuid"] for each in result["observations"]}
    assert set(_values(result["findings"], "observation-uuid")) <= observed


def test_nothing_is_satisfied_while_people_have_something_left_to_do(results: dict[str, Any]) -> None:
    (result,) = results["results"]
    left = {
        oscal.control_id(row)
        for name in ("hds-2.0", "csp-r1111-11", "iso-27001-2022")
        for row in framework(name).requirements
        if row.remaining is not None or row.evidence != "full"
    }
    satisfied = {
        each["target"]["target-id"]
        for each in result["findings"]
        if each["target"]["status"]["state"] == "satisfied"
    }
    assert satisfied.isdisjoint(left)


def test_a_failure_is_a_finding_that_is_not_satisfied(hand_made: HandMade) -> None:
    stack = hand_made(graph(resource(BUCKET, "files", region="us-east-1")))
    text = oscal.files(stack.source("en"))["assessment-results.json"]
    (result,) = json.loads(text)["assessment-results"]["results"]
    states = [each["target"]["status"] for each in result["findings"]]
    assert {"state": "not-satisfied", "reason": "fail"}.items() <= states[0].items() or any(
        each.get("reason") == "fail" for each in states
    )


def test_prowler_files_have_every_requirement_and_checks_of_prowler_alone(example: Stack) -> None:
    files = prowler.files(example.source("en"))
    assert set(files) == {"hds_2.0_aws.json", "annex-a-27001_2022_aws.json"}
    for name, text in files.items():
        content = json.loads(text)
        # by this Prowler tells which framework its summary is of
        assert content["Framework"] in name.upper().replace("_", "-")
        assert content["Version"] in name.upper()
        assert content["Provider"] in name.upper()
    content = json.loads(files["hds_2.0_aws.json"])
    assert [each["Id"] for each in content["Requirements"]] == [f"EXI {number:02}" for number in range(1, 32)]
    checks = {check for each in content["Requirements"] for check in each["Checks"]}
    assert len(checks) > 20
    assert all(re.fullmatch(r"[a-z0-9]+(?:_[a-z0-9]+)+", check) for check in checks)


def test_ciso_assistant_gets_a_row_a_requirement_and_no_result(example: Stack) -> None:
    files = ciso_assistant.files(example.source("fr"))
    assert set(files) == {"hds-2-0.xlsx", "iso-27001-2022.xlsx"}
    sheet = openpyxl.load_workbook(io.BytesIO(files["hds-2-0.xlsx"])).active
    assert sheet is not None
    head, *rows = list(sheet.values)
    assert head == ciso_assistant.COLUMNS
    # 20 requirements that its library assesses as a whole, and the parts of the others
    names = [str(row[1] or row[2]) for row in rows]
    assert len(set(names)) == len(names) == 71
    assert all(bool(row[1]) != bool(row[2]) for row in rows)
    assert [row[2] or "" for row in rows if row[1] == "[EXI 28]"] == [""]
    assert str(next(row[3] for row in rows if str(row[2]).endswith(":node33"))).startswith("H. ")
    assert {row[4] for row in rows} == {"not_assessed"}
    parts = read_data("hds_blueprint.dossier", "forms/ciso_assistant.yaml")["hds-2.0"]["parts"]
    assert set(parts) < {row.id for row in framework("hds-2.0").requirements}


def test_without_health_data_nothing_is_said_of_hds(hand_made: HandMade) -> None:
    stack = hand_made(graph(resource(BUCKET, "files"), health_data=False), service={"profile": "generic"})
    source = stack.source("fr")
    text = "".join([*oscal.files(source).values(), *prowler.files(source).values()])
    assert "EXI" not in text
    assert list(ciso_assistant.files(source)) == ["iso-27001-2022.xlsx"]
