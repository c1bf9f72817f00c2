"""The workflow files of a new project: what they may do, and what the linters of both services say."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from .test_new import made

GITHUB = ("hds", "deploy", "deploy-stage")
# what somebody who opens a pull request chooses: in a script it would be run
CHOSEN_BY_OTHERS = re.compile(
    r"\$\{\{[^}]*github\.(?:head_ref|event\.(?:pull_request\.(?:title|body|head)|issue|comment))[^}]*\}\}"
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("made") / "carnet")


def workflow(project: Path, name: str) -> dict[str, Any]:
    return yaml.load((project / ".github" / "workflows" / f"{name}.yaml").read_text("utf-8"), yaml.BaseLoader)


def steps(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in content["jobs"].values() for step in job.get("steps", ())]


def test_code_of_a_pull_request_runs_with_the_right_to_read_only(project: Path) -> None:
    content = workflow(project, "hds")
    assert set(content["on"]) == {"pull_request", "push"}
    assert content["permissions"] == {"contents": "read"}
    for name, job in content["jobs"].items():
        runs_code = any(
            "checkout" in step.get("uses", "") or "pip" in step.get("run", "") for step in job["steps"]
        )
        assert not (runs_code and "permissions" in job), name
    checkouts = [step for step in steps(content) if "checkout" in step.get("uses", "")]
    assert [step["with"]["persist-credentials"] for step in checkouts] == ["false"]


@pytest.mark.parametrize("name", GITHUB)
def test_nothing_that_others_choose_is_run(project: Path, name: str) -> None:
    for step in steps(workflow(project, name)):
        assert not CHOSEN_BY_OTHERS.search(step.get("run", "")), step
        assert not CHOSEN_BY_OTHERS.search(step.get("with", {}).get("script", "")), step
        if "run" in step:
            assert "${{" not in step["run"], "values reach scripts through the environment"


@pytest.mark.parametrize("name", GITHUB)
def test_no_stored_credential(project: Path, name: str) -> None:
    text = (project / ".github" / "workflows" / f"{name}.yaml").read_text("utf-8")
    assert "secrets." not in text
    assert "pull_request_target:" not in text


def test_what_was_reviewed_is_what_is_applied(project: Path) -> None:
    jobs = workflow(project, "deploy-stage")["jobs"]
    preview = " ".join(step.get("run", "") for step in jobs["preview"]["steps"])
    apply = " ".join(step.get("run", "") for step in jobs["apply"]["steps"])
    assert "--save-plan build/plan.json" in preview
    assert "--plan build/plan.json" in apply
    assert "--policy-pack policies" in preview and "--policy-pack policies" in apply
    assert jobs["apply"]["environment"] == "${{ inputs.stage }}"
    order = workflow(project, "deploy")["jobs"]
    assert (order["staging"]["needs"], order["prod"]["needs"]) == ("dev", "staging")


@pytest.mark.skipif(not shutil.which("actionlint"), reason="actionlint is not installed")
def test_actionlint_has_nothing_to_say(project: Path) -> None:
    files = sorted((project / ".github" / "workflows").glob("*.yaml"))
    done = subprocess.run(
        ["actionlint", *map(str, files)], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        *(("vendor.github-workflows", f".github/workflows/{name}.yaml") for name in GITHUB),
        ("vendor.gitlab-ci", ".gitlab-ci.yml"),
    ],
)
def test_the_services_schemas_are_met(project: Path, schema: str, name: str) -> None:
    pytest.importorskip("check_jsonschema")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(project / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_note_of_gitlab_runs_none_of_the_changes_code(project: Path) -> None:
    content = yaml.safe_load((project / ".gitlab-ci.yml").read_text("utf-8"))
    note = content["note"]
    assert note["variables"]["GIT_STRATEGY"] == "none"
    # a variable of this scope is not seen by the job that runs the change's code
    assert note["environment"]["name"] == "hds-note"
    assert "environment" not in content["check"]
