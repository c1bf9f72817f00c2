"""The merged document as text: our own reader takes it for the same requirements."""

from __future__ import annotations

from pathlib import Path

import pytest

from hds_blueprint.hosting.loader import load
from hds_blueprint.hosting.merged import as_yaml

from .documents_and_paths import FOLDER, changed, valid, written

DOCUMENTS = sorted(path.stem for path in (FOLDER / "documents").iterdir())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_merged_document_means_the_same(name: str, tmp_path: Path) -> None:
    needs = load(written(tmp_path, valid(name))).content
    path = tmp_path / "merged.yaml"
    path.write_text(as_yaml(needs), encoding="utf-8")
    assert load(path).content == needs


@pytest.mark.parametrize("start", ["02:30", "07:59", "22:00"])
def test_texts_that_readers_disagree_on_are_quoted(start: str, tmp_path: Path) -> None:
    path = tmp_path / "document.yaml"
    text = as_yaml(load(written(tmp_path, changed(valid(), "service.title", "0123"))).requirements)
    path.write_text(
        text.replace("maintenance: []", f"maintenance:\n  - {{day: monday, start: '{start}'}}"),
        encoding="utf-8",
    )
    needs = load(path).requirements
    assert needs.continuity.maintenance[0].start == start and needs.service.title == "0123"
    path.write_text(as_yaml(needs), encoding="utf-8")
    assert load(path).requirements == needs
