"""What a project's files say: name, program, interpreter, stack and configuration."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.foreign.project import Project, read
from hds_blueprint.problem import InputError, Problem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: site\nruntime: {name: python, options: {virtualenv: env}}\n")
    (tmp_path / "__main__.py").write_text("")
    return tmp_path


def project(folder: Path, **options: Any) -> Project:
    settings: dict[str, Any] = {"stack": None, "config": (), "python": None, "language": "en"}
    return read(folder, **{**settings, **options})


def problem(folder: Path, **options: Any) -> Problem:
    with pytest.raises(InputError) as caught:
        project(folder, **options)
    (found,) = caught.value.problems
    return found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "project-file"),
        ("[1]", "project-file"),
        ("a: [", "project-file"),
        ("\x00", "project-file"),
        ("runtime: python", "project-name"),
        ("name: [a]\nruntime: python", "project-name"),
        ("name: a", "project-runtime"),
        ("name: a\nruntime: nodejs", "project-runtime"),
        ("name: a\nruntime: {name: yaml}", "project-runtime"),
        ("name: a\nruntime: [python]", "project-runtime"),
        ("name: a\nruntime: python\nmain: nowhere/", "program-missing"),
    ],
)
def test_projects_that_cannot_be_run(folder: Path, text: str, code: str) -> None:
    (folder / "Pulumi.yaml").write_text(text)
    assert problem(folder).code == code


def test_a_folder_without_a_project(tmp_path: Path) -> None:
    assert problem(tmp_path).code == "project-missing"
    assert problem(tmp_path / "nowhere").code == "project-missing"


def test_other_languages_are_told_what_works(folder: Path) -> None:
    (folder / "Pulumi.yaml").write_text("name: a\nruntime: nodejs")
    assert "--preview" in str(problem(folder).suggestion)


def test_main_may_be_a_folder_or_a_file(folder: Path) -> None:
    (folder / "infra").mkdir()
    (folder / "infra" / "__main__.py").write_text("")
    (folder / "app.py").write_text("")
    for main, program in (("infra", "infra/__main__.py"), ("app.py", "app.py")):
        (folder / "Pulumi.yaml").write_text(f"name: a\nruntime: python\nmain: {main}\n")
        assert project(folder).program == folder.resolve() / program


def test_the_projects_own_environment_comes_first(folder: Path) -> None:
    assert project(folder).python == Path(sys.executable)
    assert project(folder).notices
    (folder / "env" / "bin").mkdir(parents=True)
    (folder / "env" / "bin" / "python").write_text("")
    assert project(folder).python == folder / "env" / "bin" / "python"
    assert project(folder).notices == ()
    assert project(folder, python=Path(sys.executable)).python == Path(sys.executable)
    assert problem(folder, python=folder / "none").code == "interpreter-missing"


def test_configuration(folder: Path) -> None:
    (folder / "Pulumi.yaml").write_text(
        "name: site\nruntime: python\n"
        "config: {size: {default: 3}, colour: red, aws:region: {value: eu-west-1}}\n"
    )
    (folder / "Pulumi.prod.yaml").write_text(
        "config:\n  aws:region: eu-west-3\n  site:colour: blue\n  site:list: [1, 2]\n"
        "  site:token: {secure: AAB=}\n"
    )
    found = project(folder, config=("colour=green", "other:key=a=b"))
    assert found.stack == "prod"
    assert found.config == {
        "site:size": "3",
        "site:colour": "green",
        "aws:region": "eu-west-3",
        "site:list": "[1, 2]",
        "other:key": "a=b",
    }
    assert any("site:token" in notice for notice in found.notices)


def test_several_stacks(folder: Path) -> None:
    for name in ("dev", "prod"):
        (folder / f"Pulumi.{name}.yaml").write_text(f"config: {{a: {name}}}")
    assert problem(folder).code == "several-stacks"
    assert project(folder, stack="prod").config == {"site:a": "prod"}
    assert project(folder, stack="new").config == {}


@pytest.mark.parametrize("text", ["novalue", "=x", ""])
def test_values_are_written_with_an_equals_sign(folder: Path, text: str) -> None:
    assert problem(folder, config=(text,)).code == "bad-config"


def test_a_file_that_is_far_too_large(folder: Path) -> None:
    (folder / "Pulumi.yaml").write_text("a: " + "x" * 2_000_000)
    assert problem(folder).code == "project-file"
