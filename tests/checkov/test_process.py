"""Checkov as a child process: what it is given, and what happens when it goes wrong."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.checkov import process
from hds_blueprint.checkov.plan import terraform_plan
from hds_blueprint.checkov.plan_text import plan_text
from hds_blueprint.checkov.runner import run
from hds_blueprint.graph.model import Secret, Value
from hds_blueprint.problem import InputError
from tests.checkov.comparison import graph as cases_graph
from tests.checkov.comparison import load_cases
from tests.policies.graphs import DATABASE, graph, resource

PROVIDER = "pulumi:providers:aws"
Fake = Callable[[str], None]
PLAN = terraform_plan(graph(resource(DATABASE, "records", {"storageEncrypted": False}))).plan
REPORT = '{"results": {"passed_checks": []}, "summary": {"parsing_errors": 0}}'


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Puts a script in Checkov's place."""
    binaries = tmp_path / "environment" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to(Path(sys.executable).resolve())
    monkeypatch.setattr(process, "folder", lambda: binaries.parent)

    def write(script: str) -> None:
        (binaries / "checkov").write_text(script, "utf-8")

    return write


def reason() -> str:
    with pytest.raises(InputError) as caught:
        process.scan(PLAN)
    (problem,) = caught.value.problems
    assert problem.code == "checkov-failed"
    assert problem.suggestion
    return problem.reason


def test_nothing_of_the_callers_environment_reaches_it(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "PULUMI_ACCESS_TOKEN", "BC_API_KEY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "hunter2-hunter2")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    fake(
        "import json, os, sys\n"
        "print(json.dumps({'results': {}, 'environment': dict(os.environ), 'arguments': sys.argv[1:],"
        " 'here': os.getcwd()}))"
    )
    (report,) = process.scan(PLAN)
    assert "hunter2" not in json.dumps(report)
    assert "PYTHONPATH" not in report["environment"]
    assert report["environment"]["HOME"] == os.path.realpath(report["here"])
    assert "--skip-download" in report["arguments"]
    assert report["arguments"][2:4] == ["--framework", "terraform_plan"]
    assert not Path(report["here"]).exists()


def test_it_gets_of_the_plan_what_it_reads(fake: Fake) -> None:
    fake(
        "import json, sys\n"
        "plan = json.load(open(sys.argv[sys.argv.index('--file') + 1]))\n"
        "print(json.dumps({'results': plan}))"
    )
    (report,) = process.scan(PLAN)
    assert report["results"]["planned_values"] == PLAN["planned_values"]
    assert report["results"]["configuration"]["provider_config"] == PLAN["configuration"]["provider_config"]
    (change,) = report["results"]["resource_changes"]
    assert change["address"] == "aws_db_instance.records"
    assert change["change"]["actions"] == ["create"]


