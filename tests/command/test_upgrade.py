"""`hds upgrade`: resources and posture of the installed release beside the one in use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hds_blueprint.command import pins
from hds_blueprint.command.main import application
from hds_blueprint.problem import InputError

EXAMPLE = Path(__file__).parents[2] / "stacks" / "examples" / "hapi-fhir.yaml"


def upgrade(*arguments: str) -> tuple[int, str]:
    options = ["upgrade", *arguments, "--no-checkov", "--as-of", "2026-11-24"]
    result = CliRunner().invoke(application(("upgrade", "rules")), options)
    if isinstance(result.exception, InputError):
        return 2, str(result.exception)
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document with the snapshot of the release that is installed."""
    path = tmp_path_factory.mktemp("upgrade") / "prod.yaml"
    path.write_text(EXAMPLE.read_text("utf-8"))
    assert upgrade(str(path), "--accept")[0] == 0
    return path


@pytest.fixture
def document(taken: Path, tmp_path: Path) -> Path:
    for source in taken.parent.iterdir():
        (tmp_path / source.name).write_bytes(source.read_bytes())
    return tmp_path / taken.name


def edit(document: Path, part: str, change: dict[str, object]) -> None:
    """The snapshot as an older release would have left it: one resource with other inputs."""
    path = document.with_suffix(".graph.json")
    content = json.loads(path.read_text("utf-8"))
    [resource] = [each for each in content["resources"] if each["urn"].endswith(part)]
    resource["inputs"] |= change
    path.write_text(json.dumps(content))


def test_the_same_release_changes_nothing(document: Path) -> None:
    code, text = upgrade(str(document))
    assert code == 0
    assert f"Release in use: {pins.release()}; installed: {pins.release()}" in text
    assert "What the change touches" not in text


def test_what_a_release_changes_is_listed(document: Path) -> None:
    edit(document, "aws:rds/instance:Instance::records", {"multiAz": False})
    code, text = upgrade(str(document))
    assert code == 0
    assert "changed: aws:rds/instance:Instance records (multiAz)" in " ".join(text.split())


def test_a_data_store_that_would_be_replaced_is_refused_and_not_taken(document: Path) -> None:
    edit(document, "aws:rds/instance:Instance::records", {"dbName": "other"})
    before = document.with_suffix(".graph.json").read_bytes()
    for arguments in ((), ("--accept",)):
        code, text = upgrade(str(document), *arguments)
        assert code == 1
        assert "data-store-kept" in text
    assert "Not taken" in text
    assert document.with_suffix(".graph.json").read_bytes() == before


def test_the_posture_is_compared_with_that_of_the_release_in_use(document: Path) -> None:
    path = document.with_suffix(".posture.json")
    posture = json.loads(path.read_text("utf-8"))
    assert posture == {"release": pins.release(), "failures": []}
    mended = {
        "rule": "rds-instance-multi-az",
        "urn": "urn:pulumi:prod::hds-blueprint::aws:rds/instance:Instance::records",
        "path": "multiAz",
        "message": "Database records stands in one zone.",
        "tool": "hds",
        "severity": "high",
        "enforcement": "mandatory",
    }
    path.write_text(json.dumps({"release": "0.0.9", "failures": [mended]}))
    code, text = upgrade(str(document))
    assert code == 0
    assert "Release in use: 0.0.9" in text and "stands in one zone" in " ".join(text.split())


def test_accept_pins_the_project(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(document.parent)
    requirements = document.parent / "requirements.txt"
    requirements.write_text("hds-blueprint==0.0.9\n")
    assert upgrade(document.name, "--accept")[0] == 0
    assert requirements.read_text() == pins.requirements()
    requirements.write_text("something-else==1\n")
    assert upgrade(document.name, "--accept")[0] == 0
    assert requirements.read_text() == "something-else==1\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("posture", "[]"),
        ("posture", "{"),
        ("posture", '{"release": 1, "failures": []}'),
        ("posture", '{"release": "1", "failures": [{}]}'),
        ("graph", "{}"),
    ],
)
def test_a_broken_snapshot_is_told(document: Path, name: str, text: str) -> None:
    path = document.with_suffix(f".{name}.json")
    path.write_text(text)
    code, told = upgrade(str(document))
    assert code == 2 and path.name in told and "Traceback" not in told


def test_without_a_snapshot_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    path = tmp_path / "prod.yaml"
    path.write_text(EXAMPLE.read_text("utf-8"))
    code, told = upgrade(str(path))
    assert code == 2 and "--accept" in told and "prod.graph.json" in told


def test_a_deployed_state_keeps_its_project_and_stack(document: Path) -> None:
    content = json.loads(document.with_suffix(".graph.json").read_text("utf-8"))
    resources = [
        {
            "urn": each["urn"].replace("::hds-blueprint::", "::carnet::"),
            "type": each["type"],
            "custom": each.get("custom", True),
            "id": each["urn"] if each.get("custom", True) else "",
            "inputs": {},
        }
        for each in content["resources"]
    ]
    state = document.parent / "state.json"
    state.write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}))
    code, text = upgrade(str(document), "--state", str(state))
    assert code in (0, 1), text
    assert "created:" not in text and "deleted:" not in text
