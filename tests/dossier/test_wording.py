"""The longer texts: both languages ask for the same, references exist, typography is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.data_files import read_data
from hds_blueprint.dossier import wording
from hds_blueprint.dossier.model import Run, Table
from hds_blueprint.dossier.pages import annexes, continuity, responsibilities, sovereignty
from hds_blueprint.dossier.source import Source
from hds_blueprint.dossier.typography import percentage, typeset
from hds_blueprint.dossier.values import values
from hds_blueprint.dossier.wording import PageText, Words
from hds_blueprint.policies.catalogue import requirement
from tests.dossier.conftest import HandMade, Stack
from tests.policies.graphs import graph

FOLDER = Path(wording.__file__).parent / "wording"
PAGES = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem not in ("raci", "risks"))
VALUE = re.compile(r"\{([a-z_0-9.]+)")


def _texts(page: PageText) -> Iterator[Words]:
    yield page.title
    for section in page.sections:
        yield section.title
        for block in section.blocks:
            yield from (each for each in (block.text, block.note, block.heading) if each is not None)
            yield from (*block.list_, *block.steps)


def _page(name: str) -> PageText:
    return PageText.model_validate(read_data("hds_blueprint.dossier", f"wording/{name}.yaml"))


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_ask_for_the_same(name: str) -> None:
    for words in _texts(_page(name)):
        assert VALUE.findall(words.fr) == VALUE.findall(words.en) or sorted(
            VALUE.findall(words.fr)
        ) == sorted(VALUE.findall(words.en)), words
        assert words.fr.count("[[") == words.en.count("[["), words
        assert words.fr.count("|") == words.en.count("|"), words
        assert words.fr.count("`") == words.en.count("`"), words


@pytest.mark.parametrize("name", PAGES)
def test_every_value_that_is_asked_for_is_computed(example: Stack, name: str) -> None:
    known = values(example.source("fr"))
    asked = {
        value
        for words in _texts(_page(name))
        for text in (words.fr, words.en)
        for value in VALUE.findall(text)
    }
    assert asked <= set(known)


@pytest.mark.parametrize("name", PAGES)
def test_french_texts_are_written_with_its_marks(name: str) -> None:
    for words in _texts(_page(name)):
        assert not re.search(r"\w[;?!](?:\s|$)", words.fr), words.fr
        assert not re.search(r"[a-zà-ÿ]:\s", words.fr), words.fr
        assert '"' not in words.fr
        printed = typeset(words.fr, "fr")
        assert "'" not in printed, words.fr


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_called_compliant_or_certified(name: str) -> None:
    for words in _texts(_page(name)):
        assert not re.search(
            r"(?i)\b(?:is|are|est|sont) (?:compliant|conformes?|certified|certifiée?s?)\b",
            f"{words.fr} {words.en}",
        )


def test_every_computed_block_has_its_place(example: Stack) -> None:
    """What a page computes is put in by its text, and what its text asks for is computed."""
    source = example.source("fr")
    made = {
        page.name: page
        for page in (
            *annexes.pages(source),
            continuity.page(source),
            responsibilities.page(source),
            sovereignty.page(source),
            sovereignty.transfer_map(source),
        )
    }
    for name in PAGES:
        asked = [block.insert for section in _page(name).sections for block in section.blocks if block.insert]
        assert len([block for section in made[name].sections for block in section.blocks]) >= len(asked)
    blocks = (block for page in made.values() for section in page.sections for block in section.blocks)
    tables = {block.name for block in blocks if isinstance(block, Table)}
    assert {"raci", "providers", "operation-parts", "continuity-targets", "guarantees"} <= tables


def test_the_raci_matrix_has_one_who_answers_for_each_task() -> None:
    data: dict[str, Any] = read_data("hds_blueprint.dossier", "wording/raci.yaml")
    assert {row.get("activity") for row in data["rows"]} == {None, 1, 2, 3, 4, 5, 6}
    for row in data["rows"]:
        parties = [str(row.get(name, "")).split() for name in ("aws", "hoster", "customer")]
        assert sum("A" in each for each in parties) == 1, row
        assert sum("R" in each for each in parties) >= 1, row
        assert {letter for each in parties for letter in each} <= set("RACI")
        for reference in row["controls"]:
            assert requirement(reference).reference == reference
    named = {reference for row in data["rows"] for reference in row["controls"]}
    assert {f"hds-2.0:EXI {number:02}" for number in range(1, 32)} <= named


def test_every_scenario_has_measures_that_exist() -> None:
    data: dict[str, Any] = read_data("hds_blueprint.dossier", "wording/risks.yaml")
    assert list(data["scenarios"]) == list(requirement("hds-2.0:EXI 05").scenarios) == list("ABCDEFGH")
    for references in data["scenarios"].values():
        assert all(requirement(reference) for reference in references)


def _filled(source: Source, text: str, known: dict[str, tuple[Run, ...]]) -> list[tuple[str, str]]:
    line = wording.filled(source, Words(fr=text, en=text), known)
    return [(run.text, run.look) for run in line]


def test_values_blanks_and_commands(hand_made: HandMade) -> None:
    source = hand_made(graph()).source("en")
    known: dict[str, tuple[Run, ...]] = {"a": (Run("1", "strong"),), "b": ()}
    assert _filled(source, "x {a} y", known) == [("x ", "plain"), ("1", "strong"), (" y", "plain")]
    assert _filled(source, "{b|what}", known) == [("[To be filled in: what]", "blank")]
    assert _filled(source, "{b}", known) == [("Not stated", "muted")]
    assert _filled(source, "[[who]] `hds up`", known) == [
        ("[To be filled in: who]", "blank"),
        (" ", "plain"),
        ("hds up", "code"),
    ]


def test_exposure_is_never_said_to_be_none(hand_made: HandMade, example: Stack) -> None:
    stack = hand_made(example.graph, location={"third_country_exposure": "none"})
    page = sovereignty.page(stack.source("fr"))
    said = str(page)
    assert "risque déclaré" in said
    assert "n’imprime pas cette réponse" in said


def test_a_percentage_is_written_as_the_language_writes_it() -> None:
    assert percentage(99.95, "en") == "99.95%"
    assert percentage(99.95, "fr") == "99,95\u00a0%"


def test_a_value_inside_a_sentence_does_not_end_it(hand_made: HandMade) -> None:
    source = hand_made(graph(), data={"description": "Reports and messages."}).source("en")
    assert "".join(run.text for run in values(source)["data.description"]) == "Reports and messages"
