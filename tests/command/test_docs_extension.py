"""An extension's resources stand in the architecture file with everybody else's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hds_blueprint.command.documentation import write_documentation

ROOT = Path(__file__).parents[2]


def test_the_pages_name_its_resources_and_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    document = Path("stacks/examples/extended.yaml")
    write_documentation(document, tmp_path, ("en",), as_of=date(2026, 11, 24))
    page = (tmp_path / "en" / "inventory.html").read_text("utf-8")
    assert "DynamoDB" in page and "devices-throttled" in page
    assert "extensions[0]" in page
