"""The graph that is built offline is what the engine previews: same resources, same inputs."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from hds_blueprint.graph import preview, program
from hds_blueprint.graph.completing import completed
from hds_blueprint.graph.model import Join, Ref, ResourceGraph, Unknown, references
from hds_blueprint.hosting.loader import load
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.simulated_aws.server import serve

from .workshop import ROOT, Workshop

STACK = "hapi-fhir"
# What the provider's Check adds to the inputs of the program: never a setting that a rule judges.
ADDED_BY_THE_PROVIDER = {"region", "tagsAll", "__defaults"}

pytestmark = [pytest.mark.engine]


@pytest.fixture(scope="module")
def offline() -> ResourceGraph:
    return program.build(load(ROOT / "stacks/examples/hapi-fhir.yaml"), stack=STACK)


@pytest.fixture(scope="module")
def previewed(tmp_path_factory: pytest.TempPathFactory) -> ResourceGraph:
    folder = tmp_path_factory.mktemp("preview")
    workshop = Workshop.make(folder / "project")
    workshop.make_stack(STACK)
    with workshop.world(STACK) as world, serve(world) as port:
        file = folder / "preview.json"
        file.write_text(workshop.pulumi(STACK, "preview", "--json", port=port).stdout)
        assert world.journal() == []
    assert json.loads(file.read_text())["changeSummary"].keys() == {"create"}
    return preview.read(file)


def test_the_resources_are_the_same(offline: ResourceGraph, previewed: ResourceGraph) -> None:
    assert set(offline.by_urn) == set(previewed.by_urn)
    for resource in offline.resources:
        other = previewed.by_urn[resource.urn]
        assert (resource.type, resource.parent, resource.options.protect) == (
            other.type,
            other.parent,
            other.options.protect,
        )


def test_every_input_of_the_program_is_the_same(offline: ResourceGraph, previewed: ResourceGraph) -> None:
    compared = Counter[str]()
    for resource in offline.resources:
        other = previewed.by_urn[resource.urn]
        for name, value in resource.inputs.items():
            _same(value, other.inputs.get(name), f"{resource.urn} {name}", compared, previewed)
        if resource.type.startswith("aws:"):
            assert set(other.inputs) - set(resource.inputs) <= ADDED_BY_THE_PROVIDER | _names(resource.type)
    assert compared["plain"] > 1000
    assert compared["reference"] > 100


def _names(type_: str) -> set[str]:
    """Inputs that the provider names by itself where the program does not."""
    return {"name", "targetId", "identifier", "description", "bucket", "family"} if type_ else set()


def _behind(unknown: Unknown, graph: ResourceGraph) -> set[str]:
    """The resources that an unknown value is computed from, also by way of others that echo an input."""
    waiting, seen = list(unknown.depends_on), set(unknown.depends_on)
    while waiting:
        for urns in graph.by_urn[waiting.pop()].dependencies.values():
            waiting += [urn for urn in urns if urn not in seen]
            seen.update(urns)
    return seen


def _same(expected: Any, actual: Any, place: str, compared: Counter[str], graph: ResourceGraph) -> None:
    """Equal, or a reference where the engine does not know the value yet."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        assert expected.keys() == actual.keys(), place
        for name, value in expected.items():
            _same(value, actual[name], f"{place}.{name}", compared, graph)
    elif isinstance(expected, list) and isinstance(actual, list):
        assert len(expected) == len(actual), place
        for number, value in enumerate(expected):
            _same(value, actual[number], f"{place}[{number}]", compared, graph)
    elif isinstance(actual, Unknown):
        compared["reference"] += 1
        assert isinstance(expected, Ref | Join | Unknown | list | dict), place
        if isinstance(expected, Ref | Join):
            assert {reference.urn for reference in references(expected)} <= _behind(actual, graph), place
    else:
        compared["plain"] += 1
        assert expected == actual, place


def test_beside_its_document_a_preview_is_judged_as_the_document_is(
    offline: ResourceGraph, previewed: ResourceGraph
) -> None:
    document = load(ROOT / "stacks/examples/hapi-fhir.yaml", as_of=date(2026, 6, 30))
    verdicts = [
        {(each.rule, each.urn, each.status) for each in evaluate(graph, as_of=date(2026, 6, 30)).findings}
        for graph in (offline, completed(previewed, offline, document))
    ]
    assert verdicts[0] == verdicts[1]
