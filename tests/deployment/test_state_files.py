from __future__ import annotations

import json
from pathlib import Path

import pytest

from hds_blueprint.deployment.state_files import mend

WHOLE = json.dumps({"version": 3, "checkpoint": {"latest": {"resources": []}}})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / ".pulumi" / "stacks" / "project"
    found.mkdir(parents=True)
    return found


def backend(folder: Path) -> str:
    return f"file://{folder.parents[2]}"


@pytest.mark.parametrize("cut", ["", WHOLE[:20]], ids=["empty", "cut off"])
def test_the_backup_takes_the_place_of_an_unreadable_state(folder: Path, cut: str) -> None:
    (folder / "prod.json").write_text(cut)
    (folder / "prod.json.bak").write_text(WHOLE)
    assert mend(backend(folder), "project", "prod") is not None
    assert (folder / "prod.json").read_text() == WHOLE


def test_a_readable_state_is_left_alone(folder: Path) -> None:
    (folder / "prod.json").write_text(WHOLE)
    (folder / "prod.json.bak").write_text("{}")
    assert mend(backend(folder), "project", "prod") is None
    assert (folder / "prod.json").read_text() == WHOLE


def test_a_stack_that_was_never_written_is_made_anew(folder: Path) -> None:
    (folder / "prod.json").write_text("")
    assert mend(backend(folder), "project", "prod") is not None
    assert not (folder / "prod.json").exists()


def test_without_a_backup_nothing_is_thrown_away(folder: Path) -> None:
    (folder / "prod.json").write_text(WHOLE[:20])
    assert mend(backend(folder), "project", "prod") is None
    assert (folder / "prod.json").read_text() == WHOLE[:20]


def test_other_backends_have_no_such_files(folder: Path) -> None:
    assert mend("s3://bucket?region=eu-west-3", "project", "prod") is None
