"""What users add in extensions/ becomes part of the platform: parent, tags, provider, origin, outputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from hds_blueprint.graph import program
from hds_blueprint.graph.model import Ref, ResourceGraph
from hds_blueprint.graph.origin import document_paths
from hds_blueprint.hosting.loader import load

from .conftest import find
from .extension_projects import graph_with, project
from .reading import plain

ROOT = Path(__file__).parents[2]
PLAIN = """
    import pulumi
    import pulumi_aws as aws

    def build(extension):
        queue = aws.sqs.Queue("relay", tags={"team": "video"})
        queue.url.apply(lambda url: aws.sqs.Queue("inner"))
        aws.sqs.Queue("copies", opts=extension.recovery())
        aws.kms.Key("own", opts=extension.durable())
        extension.export("relay", queue.url)
"""
COMPONENT = """
    import pulumi
    import pulumi_aws as aws

    class Relay(pulumi.ComponentResource):
        def __init__(self, name):
            super().__init__("example:relay:Relay", name)
            aws.sqs.Queue(name, opts=pulumi.ResourceOptions(parent=self))

    def build(extension):
        Relay("relay")
"""


@pytest.fixture
def extended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ResourceGraph:
    project(tmp_path, {"video_relay.py": PLAIN, "second.py": COMPONENT})
    monkeypatch.chdir(tmp_path)
    return graph_with("video_relay", "second")


def test_a_resource_without_options_belongs_to_its_extension(extended: ResourceGraph) -> None:
    extension = find(extended, "hds:extensions:video_relay", "video_relay")
    platform = extended.of_type("hds:platform:Platform")[0]
    assert extension.parent == platform.urn
    for name in ("relay", "copies"):
        assert find_in(extended, extension.urn, name).parent == extension.urn
    assert document_paths(extended)[find_in(extended, extension.urn, "relay").urn] == "extensions[0]"


def test_it_acts_in_the_platforms_region(extended: ResourceGraph) -> None:
    extension = find(extended, "hds:extensions:video_relay", "video_relay")
    regions = {name: find_in(extended, extension.urn, name).region for name in ("relay", "copies", "own")}
    assert regions == {"relay": "eu-west-3", "copies": "eu-central-1", "own": "eu-west-3"}
    assert {r.region for r in extended.of_type("aws:sqs/queue:Queue")} == {"eu-west-3", "eu-central-1"}


def test_it_carries_the_scope_tags_and_one_that_names_the_extension(extended: ResourceGraph) -> None:
    relay = find_in(extended, find(extended, "hds:extensions:video_relay", "video_relay").urn, "relay")
    assert relay.inputs["tags"] == {
        "team": "video",
        "service": "carnet",
        "environment": "production",
        "data-class": "health",
        "hds-scope": "hds",
        "owner": "platform@example.org",
        "hds:resource": "hds-blueprint/prod/aws:sqs/queue:Queue/video_relay/relay",
    }


def test_the_children_of_a_users_component_too(extended: ResourceGraph) -> None:
    component = find(extended, "example:relay:Relay", "relay")
    queue = extended.children(component.urn)[0]
    assert queue.region == "eu-west-3"
    assert document_paths(extended)[queue.urn] == "extensions[1]"
    tags = queue.inputs["tags"]
    assert isinstance(tags, dict)
    assert tags["hds:resource"] == "hds-blueprint/prod/aws:sqs/queue:Queue/second/relay"


def test_two_extensions_may_use_the_same_names(extended: ResourceGraph) -> None:
    urns = [resource.urn for resource in extended.of_type("aws:sqs/queue:Queue") if resource.name == "relay"]
    assert len(urns) == 2


def test_what_holds_data_is_protected_like_ours(extended: ResourceGraph) -> None:
    own = find(extended, "aws:kms/key:Key", "own")
    assert (own.options.protect, own.options.retain_on_delete) == (True, True)


def test_exports_stand_beside_the_platforms(extended: ResourceGraph) -> None:
    relay = find_in(extended, find(extended, "hds:extensions:video_relay", "video_relay").urn, "relay")
    assert extended.outputs["extensions"] == {"video_relay": {"relay": Ref(relay.urn, "url")}}


def test_the_code_is_read_anew_for_each_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("first", "other"):
        text = (
            "from .names import NAME\nimport pulumi_aws as aws\n\n"
            f'def build(extension):\n    aws.sqs.Queue("{name}-" + NAME)\n'
        )
        project(tmp_path, {"relay/__init__.py": text, "relay/names.py": f'NAME = "{name * 2}"\n'})
        queues = {queue.name for queue in graph_with("relay").of_type("aws:sqs/queue:Queue")}
        assert f"{name}-{name * 2}" in queues


def test_the_platform_itself_stays_as_it_was(extended: ResourceGraph, small: ResourceGraph) -> None:
    for resource in small.resources:
        assert extended.by_urn[resource.urn].inputs == resource.inputs
        assert extended.by_urn[resource.urn].parent == resource.parent


def test_the_example_adds_a_table_with_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    graph = program.build(load(ROOT / "stacks/examples/extended.yaml"), stack="extended")
    table = find(graph, "aws:dynamodb/table:Table", "devices")
    assert table.origin is not None
    assert (table.origin.path, table.options.protect) == ("extensions[0]", True)
    encryption = plain(table.inputs["serverSideEncryption"])
    assert encryption == {"enabled": True, "kmsKeyArn": "<devices.arn>"}
    assert find(graph, "aws:iam/rolePolicy:RolePolicy", "api-uses-devices").inputs["role"]


def find_in(graph: ResourceGraph, parent: str, name: str):  # type: ignore[no-untyped-def]
    """The only resource of a name among the children of a component."""
    [found] = [resource for resource in graph.children(parent) if resource.name == name]
    return found
