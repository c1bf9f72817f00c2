"""Every number and every name of the file exists: in document, graph, verdict, or in a text of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from math import prod

import pytest

from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.model import Counts, Dossier, Page, Paragraph, Run, Section
from hds_blueprint.dossier.source import Source
from hds_blueprint.graph import program
from hds_blueprint.hosting.loader import load
from tests.dossier.conftest import DAY, DOCUMENTS, EXAMPLE, Stack, stack_of
from tests.dossier.inventions import inventions, normal, our_texts

BOTH = pytest.mark.parametrize("language", ["fr", "en"])


@pytest.fixture(
    scope="module", params=["hapi-fhir", "teleconsultation", "imaging-archive", "web-shop", "shared-hosting"]
)
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    path = next(
        path for folder in (EXAMPLE.parent, DOCUMENTS) if (path := folder / f"{request.param}.yaml").is_file()
    )
    document = load(path, as_of=DAY)
    yield stack_of(document, program.build(document, stack=path.stem))


def _product(dossier: Dossier) -> str:
    """The product of the thresholds as the page shows them, cut after three decimals."""
    tables = {table.name: table for _, table in dossier.tables()}
    levels = [row.cells[1].text.rstrip("\u00a0%") for row in tables["service-levels"].rows]
    product = prod(float(normal(each, dossier.language)) / 100 for each in levels) * 100
    return normal(f"{int(product * 1000 + 1e-6) / 1000:.3f}")


@BOTH
def test_nothing_is_invented(stack: Stack, language: Language) -> None:
    dossier = stack.dossier(language)
    found = {
        (place, normal(what, language) if what[0].isdigit() else what)
        for place, what, _ in inventions(stack, dossier)
    }
    # what is computed: the product of the thresholds, each of which stands on the same page
    assert found == {("continuity#targets", _product(dossier))}


def _later(value: date | str) -> str:
    return f"{int(str(value)[:4]) + 40}{str(value)[4:]}"


@pytest.mark.parametrize(
    ("name", "lie"),
    [
        ("days", lambda self, value: f"{value + 1} jours"),  # pyright: ignore[reportUnknownLambdaType]
        ("number", lambda self, value: str(value + 1000)),  # pyright: ignore[reportUnknownLambdaType]
        ("percent", lambda self, value: f"{value - 0.013:.3f}"),  # pyright: ignore[reportUnknownLambdaType]
        ("date", lambda self, value: _later(value)),  # pyright: ignore[reportUnknownLambdaType]
        ("named", lambda self, value: value + "-x"),  # pyright: ignore[reportUnknownLambdaType]
    ],
)
def test_a_figure_or_name_that_is_slightly_wrong_is_noticed(
    example: Stack, monkeypatch: pytest.MonkeyPatch, name: str, lie: Callable[..., str]
) -> None:
    known = len(inventions(example, example.dossier("fr")))
    monkeypatch.setattr(Source, name, lie)
    assert len(inventions(example, example.dossier("fr"))) > known


@pytest.mark.parametrize(
    "run",
    [
        Run("Kept for 4242 days."),
        Run("in ap-south-1"),
        Run("write to nobody@example.net"),
        Run("account 999999999999"),
        Run("records-2", "code"),
        Run("arn:aws:iam::111122223333:role/other"),
        Run("[To be filled in: 4217 names]", "blank"),
        # these numbers are in texts of ours, but not in this one
        Run("of 1111 requirements"),
        Run("12333"),
    ],
)
def test_a_sentence_that_nothing_gives_is_noticed(example: Stack, run: Run) -> None:
    dossier = example.dossier("en")
    section = Section("more", "More", (Paragraph((run,)),))
    more = replace(dossier, pages=(Page("more", "More", "More", (section,)),))
    assert [text for _, _, text in inventions(example, more)] == [run.text]


def test_our_texts_are_known_as_a_whole() -> None:
    ours = our_texts("fr")
    assert ours.filled_in("Restituer") == ()
    assert list(ours.filled_in("au plus 12 jours") or ()) == ["12 jours"]
    assert ours.filled_in("12 jours") is None


@BOTH
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
    (rules,) = (
        table for page, table in dossier.tables() if page.name == "findings" and table.name == "rules"
    )
    shown = [
        run.text for row in rules.rows for line in row.cells[-1].lines for run in line if run.look != "muted"
    ]
    numbers = [int(normal(text.rpartition(":")[2].strip(), language)) for text in shown if ":" in text]
    assert sum(numbers) == sum(n for status, n in verdict.counts.items() if status != "NOT_APPLICABLE")


def test_numbers_are_read_in_both_languages() -> None:
    assert [normal(each, "fr") for each in ("1\u202f234,50", "99,779", "007")] == ["1234.5", "99.779", "7"]
    assert [normal(each, "en") for each in ("12,000", "99.950")] == ["12000", "99.95"]
