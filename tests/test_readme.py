"""What the README shows holds as it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hds_blueprint.hosting.loader import load

ROOT = Path(__file__).parents[1]
DOCUMENTS = re.findall(
    r"^```yaml\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_of_the_readme_is_valid(document: str, tmp_path: Path) -> None:
    file = tmp_path / "prod.yaml"
    file.write_text(document, "utf-8")
    assert load(file).requirements.service.environment == "production"


def test_the_readme_shows_a_document() -> None:
    assert DOCUMENTS
