"""The workflow files of a new project: what they may do, and what the linters of both services say."""

from __future__ import annotations

import os
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
TOOLS = Path(__file__).parents[2] / ".tools" / "actionlint"
ACTIONLINT = shutil.which("actionlint", path=os.pathsep.join((str(TOOLS), os.environ.get("PATH", ""))))
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
    assert jobs["preview"]["outputs"]["plan"] == "${{ steps.preview.outputs.plan }}"
    checked = [step for step in jobs["apply"]["steps"] if "sha256sum --check" in step.get("run", "")]
    assert [step["env"] for step in checked] == [{"PLAN": "${{ needs.preview.outputs.plan }}"}]
    assert jobs["apply"]["environment"] == "${{ inputs.stage }}"
    order = workflow(project, "deploy")["jobs"]
    assert (order["staging"]["needs"], order["prod"]["needs"]) == ("dev", "staging")


@pytest.mark.skipif(ACTIONLINT is None, reason="actionlint is not installed (tools/test_environments.py)")
def test_actionlint_has_nothing_to_say(project: Path) -> None:
    files = sorted((project / ".github" / "workflows").glob("*.yaml"))
    said(project, str(ACTIONLINT), *map(str, files))


def test_zizmor_finds_nothing_that_others_could_use(project: Path) -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    said(
        project,
        str(zizmor),
        "--offline",
        "--no-config",
        "--min-severity=medium",
        "--persona=auditor",
        ".github",
    )


def said(project: Path, *command: str) -> None:
    """Runs a linter of workflows, which has to end without a finding."""
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", GITHUB)
def test_every_action_is_pinned_by_commit_with_its_version_behind(project: Path, name: str) -> None:
    lines = (project / ".github" / "workflows" / f"{name}.yaml").read_text("utf-8").splitlines()
    used = [line.split("uses: ", 1)[1] for line in lines if "uses: " in line]
    assert used
    for each in used:
        assert re.fullmatch(r"\./\S+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each), each


@pytest.mark.parametrize("file", [".github/workflows/hds.yaml", ".gitlab-ci.yml"])
def test_the_architecture_file_is_that_of_services_alone(project: Path, file: str, tmp_path: Path) -> None:
    content = yaml.safe_load((project / file).read_text("utf-8"))
    commands = (
        content["check"]["script"]
        if "check" in content
        else [s.get("run", "") for s in content["jobs"]["check"]["steps"]]
    )
    (loop,) = (command for command in commands if "hds docs" in command)
    (tmp_path / "stacks").mkdir()
    for name, text in {"dev": "kind: service", "hds": "kind: baseline", "dev.waivers": "waivers: []"}.items():
        (tmp_path / f"stacks/{name}.yaml").write_text(text + "\n", "utf-8")
    script = f'hds() {{ echo "$2"; }}\n{loop}'
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["stacks/dev.yaml"]


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
