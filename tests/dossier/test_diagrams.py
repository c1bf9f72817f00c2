"""Diagrams measured in a real browser, of a small stack and of one of more than 300 resources.

No card, label or line lies on another, no text leaves its card, and none is set below the least size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from hds_blueprint.dossier.context_drawing import context
from hds_blueprint.dossier.diagram import strips
from hds_blueprint.dossier.language import LANGUAGES, Language, environment
from hds_blueprint.dossier.layout import KIND
from hds_blueprint.dossier.model import Figure
from hds_blueprint.dossier.site import front, pages
from hds_blueprint.files import write_atomically
from hds_blueprint.graph import program
from hds_blueprint.graph.model import Ref, ResourceGraph
from hds_blueprint.hosting.document import LoadedDocument
from hds_blueprint.hosting.loader import load
from hds_blueprint.hosting.network import Egress
from tests.dossier.browser import BROWSER, NO_BROWSER, measured
from tests.dossier.conftest import DAY, EXAMPLE, HandMade, Stack, stack_of
from tests.policies.graphs import graph, resource, urn

pytestmark = pytest.mark.skipif(BROWSER is None, reason=NO_BROWSER)

LEAST_SIZE = 9  # CSS pixels, as shown
MEASURE = f"<script>{Path(__file__).with_name('measure_diagrams.js').read_text('utf-8')}</script>"

VPC, SUBNET = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"
GROUP, RULE = (
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
)
SERVICE, DATABASE = "aws:ecs/service:Service", "aws:rds/instance:Instance"


def _twenty() -> ResourceGraph:
    """Twenty resources of a program that is not ours: three services that reach a database each."""
    vpc = Ref(urn(VPC, "main"), "id")
    zones = ("eu-west-3a", "eu-west-3b", "eu-west-3c")
    subnets = [
        resource(SUBNET, f"{name}-{zone[-1]}", {"vpcId": vpc, "availabilityZone": zone})
        for name in ("front", "application")
        for zone in zones
    ]
    group = resource(GROUP, "database-of-the-consultations", {"vpcId": vpc})
    databases = [
        resource(
            DATABASE,
            f"database-with-a-rather-long-name-{number}",
            {"vpcSecurityGroupIds": [Ref(group.urn, "id")], "engine": "postgres"},
        )
        for number in range(3)
    ]
    services: list[Any] = []
    for number in range(3):
        own = resource(GROUP, f"service-{number}", {"vpcId": vpc})
        subnet = Ref(subnets[3 + number].urn, "id")
        network = {"securityGroups": [Ref(own.urn, "id")], "subnets": [subnet]}
        services += [
            own,
            resource(SERVICE, f"teleconsultation-service-{number}", {"networkConfiguration": network}),
            resource(
                RULE,
                f"to-database-{number}",
                {
                    "securityGroupId": Ref(group.urn, "id"),
                    "referencedSecurityGroupId": Ref(own.urn, "id"),
                    "ipProtocol": "tcp",
                    "fromPort": 5432,
                    "toPort": 5432,
                },
            ),
        ]
    return graph(resource(VPC, "main", {"cidrBlock": "10.0.0.0/16"}), *subnets, group, *databases, *services)


@pytest.fixture(scope="module")
def small(hand_made: HandMade) -> Stack:
    return hand_made(_twenty())


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """The example with twelve services and eight databases more, and with a second account."""
    written = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    (service,), (database,) = written["workloads"].values(), written["databases"].values()
    for number in range(12):
        name = f"consultation-{number}"
        written["workloads"][name] = {**service, "hostname": f"{name}.example.org"}
    for number in range(8):
        written["databases"][f"dossiers-partages-{number}"] = database
    written["backup"]["second_account"] = "111122223333"
    written["continuity"]["availability"] = 99
    path = tmp_path_factory.mktemp("large") / "large.yaml"
    path.write_text(yaml.safe_dump(written), "utf-8")
    document = load(path, as_of=DAY)
    return stack_of(document, program.build(document, stack="large"))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Stack, Language], Path]:
    def written(stack: Stack, language: Language) -> Path:
        folder = tmp_path_factory.mktemp("site")
        for name, text in {**front(LANGUAGES), **pages(stack.dossier(language), LANGUAGES)}.items():
            write_atomically(folder / name, text)
        return folder / language / "architecture.html"

    return written


@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize(("language", "width"), [("fr", 1400), ("fr", 500), ("en", 900)])
def test_nothing_lies_on_anything_else(
    request: pytest.FixtureRequest,
    opened: Callable[[Stack, Language], Path],
    tmp_path: Path,
    size: str,
    language: Language,
    width: int,
) -> None:
    stack: Stack = request.getfixturevalue(size)
    assert (len(stack.graph.resources) >= 300) if size == "large" else (len(stack.graph.resources) == 20)
    page = opened(stack, language)
    measures = measured(page, MEASURE, tmp_path / "profile", f"--window-size={width},1000")
    assert measures["diagrams"] >= 3
    assert measures["found"] == []
    assert measures["smallest"] >= LEAST_SIZE
    assert measures["page"] <= measures["window"]


def test_another_account_is_drawn_apart(large: Stack) -> None:
    page = large.site("fr")["architecture.html"]
    assert "Compte AWS 111122223333" in page


def test_what_the_network_lets_out_is_drawn_once_for_many_workloads(large: Stack) -> None:
    needs = large.document.requirements
    egress = tuple(
        Egress(hostname=f"{name}.example.org", port=443, reason="An example.") for name in ("one", "two")
    )
    network = needs.network.model_copy(update={"egress": egress})
    document = LoadedDocument(needs.model_copy(update={"network": network}), "large.yaml", {})
    drawn = context(replace(large, document=document).source("en"))
    out = [arrow for arrow in drawn.arrows if arrow.target.startswith("egress.")]
    assert [arrow.source for arrow in out] == ["workloads", "workloads"]
    assert "13 workloads" in {node.label for node in drawn.nodes}


PAPER_WIDTH, SMALLEST_ON_PAPER = 493, 6  # points: A4 without its margins


def test_texts_are_readable_on_paper(small: Stack, large: Stack) -> None:
    for stack in (small, large):
        figures = [
            block
            for page in stack.dossier("fr").pages
            for section in page.sections
            for block in section.blocks
            if isinstance(block, Figure)
        ]
        assert len(figures) >= 3
        for figure in figures:
            width = strips(environment("fr"), figure.drawing).width
            assert KIND * PAPER_WIDTH / width >= SMALLEST_ON_PAPER, figure.title
