"""From an empty folder: the wheel in an environment of its own, a new project, the steps of its README."""

from __future__ import annotations

import json
import os
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from .workshop import LIMIT_SECONDS, ROOT

GIVEN = ("--owner", "team@example.org", "--health-professional-contact", "referent@example.org")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as a release would have it, built without asking any registry."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=LIMIT_SECONDS)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel; its dependencies are those of the tests, without the checkout."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True, timeout=LIMIT_SECONDS)
    [packages] = (folder / "lib").glob("python*/site-packages")
    # a folder named in a .pth file is searched, its own .pth files (the editable checkout) are not read
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    return folder


class Installed:
    """The commands of an environment, run in a project."""

    def __init__(self, environment: Path, folder: Path) -> None:
        self.environment, self.folder = environment, folder

    def hds(self, *arguments: str, code: int = 0) -> str:
        kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
        path = os.pathsep.join([str(self.environment / "bin"), os.environ["PATH"]])
        ended = subprocess.run(
            [str(self.environment / "bin" / "hds"), *arguments],
            cwd=self.folder,
            env=kept | {"PATH": path},
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        assert ended.returncode == code, ended.stdout + ended.stderr
        assert "Traceback" not in ended.stderr
        return ended.stdout


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
