"""The pages of the example: sound HTML, links that lead somewhere, everything of the graph, nothing else."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.language import Language
from tests.dossier.conftest import HandMade, Stack
from tests.dossier.reading import Page, read
from tests.policies.graphs import BUCKET, graph, resource

BOTH = pytest.mark.parametrize("language", ["fr", "en"])
NAMES = [
    "index", "architecture", "inventory", "location", "findings", "matrix-hds-2-0", "matrix-csp-r1111-11",
    "matrix-iso-27001-2022", "risks", "registers", "responsibilities", "continuity", "sovereignty",
    "transfer-map", "contract", "aipd", "interventions", "reversibility", "waivers", "about",
]  # fmt: skip


@pytest.fixture(scope="module")
def seen(whole: dict[Language, str]) -> dict[Language, Page]:
    return {language: read(page) for language, page in whole.items()}


@BOTH
def test_there_is_a_page_for_each_subject(sites: dict[Language, dict[str, str]], language: Language) -> None:
    assert list(sites[language]) == [f"{name}.html" for name in NAMES]


def test_pages_about_hosting_health_data_are_left_out_without_them(hand_made: HandMade) -> None:
    generic = hand_made(
        graph(resource(BUCKET, "files"), health_data=False), service={"profile": "generic"}
    ).site("fr")
    left_out = {f"{name}.html" for name in NAMES} - set(generic)
    assert left_out == {
        "matrix-hds-2-0.html", "matrix-csp-r1111-11.html", "risks.html", "sovereignty.html",
        "transfer-map.html", "contract.html",
    }  # fmt: skip


@BOTH
def test_tags_match_and_ids_are_unique_on_every_page(
    sites: dict[Language, dict[str, str]], language: Language
) -> None:
    for name, text in sites[language].items():
        page = read(text)
        assert page.errors == [], name
        assert [each for each, number in Counter(page.ids).items() if number > 1] == [], name
        assert all(re.fullmatch(r"[A-Za-z][\w.-]*", each) for each in page.ids)
        assert page.tags.count("h1") == 1


@BOTH
def test_ids_are_unique_in_the_whole_file(seen: dict[Language, Page], language: Language) -> None:
    assert [name for name, number in Counter(seen[language].ids).items() if number > 1] == []


@BOTH
def test_every_link_has_a_target(sites: dict[Language, dict[str, str]], language: Language) -> None:
    ids = {name: set(read(text).ids) for name, text in sites[language].items()}
    found = 0
    for name, text in sites[language].items():
        for link in read(text).links:
            if link.startswith(("https://", "../")):
                continue
            page, _, place = link.partition("#")
            found += 1
            assert page == "" or page in ids, (name, link)
            assert not place or place in ids[page or name], (name, link)
    assert found > 1000


@BOTH
def test_the_language_switch_leads_to_the_same_page(
    sites: dict[Language, dict[str, str]], language: Language
) -> None:
    other = "en" if language == "fr" else "fr"
    for name, text in sites[language].items():
        assert f'href="../{other}/{name}"' in text
        assert name in sites[other]


@BOTH
def test_a_page_asks_nothing_of_the_network(
    sites: dict[Language, dict[str, str]], language: Language
) -> None:
    for text in sites[language].values():
        loaded = re.findall(r'<(?:script|link|img|iframe|object|embed)\b[^>]*?(?:src|href)="([^"]*)"', text)
        assert set(loaded) <= {"../assets/style.css", "../assets/site.js", "search-index.js"}
        assert re.findall(r"\b(?:action)=|@import|url\(", text) == []


@BOTH
def test_the_public_page_stands_alone(sites: dict[Language, dict[str, str]], language: Language) -> None:
    """It is published by itself: no style sheet beside it, and no link into the file."""
    page = sites[language]["transfer-map.html"]
    assert "<link" not in page
    assert "<style>" in page
    links = [link for link in read(page).links if not link.startswith(("https://", "#"))]
    assert all(re.fullmatch(r"\.\./(?:fr|en)/transfer-map\.html", link) for link in links)


@BOTH
def test_cards_lead_to_rows_of_the_inventory(seen: dict[Language, Page], language: Language) -> None:
    page = seen[language]
    assert len(page.diagram_links) > 20
    assert all(link[1:] in page.rows for link in page.diagram_links)


@BOTH
def test_a_card_of_several_resources_leads_to_all_of_them(example: Stack, language: Language) -> None:
    shared = read(example.site(language)["architecture.html"])
    alarms = example.graph.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
    card = f"card-{anchor(alarms[0].urn)}"
    assert f"#{card}" in shared.diagram_links
    assert shared.rows[card][-1].split(", ") == [each.name for each in alarms]
    assert {f"inventory.html#{anchor(each.urn)}" for each in alarms} <= set(shared.links)


@BOTH
def test_components_are_called_by_their_names(seen: dict[Language, Page], language: Language) -> None:
    assert "hds:" not in seen[language].sections["rules"]


@BOTH
def test_activities_have_one_mark_each(example: Stack, language: Language) -> None:
    listed = re.findall(r"<li>(.*?)</li>", example.site(language)["index.html"])
    declared = [each for each in listed if re.search(r"Activit[yé]", each)]
    said = {"fr": "Activité 3\u00a0: Mise à disposition", "en": "Activity 3: Provision"}[language]
    assert any(each.startswith(said) for each in declared)
    assert not any(re.match(r"\d\. ", each) for each in listed)


@BOTH
def test_arrows_of_the_recovery_say_how_long_copies_are_kept(
    seen: dict[Language, Page], language: Language
) -> None:
    drawn = seen[language].sections["recovery"]
    assert "regular" not in drawn
    assert {"fr": "35 jours", "en": "35 days"}[language] in drawn.replace("\u00a0", " ")


@BOTH
def test_every_resource_has_its_row(example: Stack, seen: dict[Language, Page], language: Language) -> None:
    rows = seen[language].rows
    expected = {
        anchor(each.urn): each
        for each in example.graph.resources
        if each.custom and not each.type.startswith("pulumi:")
    }
    assert set(expected) == {name for name in rows if name.startswith("r-")}
    for name, each in expected.items():
        assert rows[name][0] == each.name
        assert rows[name][1].endswith(each.type)
        assert rows[name][2] == each.region or each.type.startswith("aws:iam/")


@BOTH
def test_findings_are_counted_as_they_are(
    example: Stack, seen: dict[Language, Page], language: Language
) -> None:
    summary = seen[language].sections["posture"]
    for number in example.verdicts[language].counts.values():
        assert re.search(rf"(?<!\d){number}(?!\d)", summary)
    rules = {finding.rule for finding in example.verdicts[language].findings}
    assert {name for name in seen[language].ids if name.startswith("rule-")} == {
        f"rule-{rule}" for rule in rules
    }


@BOTH
def test_nobody_is_called_compliant_or_certified(seen: dict[Language, Page], language: Language) -> None:
    """Nothing in any section says of somebody that they are compliant or certified."""
    allowed = r"(?i)non[- ]conform|trois mois pour|must hold|needs? an? .{0,20}certif"
    for name, text in seen[language].sections.items():
        for found in re.finditer(
            r"(?i)\b(?:is|are|est|sont|être)\s+(?:\w+\s+)?(?:compliant|conformes?|certified|certifiée?s?|agréée?s?)\b",
            text,
        ):
            around = text[max(0, found.start() - 80) : found.end() + 40]
            # whoever must be certified is not said to be
            assert re.search(r"(?i)doit|must|pour être|to be|needs", around) or re.search(allowed, around), (
                name,
                around,
            )


def test_both_languages_have_the_same_shape(seen: dict[Language, Page]) -> None:
    assert seen["fr"].ids == seen["en"].ids
    assert seen["fr"].diagram_links == seen["en"].diagram_links
    lines = Counter(wbr=10**6, text=10**6)  # where lines are broken depends on the words
    assert Counter(seen["fr"].tags) - Counter(seen["en"].tags) <= lines
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
def test_no_value_is_printed_as_python_writes_it(whole: dict[Language, str], language: Language) -> None:
    found = re.findall(
        r"\b(?:Ref|Join|Unknown|Secret|Origin)\(|\bNone\b(?! in this)|\bTrue\b", whole[language]
    )
    assert found == []


@BOTH
def test_no_place_for_a_value_is_left_open(seen: dict[Language, Page], language: Language) -> None:
    assert re.findall(r"\{[a-z_.]+(?:\|[^}]*)?\}|\[\[|\]\]|%\(\w+\)", seen[language].text) == []
