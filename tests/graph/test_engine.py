"""The graph of a recorded program equals what the real engine plans."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from hds_blueprint.graph import preview
from hds_blueprint.graph.model import Join, Ref, Resource, Secret, Unknown, references
from tests.graph import engine
from tests.graph.programs import Group, recorded, storage

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(shutil.which("pulumi") is None, reason="the Pulumi CLI is not on the PATH"),
]


def _more() -> None:
    """What `storage` leaves out: nesting, options, data sources, reads, assets."""
    storage()
    provider = aws.Provider("frankfurt", region="eu-central-1", default_tags={"tags": {"a": "b"}})
    outer = Group("outer", "a", pulumi.ResourceOptions(providers=[provider], retain_on_delete=True))
    inner = Group("inner", "b", pulumi.ResourceOptions(parent=outer, protect=True))
    who = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(parent=inner))
    key = aws.kms.Key(
        "copies",
        policy=pulumi.Output.json_dumps(
            {"AWS": pulumi.Output.concat("arn:aws:iam::", who.account_id, ":root")}
        ),
        opts=pulumi.ResourceOptions(parent=inner, ignore_changes=["policy"]),
    )
    aws.sqs.Queue("queue", kms_master_key_id=key.arn, opts=pulumi.ResourceOptions(depends_on=[outer]))
    existing = aws.kms.Key.get("existing", "1234-abcd")
    aws.sqs.Queue("reads", kms_master_key_id=existing.arn, tags={"known": "x", "unknown": key.key_id})
    aws.lambda_.Function(
        "function", role=key.arn, code=pulumi.AssetArchive({"a.py": pulumi.StringAsset("x = 1")})
    )


def _as_planned(value: Any, depends_on: tuple[str, ...]) -> Any:
    """A value as a preview shows it: whatever is symbolic is unknown there."""
    if isinstance(value, Ref | Join | Unknown):
        return Unknown(depends_on)
    if isinstance(value, Secret):
        return Secret()
    if isinstance(value, list):
        return [_as_planned(item, depends_on) for item in value]
    if isinstance(value, dict):
        return {name: _as_planned(item, depends_on) for name, item in value.items()}
    return value


def _comparable(resource: Resource) -> Resource:
    # a preview shows neither aliases nor deleteBeforeReplace, nor outputs before the deployment
    return replace(
        resource,
        options=replace(resource.options, aliases=(), delete_before_replace=False),
        outputs={},
        inputs={
            name: _as_planned(value, resource.dependencies.get(name, ()))
            for name, value in resource.inputs.items()
        },
    )


def test_same_resources_inputs_and_dependencies_as_the_engine(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "preview.json").write_text(engine.preview(_more, tmp_path / "run"))
    planned = preview.read(tmp_path / "preview.json")
    graph = recorded(_more)
    # default providers are the engine's own; its preview does not list them
    own = {urn: each for urn, each in graph.by_urn.items() if not each.name.startswith("default_")}
    assert set(own) == set(planned.by_urn)
    assert (planned.project, planned.stack) == (graph.project, graph.stack)
    for urn, resource in own.items():
        assert _comparable(resource) == _comparable(planned.by_urn[urn]), urn


def test_every_reference_is_an_unknown_of_the_engine_with_that_dependency(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "preview.json").write_text(engine.preview(storage, tmp_path / "run"))
    planned = preview.read(tmp_path / "preview.json")
    number = 0
    for resource in recorded(storage).resources:
        for name, value in resource.inputs.items():
            for reference in references(value):
                number += 1
                assert reference.urn in planned.by_urn[resource.urn].dependencies[name]
    assert number >= 6
