"""`hds schema` as a program."""

from __future__ import annotations

import json
from pathlib import Path

from .test_validate import ROOT, hds


def test_printed_schema_is_the_committed_one() -> None:
    done = hds("schema")
    assert done.returncode == 0
    assert done.stdout == (ROOT / "stacks/schema.json").read_text(encoding="utf-8")


def test_written_schema(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "schema.json"
    done = hds("schema", "--output", str(path))
    assert done.returncode == 0 and done.stdout == ""
    assert json.loads(path.read_text(encoding="utf-8"))["$schema"].endswith("2020-12/schema")
    assert [each.name for each in path.parent.iterdir()] == ["schema.json"]
