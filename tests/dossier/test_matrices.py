"""The control tables: complete, never blank, with the source of each row, and only where they belong."""

from __future__ import annotations

from collections import Counter

import pytest

from hds_blueprint.data_files import read_data
from hds_blueprint.dossier import texts
from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.matrices import Matrix, Row, matrices
from hds_blueprint.policies.catalogue import FRAMEWORKS, framework
from hds_blueprint.policies.engine import evaluate
from tests.dossier.conftest import DAY, Stack
from tests.dossier.reading import read
from tests.policies.graphs import BUCKET, Waiver, graph, resource

BOTH = pytest.mark.parametrize("language", ["fr", "en"])


def _tables(example: Stack, language: Language) -> tuple[Matrix, ...]:
    return matrices(example.graph, example.verdicts[language], language)


def _rows(matrix: Matrix) -> list[Row]:
    return [row for block in matrix.blocks for row in block.rows]


@BOTH
def test_all_requirements_have_a_row(example: Stack, language: Language) -> None:
    hds, contract, iso = _tables(example, language)
    assert [row.id for row in _rows(hds)] == [f"EXI {number:02}" for number in range(1, 32)]
    assert len(_rows(iso)) == 93
    assert [row.id for row in contract.blocks[0].rows] == [f"{number}°" for number in range(1, 15)]
    assert len(contract.blocks[1].rows) == 4
    assert {row.id for row in contract.blocks[1].rows} == {""}


@BOTH
def test_no_cell_is_blank_and_every_row_says_where_it_was_read(example: Stack, language: Language) -> None:
    page = read(example.page(language))
    for matrix in _tables(example, language):
        assert all(fact.value for fact in (*matrix.facts, *matrix.figures))
        assert sum(int(figure.value) for figure in matrix.figures) == len(_rows(matrix))
        for row in _rows(matrix):
            cells = page.rows[row.anchor]
            assert len(cells) == (5 if "iso" in matrix.id else 4)
            assert all(cell.strip() for cell in cells[:-1]), row.id
            assert cells[-1].strip() or dict(row.counts), "what is left, or a verdict"
            assert row.read.address.startswith("https://")
            assert row.read.text in cells[0]
            assert row.read_on in cells[0]


@BOTH
def test_the_contract_table_says_that_its_numbers_precede_the_decree(
    example: Stack, language: Language
) -> None:
    contract = _tables(example, language)[1]
    headings = [block.title for block in contract.blocks]
    before, added = (
        ("antérieure au décret", "Ajouts du décret")
        if language == "fr"
        else ("before decree", "Added by decree")
    )
    assert before in headings[0]
    assert added in headings[1]
    assert all("2026-209" in heading for heading in headings)
    assert contract.note


def test_counts_are_those_of_the_verdict(example: Stack) -> None:
    verdict = example.verdicts["en"]
    for matrix, name in zip(
        _tables(example, "en"), ("hds-2.0", "csp-r1111-11", "iso-27001-2022"), strict=True
    ):
        for row, requirement in zip(_rows(matrix), framework(name).requirements, strict=True):
            expected = Counter(f.status.value for f in verdict.findings if f.rule in requirement.rules)
            del expected["NOT_APPLICABLE"]
            assert dict(row.counts) == dict(expected)


def test_a_stack_without_health_data_has_no_matrix_of_hds() -> None:
    made = graph(resource(BUCKET, "files"), health_data=False)
    tables = matrices(made, evaluate(made, as_of=DAY), "en")
    assert [table.id for table in tables] == ["matrix-iso-27001-2022"]
    links = {link.address for table in tables for row in _rows(table) for link in row.related}
    assert not any("hds" in link or "csp" in link for link in links)


def test_a_component_is_named_only_where_it_is_built() -> None:
    made = graph(resource(BUCKET, "files"))
    for table in matrices(made, evaluate(made, as_of=DAY), "en"):
        for row in _rows(table):
            assert row.ways
            assert "Component" not in row.ways
            assert not any(text.startswith("Components:") for text in row.evidence)


def test_a_failure_under_a_waiver_is_shown_as_waived() -> None:
    rule = "s3-bucket-versioned"
    made = graph(resource(BUCKET, "files"))
    verdict = evaluate(made, waivers=(Waiver(rule, "files"),), as_of=DAY)
    assert [finding.rule for finding in verdict.waived] == [rule]
    rows = [row for table in matrices(made, verdict, "en") for row in _rows(table) if rule in row.rules]
    assert rows
    assert all(dict(row.counts)["WAIVED"] == 1 for row in rows)


def test_every_component_of_the_catalogue_has_a_name() -> None:
    named = set(read_data("hds_blueprint.dossier", "components.yaml"))
    used = {name for each in FRAMEWORKS for row in framework(each).requirements for name in row.components}
    assert used <= named


def test_every_way_extent_and_confidence_has_words() -> None:
    for each in FRAMEWORKS:
        for row in framework(each).requirements:
            assert set(row.means) <= set(texts.ways(str))
            assert row.evidence in texts.extents(str)
            assert row.provenance.confidence in texts.confidences(str)
