"""`hds checkov` as a program: its sources, formats and exit codes; and Checkov's part in `hds check`."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hds_blueprint.checkov import install, runner
from hds_blueprint.checkov.catalogue import pinned_version
from hds_blueprint.checkov.plan import terraform_plan
from hds_blueprint.command.judging import check_graph
from hds_blueprint.command.main import application
from hds_blueprint.graph import serialize
from hds_blueprint.graph.model import Resource, Secret, Unknown
from hds_blueprint.policies.verdict import Enforcement, Finding, Status, Verdict
from hds_blueprint.problem import InputError
from hds_blueprint.reports.formats import FORMATS
from tests.policies.graphs import BUCKET, DATABASE, Waiver, graph, resource, urn

DAY = date(2026, 6, 1)
Reports = Callable[[list[dict[str, Any]]], None]


WAIVERS = """\
waivers:
  - rule: {rule}
    resource: "{resource}"
    reason: A colour is no safeguard.
    owner: platform
    approver: security officer
    expiry: {expiry}
    compensating_measure: None needed.
"""


def hds(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(application(("check", "checkov")), ["checkov", *map(str, arguments)])
    if isinstance(result.exception, InputError):
        return 2, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> Reports:
    """Puts reports in the place of Checkov's run, which other tests prove."""

    def say(entries: list[dict[str, Any]]) -> None:
        results: dict[str, list[dict[str, Any]]] = {"passed_checks": [], "failed_checks": []}
        for entry in entries:
            results["failed_checks" if entry.pop("failed", True) else "passed_checks"].append(
                {"check_name": "Ensure a thing", **entry}
            )
        monkeypatch.setattr(runner, "scan", lambda plan, checks=(): [{"results": results}])
        monkeypatch.setattr(install, "is_current", lambda: True)

    return say


@pytest.fixture
def graph_file(tmp_path: Path) -> Path:
    path = tmp_path / "graph.json"
    serialize.write(graph(resource(DATABASE, "records", {"storageEncrypted": False})), path)
    return path


def test_real_checkov_on_a_graph(environment: Path, graph_file: Path) -> None:
    code, output = hds("--graph", graph_file, "--format", "json")
    assert code == 1
    (stack,) = json.loads(output)["stacks"]
    assert stack["tools"] == {"checkov": pinned_version()}
    (found,) = [each for each in stack["verdicts"] if each["rule"] == "CKV_AWS_16"]
    assert (found["status"], found["property"]) == ("FAIL", "storageEncrypted")
    assert found["resource"] == urn(DATABASE, "records")


def test_real_checkov_on_a_project(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: site\nruntime: python\n")
    (tmp_path / "__main__.py").write_text("import pulumi_aws as aws\naws.sns.Topic('t')\n")
    code, output = hds(tmp_path, "--format", "json")
    assert code == 1
    (stack,) = json.loads(output)["stacks"]
    assert "CKV_AWS_26" in {each["rule"] for each in stack["verdicts"] if each["status"] == "FAIL"}


def test_real_checkov_with_checks_of_ones_own(environment: Path, graph_file: Path, tmp_path: Path) -> None:
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "own.yaml").write_text(
        "metadata: {id: CKV2_OWN_1, name: Ensure databases are blue, category: GENERAL_SECURITY}\n"
        "definition: {cond_type: attribute, resource_types: [aws_db_instance], attribute: name,"
        " operator: equals, value: blue}\n"
    )
    (checks / "__init__.py").touch()
    (checks / "own.py").write_text(
        "from checkov.common.models.enums import CheckCategories, CheckResult\n"
        "from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck\n"
        "class Own(BaseResourceCheck):\n"
        "    def __init__(self):\n"
        "        super().__init__('Ensure databases are encrypted', 'CKV_OWN_2',\n"
        "            [CheckCategories.ENCRYPTION], ['aws_db_instance'])\n"
        "    def scan_resource_conf(self, conf):\n"
        "        return CheckResult.PASSED if conf['storage_encrypted'] == [False] else CheckResult.FAILED\n"
        "check = Own()\n"
    )
    waivers = tmp_path / "own.waivers.yaml"
    waivers.write_text(WAIVERS.format(rule="CKV2_OWN_1", resource="records", expiry="2026-12-31"))
    options = ("--external-checks-dir", checks, "--format", "csv", "--waivers", waivers, "--as-of", DAY)
    code, output = hds("--graph", graph_file, *options)
    assert code == 1
    said = {row["rule"]: (row["status"], row["waiver"]) for row in csv.DictReader(io.StringIO(output))}
    assert said["CKV2_OWN_1"] == ("FAIL", "A colour is no safeguard.")
    assert said["CKV_OWN_2"] == ("PASS", "")


