"""What the examples send is checked against the models of AWS's API, and a wrong value is refused there."""

from __future__ import annotations

from typing import Any

import pytest

from hds_blueprint.simulated_aws.data_files import table
from tests.simulated_aws.client import Client
from tools.model_coverage import coverage, examples, known_arguments


def test_nearly_everything_that_the_examples_send_is_in_a_model() -> None:
    found = coverage(examples())
    assert found.share >= 0.95, sorted(found.others)


def test_every_exception_is_of_an_argument_that_a_model_has() -> None:
    known = known_arguments()
    for place in table("limit_exceptions.yaml"):
        token, _, argument = place.partition(".")
        assert argument in known[token]


@pytest.mark.parametrize(
    ("type_", "inputs", "path"),
    [
        (
            "aws:s3/bucketVersioning:BucketVersioning",
            {"bucket": "b", "versioningConfiguration": {"status": "On"}},
            "versioningConfiguration.status",
        ),
        (
            "aws:backup/plan:Plan",
            {"name": "p", "rules": [{"ruleName": "a/b", "targetVaultName": "vault"}]},
            "rules[0].ruleName",
        ),
        (
            "aws:scheduler/schedule:Schedule",
            {
                "scheduleExpression": "rate(1 day)",
                "flexibleTimeWindow": {"mode": "ON"},
                "target": {
                    "arn": "arn:aws:sqs:eu-west-3:123456789012:q",
                    "roleArn": "arn:aws:iam::123456789012:role/r",
                },
            },
            "flexibleTimeWindow.mode",
        ),
        (
            "aws:lb/targetGroup:TargetGroup",
            {"port": 80, "healthCheck": {"interval": 4}},
            "healthCheck.interval",
        ),
        (
            "aws:networkfirewall/firewallPolicy:FirewallPolicy",
            {
                "name": "egress",
                "firewallPolicy": {
                    "statelessDefaultActions": ["aws:drop"],
                    "statelessFragmentDefaultActions": ["aws:drop"],
                    "statefulEngineOptions": {"ruleOrder": "STRICT"},
                },
            },
            "firewallPolicy.statefulEngineOptions.ruleOrder",
        ),
        (
            "aws:ecs/service:Service",
            {"loadBalancers": [{"containerName": "web", "containerPort": 80}], "propagateTags": "ALL"},
            "propagateTags",
        ),
    ],
)
def test_a_nested_value_that_aws_refuses_is_refused(
    client: Client, type_: str, inputs: dict[str, Any], path: str
) -> None:
    assert path in client.failures(type_, inputs)


def test_what_is_not_known_yet_passes(client: Client) -> None:
    from tests.simulated_aws.client import UNKNOWN

    inputs = {"bucket": "b", "versioningConfiguration": {"status": UNKNOWN}}
    assert client.failures("aws:s3/bucketVersioning:BucketVersioning", inputs) == {}