def test_checkov_says_the_same_of_the_whole_plan(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = terraform_plan(cases_graph(load_cases())).plan
    said = through(plan)
    monkeypatch.setattr(process, "plan_text", json.dumps)
    assert said == through(plan)
    assert len(said) > 1000


def through(plan: dict[str, Any]) -> list[tuple[str, str, str]]:
    return sorted(
        (kind, entry["check_id"], entry["resource"])
        for report in process.scan(plan)
        for kind in ("passed_checks", "failed_checks")
        for entry in report["results"][kind]
    )


def test_folders_of_own_checks_are_handed_through(fake: Fake, tmp_path: Path) -> None:
    fake("import json, sys; print(json.dumps({'results': {}, 'arguments': sys.argv}))")
    (report,) = process.scan(PLAN, [tmp_path / "a", tmp_path / "b"])
    given = [
        report["arguments"][i + 1]
        for i, text in enumerate(report["arguments"])
        if text == "--external-checks-dir"
    ]
    assert given == [str(tmp_path / "a"), str(tmp_path / "b")]


def test_several_reports_and_none(fake: Fake) -> None:
    fake(f"print('[{REPORT}, {REPORT}]')")
    assert len(process.scan(PLAN)) == 2
    fake('print(\'{"passed": 0, "failed": 0, "parsing_errors": 0}\')')
    assert process.scan(PLAN) == []


@pytest.mark.parametrize(
    ("script", "part"),
    [
        ("import sys; sys.exit('no such option')", "no such option"),
        ("import sys; sys.exit(3)", "exit code 3"),
        ("print('a banner and no JSON')", "a banner and no JSON"),
        ("print('[1, 2]')", "[1, 2]"),
        ("print('null')", "null"),
        ("", "exit code 0"),
        (f"print('''{REPORT}'''); raise ValueError('crashed at the end')", "crashed at the end"),
        ('print(\'{"passed": 0, "parsing_errors": 1}\')', "could not read the plan"),
        ('print(\'{"results": {}, "summary": {"parsing_errors": 2}}\')', "could not read the plan"),
        ("print('x' * 100000)", "xxxx"),
        ("print('[' * 100000)", "[[[["),
        ("import os; os.write(1, bytes(range(128, 256)))", "\ufffd"),
        ("import os; os.kill(os.getpid(), 9)", "ended by SIGKILL"),
        ("import os, sys; print('traceback', file=sys.stderr); os.abort()", "ended by SIGABRT"),
    ],
)
def test_failures_are_said(fake: Fake, script: str, part: str) -> None:
    fake(script)
    said = reason()
    assert part in said
    assert len(said) < 500


def test_a_check_of_ones_own_that_cannot_be_loaded(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "__init__.py").touch()
    (tmp_path / "broken.py").write_text("import nothing_of_this_name\n")
    (tmp_path / "unnamed.yaml").write_text("metadata: {id: CKV2_OWN_1, category: IAM}\ndefinition: {}\n")
    (tmp_path / "odd.yaml").write_text(
        "metadata: {id: CKV2_OWN_2, name: n, category: IAM}\n"
        "definition: {cond_type: attribute, operator: odd}\n"
    )
    (tmp_path / "list.yaml").write_text("- metadata\n")
    with pytest.raises(InputError) as caught:
        process.scan(PLAN, [tmp_path])
    assert {Path(problem.file).name if problem.file else "" for problem in caught.value.problems} == {
        "broken.py",
        "unnamed.yaml",
        "odd.yaml",
        "",
    }
    assert {problem.code for problem in caught.value.problems} == {"check-not-loaded"}


def test_it_is_given_a_limited_time(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "TIMEOUT_SECONDS", 0.5)
    fake("import time; time.sleep(60)")
    assert "did not end within 0.5 seconds" in reason()


def test_what_it_leaves_behind_is_not_waited_for(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "TIMEOUT_SECONDS", 1)
    sleep = "import time; time.sleep(20)"
    fake(f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {sleep!r}])\n{sleep}")
    started = time.monotonic()
    assert "did not end" in reason()
    assert time.monotonic() - started < 15


def test_an_environment_without_its_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "folder", lambda: tmp_path)
    assert "cannot be started" in reason()


def test_real_checkov_reads_the_plan(environment: Path) -> None:
    (report,) = process.scan(PLAN)
    assert "CKV_AWS_16" in {entry["check_id"] for entry in report["results"]["failed_checks"]}


def test_any_text_can_be_read(environment: Path) -> None:
    """Checkov reads JSON as YAML: what is no YAML, or another text there, must not stop it."""
    texts = ["\U0001f600", "\ud800", "\udc00\ud800", "\x7f\x07\x00", "\u2028\x85\xa0", "é", "\\ud83d", "\\"]
    tags = {f"{number}{text}": text for number, text in enumerate(texts)}
    database = resource(DATABASE, "records", {"storageEncrypted": False, "tags": tags})
    plan = terraform_plan(graph(database)).plan
    (planned,) = json.loads(plan_text(plan))["planned_values"]["root_module"]["resources"]
    assert list(planned["values"]["tags"].values())[3:] == texts[3:]
    (report,) = process.scan(plan)
    assert "CKV_AWS_16" in {entry["check_id"] for entry in report["results"]["failed_checks"]}


def test_credentials_in_plain_text_are_found_and_not_passed_on(environment: Path) -> None:
    plain = {"accessKey": "AKIAHUNTER2HUNTER2XX", "secretKey": "hunter2-" * 5}
    kept: dict[str, Value] = {"accessKey": Secret(), "secretKey": Secret()}
    providers = [resource(PROVIDER, "plain", plain), resource(PROVIDER, "kept", kept)]
    found = run(graph(*providers, resource(DATABASE, "records", provider=providers[0].urn)))
    said = {finding.urn: finding.status for finding in found.findings if finding.rule == "CKV_AWS_41"}
    assert said == {providers[0].urn: "FAIL", providers[1].urn: "PASS"}
    assert "hunter2" not in json.dumps(terraform_plan(graph(*providers)).plan).lower()