def test_every_format(reports: Reports, graph_file: Path, tmp_path: Path) -> None:
    failed = {"check_id": "CKV_AWS_16", "resource": "aws_db_instance.records"}
    for name in FORMATS:
        reports([dict(failed)])
        code, shown = hds("--graph", graph_file, "--format", name)
        assert code == 1
        assert "16" in shown
        file = tmp_path / f"report.{name}"
        assert hds("--graph", graph_file, "--format", name, "--output", file)[0] == 1
        assert "16" in file.read_text("utf-8")
    junit = ET.fromstring((tmp_path / "report.junit").read_text("utf-8"))
    assert [suite.get("failures") for suite in junit.iter("testsuite")] == ["1"]


@pytest.mark.parametrize(
    ("rule", "resource", "expiry", "code", "line"),
    [
        ("CKV_AWS_16", "records", "2026-12-31", 0, None),
        ("CKV_AWS_16", "rec*", "2026-12-31", 0, None),
        ("CKV_AWS_16", "records", "2026-01-31", 2, 7),
        ("CKV_AWS_16", "other", "2026-12-31", 2, 3),
        ("CKV_AWS_99999", "records", "2026-12-31", 2, 2),
        # of our own rules, which nobody asks here
        ("rds-instance-storage-encrypted", "records", "2026-12-31", 1, None),
    ],
)
def test_waivers(
    reports: Reports,
    graph_file: Path,
    tmp_path: Path,
    rule: str,
    resource: str,
    expiry: str,
    code: int,
    line: int | None,
) -> None:
    reports([{"check_id": "CKV_AWS_16", "resource": "aws_db_instance.records"}])
    waivers = tmp_path / "own.waivers.yaml"
    waivers.write_text(WAIVERS.format(rule=rule, resource=resource, expiry=expiry))
    found, said = hds("--graph", graph_file, "--waivers", waivers, "--as-of", DAY, "--format", "json")
    assert found == code
    (stack,) = json.loads(said)["stacks"]
    assert stack["verdicts"][0]["waiver"] == (None if code else "A colour is no safeguard.")
    assert [(problem["file"], problem["line"]) for problem in stack["problems"]] == (
        [(str(waivers), line)] if line else []
    )


def test_a_file_of_waivers_that_is_none(graph_file: Path, tmp_path: Path) -> None:
    (tmp_path / "own.waivers.yaml").write_text("waivers: [{rule: CKV_AWS_16}]\n")
    code, said = hds("--graph", graph_file, "--waivers", tmp_path / "own.waivers.yaml")
    assert code == 2
    assert "own.waivers.yaml:1" in said


def test_a_terraform_plan(reports: Reports, tmp_path: Path) -> None:
    plan = terraform_plan(graph(resource(DATABASE, "records", {"storageEncrypted": False}))).plan
    (tmp_path / "tfplan.json").write_text(json.dumps(plan))
    reports([{"check_id": "CKV_AWS_16", "resource": "aws_db_instance.records"}])
    code, said = hds("--tfplan", tmp_path / "tfplan.json", "--format", "json")
    assert code == 1
    (found,) = json.loads(said)["stacks"][0]["verdicts"]
    assert (found["rule"], found["status"]) == ("CKV_AWS_16", "FAIL")


def test_a_clean_graph(reports: Reports, graph_file: Path) -> None:
    reports([{"check_id": "CKV_AWS_16", "resource": "aws_db_instance.records", "failed": False}])
    assert hds("--graph", graph_file)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "exactly one source"),
        (["--graph", "a", "--state", "b"], "exactly one source"),
        (["--graph", "/nowhere.json"], "/nowhere.json"),
        (["/nowhere"], "no Pulumi project"),
        (["--graph", "a", "--format", "pdf"], "no such report format"),
    ],
)
def test_bad_input(arguments: list[str], part: str) -> None:
    code, said = hds(*arguments)
    assert code == 2
    assert part in said


def test_folders_without_checks(graph_file: Path, tmp_path: Path) -> None:
    checks = tmp_path / "checks"
    for part in ("no such folder", "holds no check", "__init__.py"):
        code, said = hds("--graph", graph_file, "--external-checks-dir", checks)
        assert code == 2
        assert str(checks) in said
        assert part in said
        if checks.is_dir():
            (checks / "own.py").touch()
        checks.mkdir(exist_ok=True)


def test_problems_as_json(graph_file: Path) -> None:
    code, said = hds("--graph", "/nowhere.json", "--format", "json")
    assert code == 2
    assert json.loads(said)["problems"][0]["file"] == "/nowhere.json"


