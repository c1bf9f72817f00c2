"""What is refused of state machines, repositories of images and locks, and what is taken."""

from __future__ import annotations

import json
from typing import Any

import grpc
import pytest

from tests.simulated_aws.client import BUCKET, ROLE, TRUST, Client

MACHINE = "aws:sfn/stateMachine:StateMachine"
REPOSITORY, POLICY = "aws:ecr/repository:Repository", "aws:ecr/repositoryPolicy:RepositoryPolicy"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
RUN: dict[str, Any] = {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "End": True}


def refusal(client: Client, type_: str, inputs: dict[str, Any]) -> str:
    with pytest.raises(grpc.RpcError) as error:
        client.create(type_, "subject", inputs)
    return error.value.details()  # type: ignore[attr-defined]


def machine(client: Client, definition: Any, **more: Any) -> dict[str, Any]:
    role = client.create(ROLE, "role", {"name": "role", **TRUST}).outputs["arn"]
    text = definition if isinstance(definition, str) else json.dumps(definition)
    return {"name": "nightly", "roleArn": role, "definition": text, **more}


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ("{", "not JSON"),
        ({"StartAt": "Run", "States": {}}, "StartAt Run is no state"),
        ({"StartAt": "Run", "States": {"Run": {"Type": "Do", "End": True}}}, "no Type"),
        ({"StartAt": "Run", "States": {"Run": {**RUN, "Next": "Gone"}}}, "leads to Gone"),
        ({"StartAt": "Run", "States": {"Run": {"Type": "Pass"}}}, "neither Next nor End"),
        ({"StartAt": "Run", "States": {"Run": {"Type": "Task", "End": True}}}, "no Resource"),
        ({"StartAt": "Run", "States": {"Run": {**RUN, "Catch": [{"Next": "Gone"}]}}}, "leads to Gone"),
        ({"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": True}}}, "no machine inside"),
    ],
)
def test_definitions_that_are_refused(client: Client, definition: Any, said: str) -> None:
    assert said in refusal(client, MACHINE, machine(client, definition))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"loggingConfiguration": {"level": "ERROR", "logDestination": "arn:aws:logs:a"}}, "ends with :*"),
        ({"encryptionConfiguration": {"type": "CUSTOMER_MANAGED_KMS_KEY"}}, "the key do not go together"),
    ],
)
def test_settings_that_are_refused(client: Client, settings: dict[str, Any], said: str) -> None:
    definition = {"StartAt": "Run", "States": {"Run": RUN}}
    assert said in refusal(client, MACHINE, machine(client, definition, **settings))


def test_a_machine_that_is_taken(client: Client) -> None:
    inner = {"StartAt": "Stop", "States": {"Stop": RUN}}
    definition = {
        "StartAt": "Run",
        "States": {
            "Run": {**RUN, "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Each"}]},
            "Each": {"Type": "Map", "ItemProcessor": inner, "Next": "Failed"},
            "Failed": {"Type": "Fail"},
        },
    }
    created = client.create(MACHINE, "nightly", machine(client, definition))
    assert created.outputs["arn"] == "arn:aws:states:eu-west-3:123456789012:stateMachine:nightly"


def test_repositories_and_what_belongs_to_them(client: Client) -> None:
    assert list(client.failures(REPOSITORY, {"name": "Upper"})) == ["name"]
    statement = {"Effect": "Deny", "Principal": "*", "Action": "ecr:*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    assert "does not exist" in refusal(client, POLICY, {"repository": "team/web", "policy": policy})
    client.create(REPOSITORY, "web", {"name": "team/web"})
    client.create(POLICY, "web", {"repository": "team/web", "policy": policy})
    named = json.dumps({"Statement": [{**statement, "Resource": "*"}]})
    assert "no Resource" in refusal(client, POLICY, {"repository": "team/web", "policy": named})


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([{"rulePriority": 1}], "expected"),
        ([(1, "untagged"), (1, "any")], "one priority"),
        ([(1, "any"), (2, "untagged")], "must come last"),
        ([(1, "untagged"), (2, "any")], None),
    ],
)
def test_lifecycles(client: Client, rules: list[Any], said: str | None) -> None:
    client.create(REPOSITORY, "web", {"name": "web"})
    written = [
        {"rulePriority": rule[0], "description": "Old images go", "selection": {"tagStatus": rule[1]}}
        if isinstance(rule, tuple)
        else {**rule, "description": "Rules have a selection, this one has none, and ECR takes no such rule"}
        for rule in rules
    ]
    inputs = {"repository": "web", "policy": json.dumps({"rules": written})}
    if said is None:
        assert client.create(LIFECYCLE, "web", inputs).id == "web"
    else:
        assert said in refusal(client, LIFECYCLE, inputs)


def lock(**retention: Any) -> dict[str, Any]:
    return {"bucket": "records", "rule": {"defaultRetention": retention}}


def test_a_lock_needs_versions_and_keeps_them(client: Client) -> None:
    client.create(BUCKET, "records", {"bucket": "records"})
    assert "Versioning must be 'Enabled'" in refusal(client, LOCK, lock(mode="GOVERNANCE", days=30))
    client.create(
        VERSIONING, "records", {"bucket": "records", "versioningConfiguration": {"status": "Enabled"}}
    )
    assert list(client.failures(LOCK, lock(mode="LEGAL", days=30))) == ["rule.defaultRetention.mode"]
    assert "either days or years" in refusal(client, LOCK, lock(mode="GOVERNANCE", days=30, years=1))
    client.create(LOCK, "records", lock(mode="GOVERNANCE", days=30))
    suspended = {"bucket": "records", "versioningConfiguration": {"status": "Suspended"}}
    assert "cannot be changed" in refusal(client, VERSIONING, suspended)


def test_a_bucket_made_with_a_lock_has_versions(client: Client) -> None:
    client.create(BUCKET, "records", {"bucket": "records", "objectLockEnabled": True})
    client.create(LOCK, "records", lock(mode="COMPLIANCE", years=1))
