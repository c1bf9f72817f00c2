"""Repositories of images on the graph, and workloads that pull from them."""

from __future__ import annotations

import json

import pytest

from hds_blueprint.graph.model import ResourceGraph

from .conftest import GraphOf, find
from .reading import inputs, statements

REPOSITORY = "aws:ecr/repository:Repository"
DIGEST = "@sha256:" + "0123456789abcdef" * 4
OWN = {
    "images": {"web": {"keep_images": 40, "untagged_days": 7}},
    "workloads": {"own": {"image": f"images.web:1.4.0{DIGEST}"}},
}


@pytest.fixture(scope="module")
def graph(graph_of: GraphOf) -> ResourceGraph:
    return graph_of(OWN)


def test_tags_are_never_moved_and_images_scanned_and_encrypted(graph: ResourceGraph) -> None:
    repository = inputs(graph, REPOSITORY, "web")
    assert repository["name"] == "carnet-prod/web"
    assert repository["imageTagMutability"] == "IMMUTABLE"
    assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
    assert repository["encryptionConfigurations"] == [
        {"encryptionType": "KMS", "kmsKey": "<domain-data.arn>"}
    ]
    assert repository["forceDelete"] is False
    assert find(graph, REPOSITORY, "web").options.protect


def test_other_accounts_are_refused(graph: ResourceGraph) -> None:
    policy = statements(graph, "aws:ecr/repositoryPolicy:RepositoryPolicy", "web")
    denial = policy["RefuseOtherAccounts"]
    assert denial["Effect"] == "Deny" and "Resource" not in denial
    assert "aws:PrincipalAccount" in denial["Condition"]["StringNotEquals"]


def test_old_images_go(graph: ResourceGraph) -> None:
    rules = json.loads(inputs(graph, "aws:ecr/lifecyclePolicy:LifecyclePolicy", "web")["policy"])["rules"]
    counts = [(rule["selection"]["tagStatus"], rule["selection"]["countNumber"]) for rule in rules]
    assert counts == [("untagged", 7), ("any", 40)]


def test_a_workload_pulls_from_its_repository_and_no_other(graph: ResourceGraph) -> None:
    (container,) = json.loads(
        inputs(graph, "aws:ecs/taskDefinition:TaskDefinition", "own")["containerDefinitions"]
    )
    assert container["image"] == f"<web.repositoryUrl>:1.4.0{DIGEST}"
    pull = statements(graph, "aws:iam/rolePolicy:RolePolicy", "own-execution")["PullImage"]
    assert pull["Resource"] == "<web.arn>"


def test_where_images_are_pushed_is_an_output(graph: ResourceGraph) -> None:
    (platform,) = graph.of_type("hds:platform:Platform")
    assert platform.outputs["images"]


def test_what_is_not_protected_is_emptied_with_the_stack(graph_of: GraphOf) -> None:
    graph = graph_of({**OWN, "service": {"environment": "development"}}, stack="dev")
    assert inputs(graph, REPOSITORY, "web")["forceDelete"] is True
