"""Inventory, location sheet, deployment state, notices: on small stacks written by hand."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hds_blueprint.deployment.backend import StatePlace, state_place
from hds_blueprint.dossier import texts
from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.content import inventory, posture
from hds_blueprint.dossier.labels import type_labels
from hds_blueprint.dossier.location import STATE_ANCHOR, locations, state_group
from hds_blueprint.hosting.document import LoadedDocument
from hds_blueprint.policies.verdict import Enforcement, Finding, Severity, Status
from tests.dossier.conftest import HandMade, Stack, stack_of
from tests.dossier.reading import read
from tests.policies.graphs import BUCKET, graph, resource, urn

ROLE = "aws:iam/role:Role"
S3_PARIS = state_place(
    "s3://states?region=eu-west-3", "awskms://alias/states?region=eu-west-3&profile=someone"
)


def _facts(place: StatePlace | None, *, production: bool = True) -> str:
    return " ".join(texts.state_facts(str, place, production))


def test_the_state_is_a_place_with_data(example: Stack) -> None:
    page = read(example.page("en", state=S3_PARIS))
    cells = page.rows[STATE_ANCHOR]
    assert cells[0] == "Pulumi – hapi-fhir"
    assert cells[2] == "eu-west-3"
    assert cells[4] == "awskms://alias/states"
    assert "Pulumi – hapi-fhir" in page.sections["location"]
    assert f"#{STATE_ANCHOR}" in page.links
    assert "someone" not in page.text, "the login of a machine is no part of the stack"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (S3_PARIS, "in an S3 bucket in region eu-west-3."),
        (state_place("s3://states?region=us-east-1", None), "outside of the European Economic Area"),
        (state_place("s3://states", None), "whose region the settings of the stack do not state"),
        (state_place("file:///var/states", None), "in a file"),
        (state_place("https://api.pulumi.com", None), "Pulumi’s own service"),
        (state_place("", "awskms://alias/states?region=eu-west-3"), "do not state its place"),
        (None, "do not state its place"),
    ],
)
def test_the_place_of_the_state_is_said_as_it_is(place: StatePlace | None, words: str) -> None:
    assert words in _facts(place)


def test_only_production_is_refused_elsewhere() -> None:
    assert "any other place" in _facts(None)
    assert "any other place" not in _facts(None, production=False)


def test_the_region_of_the_key_of_the_state_is_said() -> None:
    assert "KMS key of region eu-west-3" in _facts(S3_PARIS)
    assert "KMS key of region" not in _facts(None)


def test_an_unknown_place_claims_no_encryption() -> None:
    assert state_group(type_labels("en"), "prod", None).rows[0].encryption.kind == "unknown"


def test_places_are_sorted_by_region_and_said_to_be_in_the_eea_or_not() -> None:
    made = graph(
        resource(BUCKET, "paris", region="eu-west-3"),
        resource(BUCKET, "london", region="eu-west-2"),
        resource(BUCKET, "somewhere"),
        resource(BUCKET, "future", region="eu-nowhere-9"),
        resource(ROLE, "reader", region="eu-west-3"),
    )
    found = {each.region: each for each in locations(inventory(made, type_labels("en")), "en")}
    assert {region: each.standing for region, each in found.items()} == {
        "eu-west-3": "eea",
        "eu-west-2": "outside",
        "": "unknown",
        "eu-nowhere-9": "unknown",
    }
    assert found["eu-west-3"].place == "Paris, France"
    assert [row.name for row in found["eu-west-3"].rows] == ["paris"]


def test_identities_belong_to_no_region() -> None:
    made = graph(resource(ROLE, "reader", region="eu-west-3"))
    row = inventory(made, type_labels("en"))[0].rows[0]
    assert (row.region, row.everywhere) == ("", True)


def test_types_nobody_described_are_listed_under_their_service() -> None:
    made = graph(
        resource("aws:s3/bucketMetric:BucketMetric", "m"),
        resource("aws:nova/thing:LargeThing", "x"),
        resource("random:index:Password", "p"),
    )
    groups = {group.title: [row.label for row in group.rows] for group in inventory(made, type_labels("en"))}
    assert groups == {
        "Data stores": ["s3 bucket metric"],
        "Other resources": ["nova large thing", "random:index:Password"],
    }


def test_columns_without_a_value_are_left_out() -> None:
    made = graph(resource("aws:ec2/eip:Eip", "address", region="eu-west-3"))
    assert inventory(made, type_labels("en"))[0].columns == frozenset()


def test_components_list_no_provider(example: Stack) -> None:
    table = next(table for _, table in example.dossier("en").tables() if table.name == "components")
    assert not [row for row in table.rows if "pulumi:" in row.cells[-1].text]


def test_a_document_without_stores_has_no_empty_table(example: Stack) -> None:
    needs = example.document.requirements
    without = needs.model_copy(update={section: {} for section in needs.stores})
    document = LoadedDocument(without, "stacks/shop.yaml", {})
    made = stack_of(document, graph(resource(BUCKET, "files", region="eu-west-3"))).dossier("en")
    assert [table.title for _, table in made.tables() if not table.rows] == []


def test_failures_come_most_severe_first(hand_made: HandMade) -> None:
    stack = hand_made(graph(resource(BUCKET, "files", region="us-east-1"), resource(BUCKET, "more")))
    order = ["critical", "high", "medium", "low"]
    found = [order.index(finding.severity.value) for finding in posture(stack.verdicts["en"]).failures]
    assert found == sorted(found)
    assert len(set(found)) > 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_failures_are_on_the_page_with_their_rule_and_resource(hand_made: HandMade, language: str) -> None:
    stack = hand_made(graph(resource(BUCKET, "files", region="us-east-1")))
    page = read(stack.page(language))  # pyright: ignore[reportArgumentType]
    for finding in stack.verdicts[language].with_status("FAIL"):  # pyright: ignore[reportArgumentType]
        assert finding.rule in page.sections["findings"]
    assert f"#{anchor(urn(BUCKET, 'files'))}" in page.links
    assert page.errors == []


def test_notices_stand_before_the_summary(hand_made: HandMade) -> None:
    synthetic = hand_made(graph(resource(BUCKET, "files")), service={"profile": "synthetic"}).page("fr")
    assert synthetic.index("données synthétiques uniquement") < synthetic.index('class="facts"')
    generic = hand_made(
        graph(resource(BUCKET, "files"), health_data=False), service={"profile": "generic"}
    ).page("en")
    assert generic.index("no statement about HDS") < generic.index('class="facts"')
    page = read(generic)
    assert not any("hds" in name or "csp" in name for name in page.ids)
    said = " ".join(text for name, text in page.sections.items() if not name.startswith("matrix-iso"))
    assert "EXI" not in said
    assert "R.1111" not in said


def test_the_example_has_no_notice_of_another_profile(example: Stack) -> None:
    page = example.page("en")
    assert "synthetic data only" not in page
    assert "no statement about HDS" not in page


def test_what_checkov_finds_is_told_as_its_own(hand_made: HandMade) -> None:
    stack = hand_made(graph(resource(BUCKET, "files", region="eu-west-3")))
    verdict = stack.verdicts["en"]
    finding = Finding(
        "CKV_AWS_144",
        Status.FAIL,
        urn(BUCKET, "files"),
        Severity.LOW,
        Enforcement.ADVISORY,
        "Ensure that S3 bucket has cross-region replication enabled",
        tool="checkov",
    )
    checked = replace(
        verdict, findings=(*verdict.findings, finding), tools={**verdict.tools, "checkov": "3.3.30"}
    )
    page = read(replace(stack, verdicts={**stack.verdicts, "en": checked}).page("en"))
    assert "CKV_AWS_144" not in page.sections["findings"]
    assert "as a second opinion: Checkov." in page.sections["posture"]
    apart = page.sections["second-opinion"]
    assert "1Failed without an explanation" in apart
    assert "CKV_AWS_144 Low" in apart
    assert re.search(r"Failed:\u00a0\d+", apart), "our own verdicts stand beside it"
    assert "3.3.30" in page.sections["provenance"]
    assert page.errors == []


def test_what_is_explained_of_checkov_is_no_waiver_of_the_document(hand_made: HandMade) -> None:
    stack = hand_made(graph(resource(BUCKET, "files", region="eu-west-3")))
    verdict = stack.verdicts["fr"]
    explained = Finding(
        "CKV2_AWS_62",
        Status.FAIL,
        urn(BUCKET, "files"),
        Severity.LOW,
        Enforcement.ADVISORY,
        "Ensure S3 buckets should have event notifications enabled",
        tool="checkov",
        waiver="Une notification d'événement est une fonction de l'application.",
    )
    checked = replace(verdict, findings=(*verdict.findings, explained), tools={"checkov": "3.3.30"})
    page = read(replace(stack, verdicts={**stack.verdicts, "fr": checked}).page("fr"))
    assert "0Dérogation" in page.sections["posture"]
    assert "waived" not in page.sections
    assert "d’événement est une fonction de l’application" in page.sections["second-opinion"]


def test_without_checkov_there_is_no_second_opinion(example: Stack) -> None:
    page = read(example.page("en"))
    assert "second-opinion" not in page.sections
    assert "Checkov" not in page.sections["posture"]
