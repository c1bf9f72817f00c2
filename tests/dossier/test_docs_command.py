"""`hds docs` as a program: files, formats, languages, bad input, the same bytes every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hds_blueprint.command import documentation
from hds_blueprint.command.documentation import stated_place
from hds_blueprint.command.main import application
from hds_blueprint.problem import InputError
from tests.dossier.conftest import EXAMPLE, Stack


@pytest.fixture(autouse=True)
def built_once(monkeypatch: pytest.MonkeyPatch, example: Stack) -> None:
    """The graph of the example is built once; what is tested here comes after it."""
    monkeypatch.setattr(documentation.program, "build", lambda document, stack: example.graph)


def docs(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(application(("docs", "validate")), ["docs", *map(str, arguments)])
    if isinstance(result.exception, InputError):
        return 2, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_pages_are_written_and_listed(tmp_path: Path) -> None:
    code, output = docs(EXAMPLE, "--out", tmp_path / "out")
    assert code == 0
    found = files(tmp_path / "out")
    assert {"index.html", "assets/style.css", "fr/index.html", "en/registers.html"} <= found
    listed = [Path(line) for line in output.splitlines()]
    assert listed[0] == tmp_path / "out" / "index.html"
    assert {str(path.relative_to(tmp_path / "out")) for path in listed} == found


def test_the_list_of_files_as_json(tmp_path: Path) -> None:
    code, output = docs(EXAMPLE, "--out", tmp_path, "--lang", "en", "--format", "json")
    assert code == 0
    listed = json.loads(output)["files"]
    assert listed[0] == str(tmp_path / "index.html")
    assert {str(Path(path).relative_to(tmp_path)) for path in listed} == files(tmp_path)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_single_language_links_to_no_other(tmp_path: Path, language: str) -> None:
    assert docs(EXAMPLE, "--out", tmp_path, "--lang", language)[0] == 0
    assert {name.split("/")[0] for name in files(tmp_path)} <= {"index.html", "assets", "files", language}
    page = (tmp_path / language / "index.html").read_text("utf-8")
    assert f'<html lang="{language}">' in page
    assert "hreflang" not in page


def test_pages_of_a_second_run_are_the_same(tmp_path: Path) -> None:
    docs(EXAMPLE, "--out", tmp_path / "one")
    docs(EXAMPLE, "--out", tmp_path / "two")
    for name in files(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.yaml"], "missing.yaml"),
        ([EXAMPLE, "--as-of", "soon"], "not a date"),
        ([EXAMPLE, "--templates", "nowhere"], "cannot be read"),
    ],
)
def test_bad_input_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[Any], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, output = docs(*arguments, "--out", tmp_path / "out")
    assert code == 2
    assert words in output
    assert not (tmp_path / "out").exists()
    code, output = docs(*arguments, "--out", tmp_path / "out", "--format", "json")
    assert code == 2
    assert words in " ".join(str(problem) for problem in json.loads(output)["problems"])


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, no folder")
    code, output = docs(EXAMPLE, "--out", tmp_path / "out")
    assert code == 2
    assert "cannot be written" in output
    assert (tmp_path / "out").read_text() == "a file, no folder"


def test_a_waiver_past_its_day_stops_the_file(tmp_path: Path) -> None:
    document = tmp_path / "prod.yaml"
    waiver = (
        "\nwaivers:\n  - {rule: s3-bucket-versioned, resource: nothing, reason: Migration under way.,"
        " owner: a@example.org, approver: b@example.org, expiry: 2026-01-01,"
        " compensating_measure: Nightly export.}\n"
    )
    document.write_text(EXAMPLE.read_text("utf-8") + waiver, "utf-8")
    code, output = docs(document, "--out", tmp_path / "out", "--as-of", "2027-01-01")
    assert code == 2
    assert "2026-01-01" in output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("project", "settings", "expected"),
    [
        ("name: x\n", None, None),
        ("name: x\n", "secretsprovider: awskms://alias/k?region=eu-west-3\n", ("other", None, "eu-west-3")),
        ("name: x\nbackend: {url: 's3://states?region=eu-west-3'}\n", None, ("s3", "eu-west-3", None)),
        ("name: x\nbackend: {url: 's3://states?region=eu-west-3'}\n", "a: [", None),
    ],
)
def test_the_place_of_the_state_is_read_from_the_project(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    project: str,
    settings: str | None,
    expected: tuple[str, str | None, str | None] | None,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://mine?region=us-east-1")  # of a machine, not of the stack
    (tmp_path / "Pulumi.yaml").write_text(project)
    if settings is not None:
        (tmp_path / "Pulumi.prod.yaml").write_text(settings)
    place = stated_place("prod")
    assert (place and (place.kind, place.region, place.key_region)) == expected


def test_hash_order_and_locale_change_no_byte(tmp_path: Path) -> None:
    for seed, locale in (("1", "C"), ("2", "fr_FR.UTF-8")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": f"UTC+{seed}"}
        program = "import sys; from hds_blueprint.command.main import main; sys.argv[0] = 'hds'; main()"
        arguments = ["docs", str(EXAMPLE), "--out", seed, "--as-of", "2026-11-24"]
        subprocess.run([sys.executable, "-c", program, *arguments], check=True, cwd=tmp_path, env=environment)
    for name in files(tmp_path / "1"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
    assert files(tmp_path / "1") == files(tmp_path / "2")
