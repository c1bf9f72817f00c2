"""The pages of the example: sound HTML, links that lead somewhere, everything of the graph, nothing else."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.language import Language
from tests.dossier.conftest import Stack
from tests.dossier.reading import Page, read

BOTH = pytest.mark.parametrize("language", ["fr", "en"])


@pytest.fixture(scope="module")
def seen(pages: dict[Language, str]) -> dict[Language, Page]:
    return {language: read(page) for language, page in pages.items()}


@BOTH
def test_tags_match_and_ids_are_unique(seen: dict[Language, Page], language: Language) -> None:
    page = seen[language]
    assert page.errors == []
    assert [name for name, number in Counter(page.ids).items() if number > 1] == []
    assert all(re.fullmatch(r"[A-Za-z][\w.-]*", name) for name in page.ids)


@BOTH
def test_every_link_has_a_target(seen: dict[Language, Page], language: Language) -> None:
    page = seen[language]
    inside = [link for link in page.links if link.startswith("#")]
    assert len(inside) > 100
    assert [link for link in inside if link[1:] not in page.ids] == []
    other = [link for link in page.links if not link.startswith("#")]
    assert all(link.startswith(("https://", "../")) for link in other)


@BOTH
def test_a_page_asks_nothing_of_the_network(pages: dict[Language, str], language: Language) -> None:
    assert re.findall(r"<(?:script|link|img|iframe|object|embed)\b", pages[language]) == []
    assert re.findall(r"\b(?:src|action)=|@import|url\(", pages[language]) == []


@BOTH
def test_cards_lead_to_rows_of_the_inventory(seen: dict[Language, Page], language: Language) -> None:
    page = seen[language]
    assert len(page.diagram_links) > 20
    assert all(link[1:] in page.rows for link in page.diagram_links)


@BOTH
def test_every_resource_has_its_row(example: Stack, seen: dict[Language, Page], language: Language) -> None:
    rows = seen[language].rows
    expected = {
        anchor(resource.urn): resource
        for resource in example.graph.resources
        if resource.custom and not resource.type.startswith("pulumi:")
    }
    assert set(expected) == {name for name in rows if name.startswith("r-")}
    for name, resource in expected.items():
        assert rows[name][0] == resource.name
        assert rows[name][1].endswith(resource.type)
        assert rows[name][2] == resource.region or resource.type.startswith("aws:iam/")


@BOTH
def test_findings_are_counted_as_they_are(
    example: Stack, seen: dict[Language, Page], language: Language
) -> None:
    summary = seen[language].sections["summary"]
    for number in example.verdicts[language].counts.values():
        assert re.search(rf"(?<!\d){number}(?!\d)", summary)
    rules = {finding.rule for finding in example.verdicts[language].findings}
    assert {name for name in seen[language].ids if name.startswith("rule-")} == {
        f"rule-{rule}" for rule in rules
    }


@BOTH
def test_every_name_in_the_inventory_comes_from_the_graph(
    example: Stack, seen: dict[Language, Page], language: Language
) -> None:
    names = {resource.name for resource in example.graph.resources}
    regions = {resource.region for resource in example.graph.resources}
    for name, cells in seen[language].rows.items():
        if name.startswith("r-"):
            assert cells[0] in names
            assert cells[2] in regions or cells[2] in ("All regions", "Toutes régions")


@BOTH
def test_nobody_is_called_compliant_or_certified(pages: dict[Language, str], language: Language) -> None:
    """Words of the standards about certification stay in the control tables; elsewhere there are none."""
    page = read(pages[language])
    said = " ".join(
        text for section, text in page.sections.items() if not section.startswith(("matrix-", "rules"))
    )
    # our own sentence that the file is no certificate, and the resource called a TLS certificate
    said = re.sub(r"ni un certificat|no certificate", "", said, flags=re.IGNORECASE)
    said = re.sub(
        r"(?i)certificats? tls|tls certificate|validation du certificat|certificate validation", "", said
    )
    said = re.sub(r"aws:acm/\S+", "", said)
    found = re.findall(r"(?i)\w*(?:complian|conforme|certifi|agréé)\w*", said)
    assert found == []


def test_both_languages_have_the_same_shape(seen: dict[Language, Page]) -> None:
    assert seen["fr"].ids == seen["en"].ids
    assert seen["fr"].diagram_links == seen["en"].diagram_links
    assert seen["fr"].tags == seen["en"].tags
    assert list(seen["fr"].rows) == list(seen["en"].rows)


def test_the_french_page_has_french_typography(seen: dict[Language, Page], example: Stack) -> None:
    text = seen["fr"].text
    for written in (
        example.document.requirements.service.title,
        example.document.requirements.data.description,
    ):
        text = text.replace(written or "\0", "")
    assert re.findall(r"\w+ [;?!»:](?!\w)", text) == []
    assert re.findall(r"\b[ldnscjmLDNSCJM]'\w+", text) == []


@BOTH
def test_no_value_is_printed_as_python_writes_it(pages: dict[Language, str], language: Language) -> None:
    assert (
        re.findall(r"\b(?:Ref|Join|Unknown|Secret|Origin)\(|\bNone\b(?! in this)|\bTrue\b", pages[language])
        == []
    )
