"""What a project's files say: name, program, interpreter, stack and configuration."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.foreign import python
from hds_blueprint.foreign.child_process import Failure
from hds_blueprint.foreign.project import Project, read
from hds_blueprint.foreign.server import Heard
from hds_blueprint.foreign.settings import Settings
from hds_blueprint.graph.markers import Markers
from hds_blueprint.problem import InputError, Problem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: site\nruntime: {name: python, options: {virtualenv: env}}\n")
    (tmp_path / "__main__.py").write_text("")
    return tmp_path


def project(folder: Path, **options: Any) -> Project:
    return read(folder, Settings(**options))


def run(folder: Path, notices: list[str] | None = None, **options: Any) -> Failure | None:
    """Starts the program, which finds nobody to talk to."""
    found = project(folder, **options)
    told = [] if notices is None else notices
    return python.run(found, Settings(**options), "127.0.0.1:9", folder, Heard(), told)


def problem(folder: Path, **options: Any) -> Problem:
    with pytest.raises(InputError) as caught:
        project(folder, **options)
    (found,) = caught.value.problems
    return found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "project-name"),
        ("# nothing", "project-name"),
        ("[1]", "project-file"),
        ("a: [", "project-file"),
        ("\x00", "project-file"),
        ("runtime: python", "project-name"),
        ("name: [a]\nruntime: python", "project-name"),
        ("name: a", "project-runtime"),
        ("name: a\nruntime: go", "project-runtime"),
        ("name: a\nruntime: {name: dotnet}", "project-runtime"),
        ("name: a\nname: b\nruntime: python", "project-file"),
        ("a: &a [1]\nb: &b [*a, *a, *a]\nc: " + "[" * 40 + "]" * 40, "project-file"),
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
    (folder / "Pulumi.yaml").write_text("name: a\nruntime: java")
    found = problem(folder)
    assert "--preview" in str(found.suggestion)
    assert (found.line, found.path, found.value) == (2, "runtime", "java")


def test_main_may_be_a_folder_or_a_file(folder: Path) -> None:
    (folder / "infra").mkdir()
    (folder / "infra" / "__main__.py").write_text("")
    (folder / "app.py").write_text("")
    for main in ("infra", "app.py"):
        (folder / "Pulumi.yaml").write_text(f"name: a\nruntime: python\nmain: {main}\n")
        assert project(folder).place == folder.resolve() / main


def test_the_projects_own_environment_comes_first(folder: Path) -> None:
    """What stands in its place here says its own name."""
    notices: list[str] = []
    assert run(folder, notices) is not None
    assert len(notices) == 1
    interpreter = folder / "env" / "bin" / "python"
    interpreter.parent.mkdir(parents=True)
    interpreter.write_text("#!/bin/sh\necho own environment\nexit 7\n")
    interpreter.chmod(0o755)
    notices.clear()
    failure = run(folder, notices)
    assert failure is not None
    assert failure.message == "the program ended early, with code 7: own environment"
    assert notices == []
    given = run(folder, python=Path(sys.executable))
    assert given is None or "own environment" not in given.message
    with pytest.raises(InputError, match="no such Python"):
        run(folder, python=folder / "none")


def test_a_folder_without_a_program(folder: Path) -> None:
    os.remove(folder / "__main__.py")
    with pytest.raises(InputError, match="the program is not there"):
        run(folder)


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
    assert found.configuration.texts == {
        "site:size": "3",
        "site:colour": "green",
        "aws:region": "eu-west-3",
        "site:list": "[1, 2]",
        "site:token": Markers(project="site", stack="prod").unknown,
        "other:key": "a=b",
    }
    assert found.configuration.secrets == {"site:token"}
    assert any("site:token" in notice for notice in found.notices)


def test_a_substitute_for_an_encrypted_value_is_secret_too(folder: Path) -> None:
    (folder / "Pulumi.prod.yaml").write_text("config:\n  site:token: {secure: AAB=}\n")
    found = project(folder, config=("token=abc",))
    assert (found.configuration.texts, found.configuration.secrets) == ({"site:token": "abc"}, {"site:token"})
    assert found.notices == ()


def test_a_value_that_is_encrypted_inside_another(folder: Path) -> None:
    (folder / "Pulumi.prod.yaml").write_text("config:\n  site:users: [{name: a, key: {secure: AAB=}}]\n")
    found = project(folder)
    unknown = Markers(project="site", stack="prod").unknown
    assert found.configuration.values == {"site:users": [{"name": "a", "key": unknown}]}
    assert found.configuration.secrets == {"site:users"}


def test_an_empty_stack_file_has_no_values(folder: Path) -> None:
    (folder / "Pulumi.prod.yaml").write_text("")
    assert project(folder).stack == "prod"
    assert project(folder).configuration.values == {}


def test_several_stacks(folder: Path) -> None:
    for name in ("dev", "prod"):
        (folder / f"Pulumi.{name}.yaml").write_text(f"config: {{a: {name}}}")
    assert problem(folder).code == "several-stacks"
    assert project(folder, stack="prod").configuration.texts == {"site:a": "prod"}
    new = project(folder, stack="new")
    assert new.configuration.texts == {}
    assert any("no Pulumi.new.yaml" in notice for notice in new.notices)


def test_values_that_are_said_to_be_secret(folder: Path) -> None:
    found = project(folder, config=("size=3",), config_secret=("key=a=b", "aws:token=t")).configuration
    assert found.texts == {"site:size": "3", "site:key": "a=b", "aws:token": "t"}
    assert (found.secrets, found.hidden) == ({"site:key", "aws:token"}, ("t", "a=b"))
    wrong = problem(folder, config_secret=("hunter2",))
    assert (wrong.code, wrong.path, "hunter2" in str(wrong)) == ("bad-config", "--config-secret", False)


@pytest.mark.parametrize("text", ["novalue", "=x", ""])
def test_values_are_written_with_an_equals_sign(folder: Path, text: str) -> None:
    assert problem(folder, config=(text,)).code == "bad-config"


def test_a_file_that_is_far_too_large(folder: Path) -> None:
    (folder / "Pulumi.yaml").write_text("a: " + "x" * 2_000_000)
    assert problem(folder).code == "project-file"
