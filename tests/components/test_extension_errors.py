"""Extensions that are wrong, or that a document wants to take from elsewhere: told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hds_blueprint.components import extension_modules
from hds_blueprint.problem import InputError, Problem

from .extension_projects import graph_with, project

HEAD = "import pulumi_aws as aws\n\n\ndef build(extension):\n"
# text of the extension, what is said, line
WRONG: dict[str, tuple[str, str, int]] = {
    "raises": (HEAD + "    raise ValueError('no such relay')\n", "ValueError: no such relay", 5),
    "deep": (
        "def inner():\n    return {}['relay']\n\n\ndef build(extension):\n    inner()\n",
        "KeyError: 'relay'",
        2,
    ),
    "at import": ("import nothing_of_that_name\n", "No module named 'nothing_of_that_name'", 1),
    "syntax": ("def build(extension):\n    return (\n", "is not valid Python", 2),
    "no build": ("BUILD = 1\n", "has no function build", 1),
    "exits": (HEAD + "    raise SystemExit(3)\n", "ended the program with code 3", 5),
    "unknown store": (HEAD + "    extension.store('databases.other')\n", "no such entry in stores", 5),
    "unknown argument": (HEAD + "    aws.sqs.Queue('relay', colour='red')\n", "colour", 5),
    "exports as a program does": (
        "import pulumi\n\n\ndef build(extension):\n    pulumi.export('a', 1)\n",
        "Failed to export",
        5,
    ),
    "twice the same": (
        HEAD + "    aws.sqs.Queue('relay')\n    aws.sqs.Queue('relay')\n",
        "Queue::relay",
        6,
    ),
}


def failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> Problem:
    project(tmp_path, {"relay.py": text})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        graph_with("relay")
    [problem] = caught.value.problems
    return problem


@pytest.mark.parametrize(("text", "said", "line"), WRONG.values(), ids=WRONG.keys())
def test_file_line_and_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str, line: int
) -> None:
    problem = failed(tmp_path, monkeypatch, text)
    assert said in problem.reason
    assert (problem.file, problem.line) == ("extensions/relay.py", line)


def test_the_place_in_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = failed(tmp_path, monkeypatch, WRONG["raises"][0])
    assert problem.path == "extensions[0]"


def test_no_traceback_and_the_line_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = str(failed(tmp_path, monkeypatch, WRONG["unknown store"][0]))
    assert text.startswith("extensions/relay.py:5: extensions[0]: ")
    assert "records" in text
    assert "Traceback" not in text


def test_a_missing_one_is_told_with_those_that_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path, {"relay.py": HEAD + "    pass\n", "_helper.py": ""})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        graph_with("video")
    [problem] = caught.value.problems
    assert (problem.code, problem.path, problem.bound) == ("extension-missing", "extensions[0]", "relay")


@pytest.mark.parametrize(
    "name", ["../relay", "/etc/passwd", "relay.py", "a/b", "", "Relay", "relay\n", "..", ".", "a\x00b", "é"]
)
def test_a_name_never_leaves_the_folder(tmp_path: Path, name: str) -> None:
    project(tmp_path, {"inside.py": ""})
    (tmp_path / "relay.py").write_text("raise AssertionError\n")
    with pytest.raises(InputError) as caught:
        extension_modules.file_of(name, "extensions[0]", tmp_path / "extensions")
    assert caught.value.problems[0].code == "extension-name"


def test_a_link_to_the_outside_is_refused(tmp_path: Path) -> None:
    project(tmp_path, {"inside.py": ""})
    (tmp_path / "outside.py").write_text("raise AssertionError\n")
    (tmp_path / "extensions" / "relay.py").symlink_to(tmp_path / "outside.py")
    with pytest.raises(InputError) as caught:
        extension_modules.file_of("relay", "extensions[0]", tmp_path / "extensions")
    assert caught.value.problems[0].code == "extension-outside"


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    project(tmp_path, {"relay.py": "", "relay/__init__.py": ""})
    with pytest.raises(InputError) as caught:
        extension_modules.file_of("relay", "extensions[0]", tmp_path / "extensions")
    assert caught.value.problems[0].code == "extension-twice"


def test_no_project_no_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "extensions").mkdir()
    (tmp_path / "extensions" / "relay.py").write_text("raise AssertionError\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        graph_with("relay")
    assert caught.value.problems[0].code == "extension-without-project"
