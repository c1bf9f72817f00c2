"""Previews and states of the engine as graphs."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hds_blueprint.graph import preview, serialize, signatures, state
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.model import Ref, Secret, Unknown
from tests.graph.programs import SECRET, named
from tests.graph.test_serialize import JUNK, RELAXED, _places

PREFIX = "urn:pulumi:prod::clinic::"
STACK = PREFIX + "pulumi:pulumi:Stack::clinic-prod"
PLATFORM = PREFIX + "hds:platform:Platform::platform"
PROVIDER = PREFIX + "pulumi:providers:aws::main"
KEY = PREFIX + "hds:platform:Platform$aws:kms/key:Key::key"
DATABASE = PREFIX + "hds:platform:Platform$aws:rds/instance:Instance::records"


def _hidden(**content: Any) -> dict[str, Any]:
    return {signatures.KEY: signatures.SECRET, **content}


def _resources() -> list[dict[str, Any]]:
    """As `pulumi stack export` writes them."""
    return [
        {"urn": STACK, "custom": False, "type": "pulumi:pulumi:Stack", "outputs": {"place": "eu-west-3"}},
        {
            "urn": PLATFORM,
            "custom": False,
            "type": "hds:platform:Platform",
            "parent": STACK,
            "inputs": {"document": "", "profile": "staging", "healthData": False},
        },
        {
            "urn": PROVIDER,
            "custom": True,
            "id": "0f1e",
            "type": "pulumi:providers:aws",
            "parent": STACK,
            "inputs": {"__internal": {}, "region": "eu-west-3", "version": "7.51.1"},
        },
        {
            "urn": KEY,
            "custom": True,
            "id": "1234-abcd",
            "type": "aws:kms/key:Key",
            "parent": PLATFORM,
            "provider": f"{PROVIDER}::0f1e",
            "protect": True,
            "retainOnDelete": True,
            "inputs": {"__defaults": ["name"], "enableKeyRotation": True, "deletionWindowInDays": 30},
            "outputs": {"arn": "arn:aws:kms:eu-west-3:123456789012:key/1234-abcd", "__meta": "{}"},
        },
        {
            "urn": DATABASE,
            "custom": True,
            "id": "records",
            "type": "aws:rds/instance:Instance",
            "parent": PLATFORM,
            "provider": f"{PROVIDER}::0f1e",
            "ignoreChanges": ["engineVersion"],
            "aliases": [f"{PREFIX}aws:rds/instance:Instance::former"],
            "dependencies": [KEY, PROVIDER],
            "propertyDependencies": {"kmsKeyId": [KEY], "engine": []},
            "inputs": {
                "engine": "postgres",
                "region": "eu-central-1",
                "kmsKeyId": "arn:aws:kms:eu-west-3:123456789012:key/1234-abcd",
                "password": _hidden(ciphertext="v1:abc"),
                "tags": {"a": _hidden(plaintext=json.dumps(SECRET))},
                "code": {
                    signatures.KEY: signatures.ARCHIVE,
                    "assets": {"a.py": {signatures.KEY: signatures.ASSET, "text": "x = 1", "hash": "00"}},
                },
                "owner": {signatures.KEY: signatures.RESOURCE, "urn": KEY, "id": "1234-abcd"},
            },
            "outputs": {"endpoint": "records.example:5432", "password": _hidden(ciphertext="v1:abc")},
        },
    ]


def _state(**deployment: Any) -> dict[str, Any]:
    return {"version": 3, "deployment": {"manifest": {}, "resources": _resources(), **deployment}}


def _preview() -> dict[str, Any]:
    """As `pulumi preview --json` writes it for a first deployment."""
    steps: list[dict[str, Any]] = []
    for resource in _resources():
        resource.pop("id", None)
        resource.pop("outputs", None)
        steps.append({"op": "create", "urn": resource["urn"], "newState": resource, "detailedDiff": None})
    inputs = steps[-1]["newState"]["inputs"]
    inputs.update({"kmsKeyId": signatures.UNKNOWN, "password": "[secret]", "tags": {"a": "[secret]"}})
    return {"config": {}, "steps": steps, "changeSummary": {"create": 5}}


def _file(tmp_path: Path, content: Any) -> Path:
    file = tmp_path / "source.json"
    file.write_text(json.dumps(content), "utf-8")
    return file


def test_a_state(tmp_path: Path) -> None:
    graph = state.read(_file(tmp_path, _state()))
    assert (graph.project, graph.stack, graph.source) == ("clinic", "prod", "state")
    assert (graph.profile, graph.health_data) == ("staging", False)
    assert graph.outputs == {"place": "eu-west-3"}
    key = named(graph, "key")
    assert (key.id, key.region, key.provider, key.parent) == ("1234-abcd", "eu-west-3", PROVIDER, PLATFORM)
    assert key.inputs == {"deletionWindowInDays": 30, "enableKeyRotation": True}
    assert key.outputs == {"arn": "arn:aws:kms:eu-west-3:123456789012:key/1234-abcd"}
    assert (key.options.protect, key.options.retain_on_delete) == (True, True)
    database = named(graph, "records")
    assert database.region == "eu-central-1"
    assert database.dependencies == {"kmsKeyId": (KEY,)}
    assert database.options.depends_on == (PROVIDER,)
    assert database.options.ignore_changes == ("engineVersion",)
    assert database.options.aliases == (f"{PREFIX}aws:rds/instance:Instance::former",)
    assert database.inputs["code"] == {"fn::assetArchive": {"a.py": {"fn::stringAsset": "x = 1"}}}
    assert database.inputs["owner"] == Ref(KEY, "id")


def test_secrets_of_a_state_are_hidden_however_they_are_written(tmp_path: Path) -> None:
    graph = state.read(_file(tmp_path, _state()))
    database = named(graph, "records")
    assert database.inputs["password"] == database.outputs["password"] == Secret()
    assert database.inputs["tags"] == {"a": Secret()}
    text = serialize.dump(graph)
    assert SECRET not in text
    assert "v1:abc" not in text


def test_pending_operations_and_leaving_resources_are_told(tmp_path: Path) -> None:
    content = _state(pending_operations=[{"type": "creating", "resource": {"urn": DATABASE}}])
    content["deployment"]["resources"].append({**_resources()[3], "delete": True})
    graph = state.read(_file(tmp_path, content))
    assert len(graph.resources) == 5
    assert [DATABASE in graph.notices[0], "1 replaced" in graph.notices[1]] == [True, True]


def test_a_checkpoint_of_a_local_backend_is_a_state(tmp_path: Path) -> None:
    exported = _state()
    checkpoint = {"version": 3, "checkpoint": {"stack": "x", "latest": exported["deployment"]}}
    assert state.read(_file(tmp_path, checkpoint)) == state.read(_file(tmp_path, exported))


def test_an_empty_state(tmp_path: Path) -> None:
    graph = state.read(_file(tmp_path, {"version": 3, "deployment": {"manifest": {}}}))
    assert (graph.resources, graph.profile) == ((), "production")


def test_a_preview(tmp_path: Path) -> None:
    graph = preview.read(_file(tmp_path, _preview()))
    assert (graph.project, graph.stack, graph.source, graph.profile) == (
        "clinic",
        "prod",
        "preview",
        "staging",
    )
    database = named(graph, "records")
    assert database.inputs["kmsKeyId"] == Unknown((KEY,))
    assert (database.inputs["password"], database.inputs["tags"]) == (Secret(), {"a": Secret()})
    assert database.id is None
    assert graph.notices == ()


def test_a_preview_is_the_stack_after_the_deployment(tmp_path: Path) -> None:
    content = _preview()
    first, second = copy.deepcopy(content["steps"][4]), copy.deepcopy(content["steps"][4])
    second["newState"]["inputs"]["engine"] = "mysql"
    content["steps"][3] = {"op": "delete", "urn": KEY, "oldState": _resources()[3]}
    content["steps"][4:] = [
        {**first, "op": "create-replacement"},
        {**second, "op": "replace"},
        {"op": "delete-replaced", "urn": DATABASE, "oldState": _resources()[4], "newState": _resources()[4]},
    ]
    graph = preview.read(_file(tmp_path, content))
    assert KEY not in graph.by_urn
    assert named(graph, "records").inputs["engine"] == "mysql"


@pytest.mark.parametrize(("shown", "missing"), [(True, 0), (False, 1)])
def test_unchanged_resources_that_are_left_out_are_counted(tmp_path: Path, shown: bool, missing: int) -> None:
    content = _preview()
    content["steps"][3]["op"] = "same"
    if not shown:
        del content["steps"][3]
    content["changeSummary"] = {"create": 4, "same": 1}
    graph = preview.read(_file(tmp_path, content))
    assert (KEY in graph.by_urn) is shown
    assert len(graph.notices) == missing


@pytest.mark.parametrize(
    ("read", "content", "reason"),
    [
        (state.read, {"steps": []}, "--preview"),
        (state.read, {}, "not a state"),
        (state.read, {"version": 99, "deployment": {}}, "version"),
        (state.read, _state(resources=[{"urn": "x"}]), "not a Pulumi URN"),
        (state.read, _state(resources=[_resources()[0], _resources()[0]]), "same URN"),
        (state.read, _state(resources=[{**_resources()[3], "type": "aws:s3/bucket:Bucket"}]), "type"),
        (state.read, _state(resources=[{**_resources()[3], "parent": KEY}]), "circle"),
        (state.read, _state(resources=[None] * 50_001), "50000 resources"),
        (preview.read, {"steps": [None] * 50_001}, "50000 resources"),
        (preview.read, _state(), "--state"),
        (preview.read, {}, "pulumi preview --json"),
        (preview.read, {"steps": [{"op": "create", "urn": KEY, "newState": 3}]}, "an object"),
        (preview.read, {"steps": [{"op": 3}]}, "steps[0].op"),
    ],
)
def test_what_is_no_source_is_refused(tmp_path: Path, read: Any, content: Any, reason: str) -> None:
    with pytest.raises(GraphError) as caught:
        read(_file(tmp_path, content))
    assert reason in str(caught.value)


@settings(**{**RELAXED, "suppress_health_check": [HealthCheck.function_scoped_fixture]}, max_examples=300)
@given(st.sampled_from(["state", "preview"]), st.integers(0, 2**32), JUNK, st.booleans())
def test_a_broken_source_never_ends_in_a_traceback(
    tmp_path: Path, kind: str, seed: int, junk: Any, remove: bool
) -> None:
    content = _state() if kind == "state" else _preview()
    container, key = random.Random(seed).choice(list(_places(content)))
    if remove:
        del container[key]
    else:
        container[key] = junk
    try:
        graph = (state if kind == "state" else preview).read(_file(tmp_path, content))
    except GraphError as error:
        assert error.problems
    else:
        # without its signature nobody can know a secret
        assert key == signatures.KEY or SECRET not in serialize.dump(graph)