def test_without_its_environment(graph_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here Checkov is all that is asked; in `hds check` its absence is a notice and the rules run."""
    monkeypatch.setattr(install, "folder", lambda: tmp_path / "none")
    code, said = hds("--graph", graph_file)
    assert code == 2
    assert "--install" in said
    verdict = check([])
    assert any("--install" in notice for notice in verdict.notices)
    assert "checkov" not in verdict.tools
    assert verdict.findings


# --- hds check -----------------------------------------------------------------------------------


def check(waivers: list[Waiver], *resources: Resource) -> Verdict:
    found = graph(*(resources or (resource(DATABASE, "records", {"storageEncrypted": False}),)))
    return check_graph(found, waivers=waivers, as_of=DAY, language="en", checkov=True)


def of_checkov(verdict: Verdict) -> list[Finding]:
    return [finding for finding in verdict.findings if finding.tool == "checkov"]


def test_findings_are_in_our_terms(reports: Reports) -> None:
    keys = {"evaluated_keys": ["storage_encrypted"]}
    failed = {"check_id": "CKV_AWS_16", "resource": "aws_db_instance.records", "check_result": keys}
    reports([failed, {"check_id": "CKV_AWS_41", "resource": "aws.default", "failed": False}])
    (finding,) = of_checkov(check([]))
    assert (finding.rule, finding.status, finding.urn) == (
        "CKV_AWS_16",
        Status.FAIL,
        urn(DATABASE, "records"),
    )
    assert (finding.path, finding.enforcement) == ("storageEncrypted", Enforcement.ADVISORY)
    assert finding.controls == ("iso-27001-2022:8.24",)


@pytest.mark.parametrize("value", [Unknown(), Secret()])
@pytest.mark.parametrize("failed", [True, False])
def test_what_rests_on_an_unknown_value_is_unknown(reports: Reports, value: Any, failed: bool) -> None:
    keys = {"evaluated_keys": ["storage_encrypted"]}
    entry = {"check_id": "CKV_AWS_16", "resource": "aws_db_instance.records", "check_result": keys}
    reports([{**entry, "failed": failed}])
    (finding,) = of_checkov(check([], resource(DATABASE, "records", {"storageEncrypted": value})))
    assert (finding.status, finding.path) == (Status.UNKNOWN, "storageEncrypted")


def test_reasons_hold_for_our_own_components_alone(reports: Reports) -> None:
    component = resource("hds:storage:Storage", "files", custom=False)
    for parent, waived in ((component.urn, True), (None, False)):
        reports([{"check_id": "CKV2_AWS_62", "resource": "aws_s3_bucket.files"}])
        (finding,) = of_checkov(check([], component, resource(BUCKET, "files", parent=parent)))
        assert (finding.waiver is not None) is waived


def test_a_waiver_covers_a_check(reports: Reports) -> None:
    reports([{"check_id": "CKV_AWS_16", "resource": "aws_db_instance.records"}])
    verdict = check([Waiver("CKV_AWS_16", "records")])
    assert verdict.problems == ()
    assert of_checkov(verdict)[0].waiver == "Migration under way."


@pytest.mark.parametrize(
    ("waiver", "code"),
    [
        (Waiver("CKV_AWS_16", "records", expiry=date(2026, 5, 31)), "waiver-expired"),
        (Waiver("CKV_AWS_16", "other"), "waiver-matches-nothing"),
        (Waiver("CKV_AWS_17", "records"), "waiver-matches-nothing"),
        (Waiver("CKV_AWS_99999", "records"), "waiver-unknown-rule"),
        (Waiver("CKV_AWS_16", "records", approver="owner"), "waiver-unapproved"),
    ],
)
def test_waivers_that_are_void(reports: Reports, waiver: Waiver, code: str) -> None:
    """They are placed by their position among all waivers, those of our own rules included."""
    reports([{"check_id": "CKV_AWS_16", "resource": "aws_db_instance.records"}])
    verdict = check([Waiver("rds-storage-encrypted", "records"), waiver])
    (problem,) = verdict.problems
    assert problem.code == code
    assert str(problem.path).startswith("waivers[1].")
    assert of_checkov(verdict)[0].waiver is None


def test_waivers_of_checks_rest_where_checkov_is_not_asked() -> None:
    found = graph(resource(DATABASE, "records", {"storageEncrypted": False}))
    waivers = [Waiver("CKV_AWS_16", "records")]
    verdict = check_graph(found, waivers=waivers, as_of=DAY, language="en", checkov=False)
    assert verdict.problems == ()
