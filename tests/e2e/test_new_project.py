"""From an empty folder: the wheel in an environment of its own, a new project, the steps of its README."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from .installed import Installed
from .workshop import ROOT

GIVEN = ("--owner", "team@example.org", "--health-professional-contact", "referent@example.org")


@pytest.fixture(scope="module")
def project(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    empty = tmp_path_factory.mktemp("empty")
    Installed(environment, empty).hds("new", "carnet", *GIVEN)
    (empty / "carnet" / ".venv").symlink_to(environment)
    return Installed(environment, empty / "carnet")


def test_the_wheel_has_every_file_of_ours_and_nothing_else(wheel: Path) -> None:
    ours = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "hds_blueprint").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    assert ours - packed == set()
    assert {name.split("/")[0] for name in packed} == {"hds_blueprint", "hds_blueprint-0.1.0.dist-info"}


def test_the_project_runs_the_wheel(project: Installed) -> None:
    code = "import hds_blueprint; print(hds_blueprint.__file__)"
    python = str(project.environment / "bin" / "python")
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(str(project.environment))


def test_documents_hold_and_pass(project: Installed) -> None:
    for stage in ("dev", "prod"):
        assert "valid" in project.hds("validate", f"stacks/{stage}.yaml")
    told = json.loads(project.hds("check", "stacks", "--no-checkov", "--format", "json"))
    assert told


def test_the_architecture_file_is_written(project: Installed) -> None:
    project.hds("docs", "stacks/prod.yaml", "--out", "pages")
    assert (project.folder / "pages" / "index.html").is_file()
    assert "carnet" in (project.folder / "pages" / "fr" / "index.html").read_text("utf-8")


@pytest.mark.engine
def test_it_deploys_to_simulated_aws(project: Installed) -> None:
    told = json.loads(project.hds("up", "dev", "--simulated", "--format", "json"))
    assert told["changes"]["create"] > 100
    assert told["outputs"]["endpoint"] == "https://carnet.example.org"
    status = json.loads(project.hds("status", "dev", "--simulated", "--format", "json"))
    assert status["outputs"]["databases"]["main"].endswith(".rds.amazonaws.com")
