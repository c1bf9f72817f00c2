"""Pulumi projects on the command line: `hds check`, `hds plan` and `hds checkov` take their folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hds_blueprint.command.main import application
from hds_blueprint.problem import InputError

PROGRAMS = Path(__file__).parents[1] / "foreign" / "programs"
YAML = """name: site
runtime: yaml
resources:
  work: {type: aws:sqs:Queue, properties: {name: "${name}"}}
  records: {type: aws:rds:Instance, properties: {instanceClass: db.t3.micro, storageEncrypted: false}}
config: {name: {type: string}}
"""
PYTHON = """
import pulumi, pulumi_aws as aws
aws.sqs.Queue("work", name=pulumi.Config().require("name"))
aws.rds.Instance("records", instance_class="db.t3.micro", storage_encrypted=False)
"""


def hds(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(application(("check", "plan", "checkov")), [*map(str, arguments)])
    if isinstance(result.exception, InputError):
        return 2, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout if result.exit_code < 2 else result.output


@pytest.fixture(params=["yaml", "python"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "yaml":
        (tmp_path / "Pulumi.yaml").write_text(YAML)
    else:
        (tmp_path / "Pulumi.yaml").write_text("name: site\nruntime: python\n")
        (tmp_path / "__main__.py").write_text(PYTHON)
    (tmp_path / "Pulumi.prod.yaml").write_text("config: {site:name: fromthefile}\n")
    (tmp_path / "Pulumi.test.yaml").write_text("")
    return tmp_path


def test_our_rules_judge_a_project(folder: Path) -> None:
    code, said = hds("check", folder, "--stack", "prod", "--no-checkov", "--format", "json")
    assert code == 1
    (stack,) = json.loads(said)["stacks"]
    assert (stack["source"], stack["stack"]) == (str(folder), "prod")
    failed = {(each["rule"], each["resource"]) for each in stack["verdicts"] if each["status"] == "FAIL"}
    assert ("rds-storage-encrypted", "urn:pulumi:prod::site::aws:rds/instance:Instance::records") in failed


def test_a_plan_of_a_project(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "graph.json"
    options = ("--stack", "test", "--config", "name=given", "--graph", file, "--format", "json")
    code, said = hds("plan", folder, *options)
    assert code == 0
    assert json.loads(said) == json.loads(file.read_text())
    names = {each["name"]: each for each in json.loads(said)["resources"]}
    assert names["work"]["inputs"]["name"] == "given"


def test_what_is_missing_is_said(folder: Path) -> None:
    code, said = hds("check", folder, "--no-checkov")
    assert (code, "--stack NAME" in said) == (2, True)
    code, said = hds("check", folder, "--stack", "test", "--no-checkov")
    assert (code, "--config" in said) == (2, True)
    code, said = hds("check", folder, "--base", "HEAD")
    assert (code, "only documents" in said) == (2, True)


@pytest.mark.parametrize("command", ["check", "plan"])
def test_options_of_projects_want_one(tmp_path: Path, command: str) -> None:
    document = tmp_path / "dev.yaml"
    document.write_text("{}\n")
    code, said = hds(command, document, "--config", "a=b")
    assert (code, "for the folder of a Pulumi project" in said) == (2, True)


@pytest.mark.parametrize(
    ("name", "failing"),
    [
        ("website", {"CKV2_AWS_6", "CKV_AWS_70"}),
        ("vpc-with-ecs", {"CKV_AWS_2", "CKV_AWS_260", "CKV2_AWS_11"}),
        ("lambda-api", {"CKV_AWS_117", "CKV_AWS_309", "CKV_AWS_76"}),
    ],
)
def test_real_checkov_on_programs_as_people_write_them(
    environment: Path, monkeypatch: pytest.MonkeyPatch, name: str, failing: set[str]
) -> None:
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(variable, raising=False)
    code, said = hds("checkov", PROGRAMS / name, "--format", "json")
    assert code == 1
    (stack,) = json.loads(said)["stacks"]
    found = {each["rule"] for each in stack["verdicts"] if each["status"] == "FAIL"}
    assert failing <= found, sorted(found)


def test_a_folder_of_documents_stays_one(tmp_path: Path) -> None:
    (tmp_path / "dev.yaml").write_text("a: 1\n")
    code, said = hds("check", tmp_path, "--no-checkov")
    assert (code, "dev.yaml" in said.replace("\n", "")) == (2, True)


def test_the_help_says_what_a_project_is() -> None:
    for command in ("check", "plan", "checkov"):
        code, said = hds(command, "--help")
        assert code == 0
        words = " ".join(said.split())
        assert "a folder with a Pulumi.yaml (Python, TypeScript, JavaScript or YAML)" in words
