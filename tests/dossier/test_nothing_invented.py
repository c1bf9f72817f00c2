"""Every number and every name of the file exists: in document, graph, verdict, or our texts.

Counts that the file makes itself (of verdicts, of rows) are counted anew here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path

import pytest

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.model import Block, Counts, Dossier, Facts, Heading, Paragraph, Run, Steps, Table
from hds_blueprint.graph import serialize
from tests.dossier.conftest import HandMade, Stack
from tests.policies.graphs import BUCKET, graph, resource

NUMBER = re.compile(r"\d+(?:[\u00a0\u202f., ]\d{3}(?!\d))*(?:[.,]\d+)?")
# Our own words and facts: what they say was not made up for this stack.
OURS = (
    "dossier/locale",
    "dossier/wording",
    "dossier/resource_types.yaml",
    "policies/catalogue",
    "policies/rules",
    "hosting/texts",
    "hosting/facts",
    "checkov/checks.json",
)
BADGES = ("good", "bad", "unsure", "none")


def _ours() -> str:
    parts: list[str] = []
    for place in OURS:
        root = Path(str(files("hds_blueprint").joinpath(place)))
        found = [root] if root.is_file() else sorted(root.rglob("*"))
        parts += [each.read_text("utf-8") for each in found if each.suffix in (".po", ".yaml", ".json")]
    return "\n".join(parts)


OUR_WORDS = _ours()


def _given(stack: Stack, language: Language) -> str:
    verdict = [asdict(finding) for finding in stack.verdicts[language].findings]
    return "\n".join(
        [
            stack.document.file,
            stack.document.requirements.model_dump_json(),
            serialize.dump(stack.graph),
            json.dumps(verdict, default=str, ensure_ascii=False),
            json.dumps(stack.verdicts[language].tools),
        ]
    )


def _normal(number: str, language: Language = "en") -> str:
    """A number without separators of thousands, with a point, and without zeros that say nothing."""
    text = re.sub(r"[\u00a0\u202f ]", "", number)
    if language == "en" and re.fullmatch(r"\d{1,3}(,\d{3})+", text):
        text = text.replace(",", "")
    text = text.replace(",", ".")
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    return f"{int(whole)}.{fraction}" if fraction else str(int(whole))


def _numbers(text: str) -> set[str]:
    found = {_normal(each) for each in NUMBER.findall(text)}
    # 2026-11-24 and 10.20.0.0 are read as several numbers too
    return found | {str(int(each)) for each in re.findall(r"\d+", text)}


def _runs(dossier: Dossier) -> Iterator[tuple[str, Run]]:
    for page in dossier.pages:
        for section in page.sections:
            for block in section.blocks:
                yield from ((f"{page.name}#{section.id}", run) for run in _of_block(block))


def _of_block(block: Block) -> Iterator[Run]:
    match block:
        case Paragraph():
            yield from block.line
        case Heading():
            yield Run(block.text)
        case Facts():
            for label, value in block.facts:
                yield Run(label)
                yield from value
        case Steps():
            for item in block.items:
                yield from item
        case Table():
            yield from (Run(column) for column in block.columns)
            for row in block.rows:
                for cell in row.cells:
                    for line in (*cell.lines, *cell.details):
                        yield from line
        case _:
            pass


def _counts(stack: Stack, dossier: Dossier) -> set[str]:
    """Numbers that the file counts: of resources by type, of rows, of services."""
    by_type: dict[str, int] = {}
    for each in stack.graph.resources:
        by_type[each.type] = by_type.get(each.type, 0) + 1
    counted = {*by_type.values(), len({f.rule for f in stack.verdicts[dossier.language].findings})}
    rows = [len(block.rows) for _, block in dossier.tables()]
    inventory = sum(len(block.rows) for page, block in dossier.tables() if page.name == "inventory")
    return {str(number) for number in (*counted, *rows, inventory, inventory - 1)}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_number_exists(example: Stack, language: Language) -> None:
    dossier = example.dossier(language)
    known = _numbers(OUR_WORDS) | _numbers(_given(example, language)) | _counts(example, dossier)
    known |= _numbers(f"{dossier.digest} {dossier.version} {dossier.as_of.isoformat()}")
    invented = {
        (place, number, run.text[:80])
        for place, run in _runs(dossier)
        if run.look not in BADGES and not run.text.startswith("http")
        for number in (_normal(each, language) for each in NUMBER.findall(run.text))
        if number not in known and not _numbers(run.text) <= known
    }
    # what is computed: the product of the thresholds, with its terms on the same page
    assert {place for place, *_ in invented} <= {"continuity#targets"}
    assert len(invented) <= 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_name_exists(example: Stack, language: Language) -> None:
    dossier = example.dossier(language)
    names = {anchor(each.urn): each.name for each in example.graph.resources}
    known = OUR_WORDS + _given(example, language).replace("\\", "") + "docker.io Pulumi – hapi-fhir"
    checked = 0
    for place, run in _runs(dossier):
        if run.target.startswith("#r-") and run.look == "plain":
            assert run.text == names[run.target[1:]], place
            checked += 1
        elif run.look == "code" and run.text:
            assert run.text in known or run.text.partition("/")[2] in known, (place, run.text)
            checked += 1
    assert checked > 500


@pytest.mark.parametrize("language", ["fr", "en"])
def test_verdicts_are_counted_anew(example: Stack, language: Language) -> None:
    dossier = example.dossier(language)
    (counts,) = (
        block
        for section in dossier.pages[0].sections
        for block in section.blocks
        if isinstance(block, Counts)
    )
    verdict = example.verdicts[language]
    assert [number for _, number, _ in counts.counts] == [*verdict.counts.values(), len(verdict.waived)]
    badges: dict[str, int] = {}
    for page, table in dossier.tables():
        if page.name == "findings" and table.name == "rules":
            for row in table.rows:
                for line in row.cells[-1].lines:
                    for run in line:
                        word, _, number = run.text.rpartition(" ")
                        if number.isdigit():
                            badges[word] = badges.get(word, 0) + int(number)
    assert sum(badges.values()) == sum(
        n for status, n in verdict.counts.items() if status != "NOT_APPLICABLE"
    )


def test_the_check_notices_an_invention(hand_made: HandMade) -> None:
    assert _normal("1\u202f234,50", "fr") == "1234.5"
    assert _normal("12,000") == "12000"
    stack = hand_made(graph(resource(BUCKET, "files")))
    known = _numbers(_given(stack, "fr")) | _numbers(OUR_WORDS)
    assert "987654" not in known
