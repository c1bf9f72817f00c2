"""A preview beside its document: what the engine hides is read from the program, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hds_blueprint.graph import program
from hds_blueprint.graph.completing import completed
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.model import ResourceGraph, Unknown
from hds_blueprint.hosting.document import LoadedDocument
from hds_blueprint.hosting.loader import load
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Status
from tests.graph.previewing import as_previewed

ROOT = Path(__file__).parents[2]
DAY = date(2026, 6, 30)
PATH = ROOT / "stacks/examples/hapi-fhir.yaml"


@pytest.fixture(scope="module")
def document() -> LoadedDocument:
    return load(PATH, as_of=DAY)


@pytest.fixture(scope="module")
def live(document: LoadedDocument) -> ResourceGraph:
    """The same document in a project and a stack of other names."""
    return program.build(document, stack="live", project="clinic")


@pytest.fixture(scope="module")
def shown(live: ResourceGraph) -> ResourceGraph:
    """What the engine would preview of it."""
    resources = tuple(replace(as_previewed(each), origin=None) for each in live.resources)
    return replace(live, source="preview", resources=resources, outputs={})


def _judged(graph: ResourceGraph) -> set[tuple[str, str, Status]]:
    findings = evaluate(graph, as_of=DAY).findings
    return {(each.rule, each.urn, each.status) for each in findings}


def test_a_preview_beside_its_document_is_judged_as_the_document_is(
    shown: ResourceGraph, live: ResourceGraph, document: LoadedDocument
) -> None:
    assert _judged(shown) != _judged(live)
    assert _judged(completed(shown, live, document)) == _judged(live)


def test_every_reference_names_the_stack_that_is_shown(
    shown: ResourceGraph, live: ResourceGraph, document: LoadedDocument
) -> None:
    found = completed(shown, live, document).resources
    assert [(each.urn, each.inputs, each.origin) for each in found] == [
        (each.urn, each.inputs, each.origin) for each in live.resources
    ]


def test_what_the_engine_shows_stays(
    shown: ResourceGraph, live: ResourceGraph, document: LoadedDocument
) -> None:
    [weak, *_] = [each for each in shown.of_type("aws:kms/key:Key") if each.inputs["enableKeyRotation"]]
    weaker = replace(weak, inputs={**weak.inputs, "enableKeyRotation": False})
    changed = replace(shown, resources=tuple(weaker if each is weak else each for each in shown.resources))
    assert completed(changed, live, document).by_urn[weak.urn].inputs["enableKeyRotation"] is False


def test_nothing_of_a_state_is_filled_in(
    shown: ResourceGraph, live: ResourceGraph, document: LoadedDocument
) -> None:
    state = completed(replace(shown, source="state"), live, document)
    assert any(isinstance(value, Unknown) for each in state.resources for value in each.inputs.values())


def test_a_preview_of_another_document_is_refused(shown: ResourceGraph, document: LoadedDocument) -> None:
    other = replace(
        shown, resources=tuple(replace(each, urn=each.urn + "-other") for each in shown.resources)
    )
    with pytest.raises(GraphError, match=r"hapi-fhir\.yaml"):
        completed(other, program.build(document, stack="hapi-fhir"), document)
