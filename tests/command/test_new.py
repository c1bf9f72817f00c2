"""`hds new`: a whole project, pinned, all or nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from hds_blueprint.command import pins
from hds_blueprint.hosting.initial_document import TEMPLATES
from hds_blueprint.hosting.loader import load

from .test_validate import hds

GIVEN = ("--owner", "team@example.org")
FILES = {
    ".github/workflows/deploy-stage.yaml",
    ".github/workflows/deploy.yaml",
    ".github/workflows/hds.yaml",
    ".gitignore",
    ".gitlab-ci.yml",
    ".pre-commit-config.yaml",
    "Pulumi.yaml",
    "README.md",
    "__main__.py",
    "extensions/README.md",
    "policies/PulumiPolicy.yaml",
    "policies/__main__.py",
    "requirements.txt",
    "stacks/dev.yaml",
    "stacks/prod.yaml",
    "stacks/schema.json",
}


def made(folder: Path, *options: str) -> Path:
    done = hds("new", str(folder), *GIVEN, *options)
    assert done.returncode == 0, done.stderr
    return folder


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_makes_a_whole_project(tmp_path: Path, template: str, language: str) -> None:
    folder = made(tmp_path / "carnet", "--template", template, "--language", language)
    written = files(folder)
    assert set(written) == FILES
    assert not [name for name, text in written.items() if "[[" in text]
    assert yaml.safe_load(written["Pulumi.yaml"])["name"] == "carnet"
    for stage, environment in (("dev", "development"), ("prod", "production")):
        service = load(folder / "stacks" / f"{stage}.yaml").requirements.service
        assert (service.name, service.environment) == ("carnet", environment)


def test_nothing_is_left_beside_it(tmp_path: Path) -> None:
    made(tmp_path / "carnet")
    assert [path.name for path in tmp_path.iterdir()] == ["carnet"]


def test_twice_the_same_bytes(tmp_path: Path) -> None:
    assert files(made(tmp_path / "a" / "carnet")) == files(made(tmp_path / "b" / "carnet"))


def test_what_is_installed_is_pinned(tmp_path: Path) -> None:
    lines = files(made(tmp_path / "carnet"))["requirements.txt"].splitlines()[1:]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][^ ]*", line) for line in lines)
    assert lines[0] == f"hds-blueprint=={pins.release()}"
    assert {"pulumi", "pulumi-aws", "pydantic", "grpcio", "pydantic-core"} <= {
        line.split("==")[0] for line in lines
    }
    assert not any(line.startswith(("pytest", "ruff")) for line in lines)


def test_ci_asks_for_nothing_that_is_secret(tmp_path: Path) -> None:
    written = files(made(tmp_path / "carnet"))
    workflow = yaml.safe_load(written[".github/workflows/hds.yaml"])
    assert workflow["permissions"] == {"contents": "read"}
    assert "secrets." not in written[".github/workflows/hds.yaml"]
    assert "check" in yaml.safe_load(written[".gitlab-ci.yml"])


def test_an_empty_folder_is_taken_a_used_one_is_not(tmp_path: Path) -> None:
    empty = tmp_path / "carnet"
    empty.mkdir()
    made(empty)
    before = files(empty)
    again = hds("new", str(empty), *GIVEN)
    assert again.returncode == 2 and "new or empty" in again.stderr
    assert files(empty) == before


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("Carnet", (), "service.name"),
        ("carnet", ("--region", "us-east-1"), "location.region"),
        ("carnet", ("--owner", "nobody"), "service.owner"),
        ("carnet", ("--template", "nonsense"), "--template"),
        ("carnet", ("--title", "a\x07b"), "service.title"),
    ],
)
def test_a_wrong_answer_writes_nothing(
    tmp_path: Path, name: str, options: tuple[str, ...], said: str
) -> None:
    done = hds("new", str(tmp_path / name), *GIVEN, *options)
    assert done.returncode == 2 and said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = hds("new", str(tmp_path / "file" / "carnet"), *GIVEN)
    assert done.returncode == 2 and "Traceback" not in done.stderr
