"""The example on the real engine, deployed once: its state, and what comes after. Tests run in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.graph import program, state
from hds_blueprint.graph.model import Ref, ResourceGraph
from hds_blueprint.hosting.loader import load
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Status
from hds_blueprint.simulated_aws.server import serve
from hds_blueprint.simulated_aws.world import World

from .workshop import ROOT, Workshop

STACK = "hapi-fhir"
DAY = date(2026, 11, 24)
TRAIL = "aws:cloudtrail/trail:Trail"

pytestmark = [pytest.mark.engine]


@pytest.fixture(scope="module")
def offline() -> ResourceGraph:
    return program.build(load(ROOT / "stacks/examples/hapi-fhir.yaml"), stack=STACK)


@pytest.fixture(scope="module")
def deployed(example: Workshop, tmp_path_factory: pytest.TempPathFactory) -> ResourceGraph:
    file = tmp_path_factory.mktemp("state") / "state.json"
    file.write_text(json.dumps(example.state(STACK)))
    return state.read(file)


@contextmanager
def served(example: Workshop) -> Iterator[tuple[World, int]]:
    with example.world(STACK) as world, serve(world) as port:
        yield world, port


def test_every_rule_passes_on_what_is_deployed(deployed: ResourceGraph) -> None:
    verdict = evaluate(deployed, as_of=DAY)
    assert verdict.with_status(Status.FAIL) == ()
    assert verdict.with_status(Status.UNKNOWN) == (), "after the deployment every value is known"
    assert len(verdict.with_status(Status.PASS)) > 100


def test_the_state_holds_what_the_graph_said(offline: ResourceGraph, deployed: ResourceGraph) -> None:
    assert set(deployed.by_urn) == set(offline.by_urn)
    for expected in offline.resources:
        actual = deployed.by_urn[expected.urn]
        assert (actual.parent, actual.options.protect) == (expected.parent, expected.options.protect), (
            expected.urn
        )
        if expected.type.startswith("aws:"):
            for name, value in expected.inputs.items():
                _holds(value, actual.inputs.get(name), deployed, f"{expected.urn} {name}")


def _holds(expected: Any, actual: Any, deployed: ResourceGraph, place: str) -> None:
    """A value of the program is in the state as it is, a reference as what the other output became."""
    if isinstance(expected, Ref):
        target = deployed.by_urn[expected.urn]
        outputs = {**target.outputs, "id": target.id}
        if expected.property in outputs:
            assert actual == outputs[expected.property], place
        else:
            assert actual is not None, place
    elif isinstance(expected, dict):
        assert isinstance(actual, dict), place
        for name, value in expected.items():
            _holds(value, actual.get(name), deployed, f"{place}.{name}")
    elif isinstance(expected, list):
        assert isinstance(actual, list), place
        assert len(actual) == len(expected), place
        for number, value in enumerate(expected):
            _holds(value, actual[number], deployed, f"{place}[{number}]")
    elif isinstance(expected, str | int | float | bool):
        assert actual == expected, place
    else:
        assert actual is not None or expected is None, place  # joined texts and what only apply knew


def test_the_account_holds_what_the_state_holds(example: Workshop) -> None:
    with example.world(STACK) as world:
        account = sorted((item.urn, item.id) for item in world.list())
    assert account == sorted((item["urn"], item["id"]) for item in example.resources(STACK))


def test_the_outputs_resolve(example: Workshop) -> None:
    status = example.hds("status", STACK, "--simulated", "--format", "json")
    assert status.returncode == 0, status.stdout + status.stderr
    outputs = json.loads(status.stdout)["outputs"]
    with example.world(STACK) as world:
        [database] = world.find(type="aws:rds/instance:Instance")
        [balancer] = world.find(type="aws:lb/loadBalancer:LoadBalancer")
        buckets = {item.id for item in world.find(type="aws:s3/bucket:Bucket")}
    assert outputs["databases"] == {"records": database.outputs["address"]}
    assert outputs["loadBalancer"] == balancer.outputs["dnsName"]
    assert {outputs["auditBucket"], *outputs["buckets"].values()} <= buckets
    assert outputs["target"] == {"account": "123456789012", "region": "eu-west-3"}


def test_a_second_up_changes_nothing(example: Workshop) -> None:
    with example.world(STACK) as world:
        before = world.journal()
        again = example.up(STACK)
        assert "Preview under the policy pack: no change" in again.stdout
        assert world.journal() == before


def test_the_preview_shows_no_difference(example: Workshop) -> None:
    with served(example) as (_, port):
        steps = json.loads(example.pulumi(STACK, "preview", "--json", port=port).stdout)["steps"]
    assert {step["op"] for step in steps} <= {"same"}


def test_a_change_by_hand_is_seen_and_mended(example: Workshop) -> None:
    with served(example) as (world, port):
        [trail] = world.find(type=TRAIL)
        world.drift(TRAIL, trail.id, enableLogFileValidation=False)
        seen = example.pulumi(STACK, "refresh", "--preview-only", "--json", port=port).stdout
    steps = json.loads(seen)["steps"]
    changed = {step["urn"]: step["detailedDiff"] for step in steps if step["op"] not in ("same", "refresh")}
    assert list(changed) == [trail.urn]
    assert list(changed[trail.urn]) == ["enableLogFileValidation"]
    with example.world(STACK) as world:
        before = len(world.journal())
        example.up(STACK, "--refresh")
        assert [(entry.verb, entry.urn) for entry in world.journal()[before:]] == [("update", trail.urn)]
        assert world.find(type=TRAIL)[0].outputs["enableLogFileValidation"] is True


def test_destroy_removes_the_rest_and_lists_what_stays(example: Workshop) -> None:
    ended = example.hds("destroy", STACK, "--simulated", "--yes", "--format", "json")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = json.loads(ended.stdout)
    stays = {item["urn"]: item for item in told["stays"]}
    state_now = {item["urn"] for item in example.state(STACK)["deployment"]["resources"]}
    assert set(stays) == state_now, "everything that is left is listed"
    types = {item["type"] for item in stays.values() if item["protected"]}
    assert {
        "aws:rds/instance:Instance",
        "aws:s3/bucket:Bucket",
        "aws:kms/key:Key",
        "aws:backup/vault:Vault",
    } <= types
    needed = {item["type"] for item in stays.values() if item["neededBy"]}
    assert {"aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet", "aws:rds/subnetGroup:SubnetGroup"} <= needed
    left = {item["type"] for item in stays.values()}
    assert "aws:ecs/service:Service" not in left
    assert "aws:lb/loadBalancer:LoadBalancer" in left, (
        "AWS refuses to delete it: its deletion protection is on"
    )
    with example.world(STACK) as world:
        account = {item.urn for item in world.list()}
    assert account == {urn for urn in state_now if "aws:" in urn and "pulumi:providers" not in urn}
    text = example.hds("destroy", STACK, "--simulated", "--yes")
    assert "0 resources go" in text.stdout
    assert "pulumi state unprotect --stack hapi-fhir" in text.stdout


def test_a_destroyed_stack_comes_back(example: Workshop) -> None:
    example.up(STACK)
    with example.world(STACK) as world:
        urns = [item.urn for item in world.list()]
    assert len(urns) == len(set(urns))
    assert set(urns) == {item["urn"] for item in example.resources(STACK)}


def test_plain_destroy_stops_at_what_is_protected(example: Workshop) -> None:
    with served(example) as (world, port):
        plain = example.pulumi(STACK, "destroy", "--yes", "--skip-preview", port=port, check=False)
        assert plain.returncode != 0
        assert "cannot be deleted because it is protected" in " ".join((plain.stdout + plain.stderr).split())
        assert world.find(type="aws:rds/instance:Instance")


def test_no_trace_of_a_traceback_in_bad_input(example: Workshop, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("service: [")
    for arguments in (
        ("up", "../etc", "--simulated"),
        ("up", "nothing-here", "--simulated"),
        ("up", STACK, "--simulated", "--document", str(broken)),
        ("up", STACK, "--simulated", "--resolve", "x"),
        ("up", STACK, "--yes"),
        ("destroy", "nothing-here", "--simulated", "--yes"),
        ("status", "nothing-here"),
        ("bootstrap", "--region", "us-east-1", "--owner", "a@example.org", "--simulated"),
        ("bootstrap", "--region", "eu-west-2", "--owner", "a@example.org", "--simulated"),
    ):
        ended = example.hds(*arguments)
        assert ended.returncode == 2, (arguments, ended.stdout, ended.stderr)
        assert "error: " in ended.stderr, arguments
        assert "Traceback" not in ended.stdout + ended.stderr
