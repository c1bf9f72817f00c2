"""Documents and graphs that mean harm: their words are shown as words, and their values not at all."""

from __future__ import annotations

import pytest

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.graph.model import Origin, ResourceGraph
from tests.dossier.conftest import HandMade
from tests.dossier.reading import read
from tests.policies.graphs import BUCKET, DATABASE, graph, resource

HOSTILE = "<script>alert('x')</script> \"' onmouseover=\"y()\" </svg></style> {{ 7*7 }} %(num)s &amp; é"
MARKER = "hunter2-never-to-be-seen"


def _graph() -> ResourceGraph:
    origin = Origin("stacks/<b>.yaml", f"buckets[{HOSTILE!r}]", 3)
    return graph(
        resource(BUCKET, HOSTILE, {"tags": {"data-class": HOSTILE}}, region=HOSTILE, origin=origin),
        resource(f"aws:{HOSTILE}:Thing", "odd"),
        resource("aws:ec2/vpc:Vpc", HOSTILE, {"cidrBlock": HOSTILE}, region="eu-west-3"),
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_words_of_the_user_never_become_markup(hand_made: HandMade, language: str) -> None:
    service = {"title": HOSTILE, "description": HOSTILE, "owner": HOSTILE}
    html = hand_made(_graph(), service=service).page(language)  # pyright: ignore[reportArgumentType]
    page = read(html)
    assert page.errors == []
    assert "script" not in page.tags
    assert "<script" not in html
    assert "49" not in page.sections["summary"]
    assert HOSTILE in page.text, "it is shown as it was written"
    assert len(page.ids) == len(set(page.ids))
    assert all(link[1:] in page.ids for link in page.links if link.startswith("#"))
    assert 'onmouseover="y()"' not in html.replace("&#34;", "").replace("&quot;", "")


def test_values_of_inputs_are_not_on_the_page(hand_made: HandMade) -> None:
    inputs = {
        "password": MARKER,
        "description": MARKER,
        "username": MARKER,
        "tags": {"token": MARKER},
        "policy": f'{{"Statement": "{MARKER}"}}',
        "nested": [{"environment": {"SECRET": MARKER}}],
    }
    made = graph(
        *(resource(type_, "records", inputs) for type_ in (BUCKET, DATABASE, "aws:ecs/service:Service"))
    )
    for language in ("fr", "en"):
        assert MARKER not in hand_made(made).page(language)


def test_anchors_are_unique_and_safe_in_an_id() -> None:
    names = ["a-b", "a/b", "a b", "a$b", "", "é", HOSTILE, "x" * 500]
    anchors = [anchor(f"urn:pulumi:prod::shop::{BUCKET}::{name}") for name in names]
    assert len(set(anchors)) == len(names)
    assert all(each.isascii() and len(each) < 80 and " " not in each for each in anchors)


def test_an_empty_graph_makes_a_page(hand_made: HandMade) -> None:
    page = read(hand_made(graph()).page("en"))
    assert page.errors == []
    assert page.diagram_links == []
