"""The guides to the requirements document hold as they are written, in both languages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from hds_blueprint.hosting.loader import DocumentError, load
from hds_blueprint.policies.rule import all_rules

DOCS = Path(__file__).parents[1] / "docs"
GUIDES = {"en": DOCS / "requirements.md", "fr": DOCS / "requirements.fr.md"}
DAY = date(2026, 6, 30)
_FENCE = re.compile(r"^```(yaml ?[a-z]*|console)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(language: str) -> list[tuple[str, str]]:
    """Kind (`yaml`, `yaml staging`, `console`) and text of each block, in order."""
    return [(kind, text) for kind, text in _FENCE.findall(GUIDES[language].read_text("utf-8"))]


def merged(below: Any, above: Any) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return {**below, **{key: merged(below.get(key), value) for key, value in above.items()}}


def document(language: str) -> dict[str, Any]:
    """All steps of the guide laid over one another."""
    whole: dict[str, Any] = {}
    for kind, text in blocks(language):
        if kind == "yaml":
            whole = merged(whole, yaml.safe_load(text))
    return whole


def written(folder: Path, name: str, content: dict[str, Any] | str) -> Path:
    path = folder / name
    path.write_text(
        content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False), "utf-8"
    )
    return path


@pytest.mark.parametrize("language", GUIDES)
def test_the_first_step_is_thirty_lines_and_holds(language: str, tmp_path: Path) -> None:
    _, text = blocks(language)[0]
    assert len(text.splitlines()) <= 30
    assert load(written(tmp_path, "prod.yaml", text), as_of=DAY).requirements.service.profile == "hds"


@pytest.mark.parametrize("language", GUIDES)
def test_the_steps_hold_together(language: str, tmp_path: Path) -> None:
    texts = dict(blocks(language))
    path = written(tmp_path, "prod.yaml", document(language))
    loaded = load(path, as_of=DAY)
    left = {problem.code for problem in loaded.notices}
    assert left == {
        "baseline-unstated",
        "regions-unconfirmed",
        "health-professional-missing",
        "image-by-tag",
    }
    written(tmp_path, "staging.waivers.yaml", texts["yaml waivers"])
    staging = load(written(tmp_path, "staging.yaml", texts["yaml staging"]), as_of=DAY).requirements
    assert staging.service.name == "fhir" and staging.databases["records"].multi_az is False
    assert staging.waivers[0].rule in all_rules()


@pytest.mark.parametrize("language", GUIDES)
def test_the_errors_are_those_that_are_shown(language: Any, tmp_path: Path) -> None:
    texts = dict(blocks(language))
    base = written(tmp_path, "base.yaml", document(language))
    path = written(tmp_path, "prod.yaml", texts["yaml error"] + f"extends: {base.name}\n")
    with pytest.raises(DocumentError) as caught:
        load(path, as_of=DAY, language=language)
    said = [each.told(language, severity=True) for each in caught.value.problems if each.severity == "error"]
    assert [line.replace(str(path), "stacks/prod.yaml") for line in said] == texts["console"].splitlines()


def test_both_languages_show_the_same_documents() -> None:
    assert document("en") == document("fr")
    assert [kind for kind, _ in blocks("en")] == [kind for kind, _ in blocks("fr")]
