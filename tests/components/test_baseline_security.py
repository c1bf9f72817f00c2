"""Findings of an account on their way to a security account."""

from __future__ import annotations

import json

import pytest

from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Status

from .conftest import find
from .reading import inputs, statements
from .test_baseline import baseline

BUS, POLICY = "aws:cloudwatch/eventBus:EventBus", "aws:cloudwatch/eventBusPolicy:EventBusPolicy"
RULE, TARGET = "aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/eventTarget:EventTarget"
SECURITY = "210987654321"


@pytest.fixture(scope="module")
def forwarding() -> ResourceGraph:
    return baseline({"detection": {"security_account": SECURITY}})


@pytest.mark.parametrize(("name", "region"), [("main", "eu-west-3"), ("recovery", "eu-central-1")])
def test_findings_of_each_region_go_to_a_bus_of_the_same_region(
    forwarding: ResourceGraph, name: str, region: str
) -> None:
    bus = find(forwarding, BUS, name)
    assert bus.region == region
    provider = find(forwarding, "pulumi:providers:aws", f"security-{name}")
    assert provider.inputs["region"] == region
    assert SECURITY in json.dumps(inputs(forwarding, "pulumi:providers:aws", f"security-{name}"))
    pattern = json.loads(inputs(forwarding, RULE, name)["eventPattern"])
    assert {"aws.guardduty", "aws.securityhub", "aws.inspector2", "aws.macie"} <= set(pattern["source"])
    assert inputs(forwarding, TARGET, name)["arn"] == f"<{name}.arn>"


def test_only_this_account_puts_events_on_the_bus(forwarding: ResourceGraph) -> None:
    policy = statements(forwarding, POLICY, "main")["TakeFindings"]
    assert policy["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    assert policy["Action"] == "events:PutEvents"
    assert policy["Resource"].startswith(f"arn:aws:events:eu-west-3:{SECURITY}:event-bus/")


def test_the_rules_find_nothing(forwarding: ResourceGraph) -> None:
    assert evaluate(forwarding, as_of=None).with_status(Status.FAIL) == ()


def test_without_a_security_account_nothing_is_sent() -> None:
    assert baseline().of_type(BUS) == ()
