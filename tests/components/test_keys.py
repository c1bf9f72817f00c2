from __future__ import annotations

import json
from typing import Any

import pytest

from hds_blueprint.graph.model import ResourceGraph, targets

from .conftest import GraphOf, find, policy

KEY = "aws:kms/key:Key"
ACCOUNT = "123456789012"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def actions(statement: dict[str, Any]) -> set[str]:
    given = statement["Action"]
    return {given} if isinstance(given, str) else set(given)


def test_a_key_for_each_domain_and_one_for_traces_alerts_and_copies(small_graph: GraphOf) -> None:
    graph = small_graph({"databases": {"archive": {"key_domain": "archive"}}})
    assert {key.name for key in graph.of_type(KEY)} == {
        "alerts",
        "domain-archive",
        "domain-data",
        "logs",
        "recovery-copies",
    }


def test_the_common_domain_exists_without_any_store(small_graph: GraphOf) -> None:
    graph = small_graph({"databases": None, "buckets": None, "workloads": None})
    assert find(graph, KEY, "domain-data")


def test_a_domain_may_be_called_like_a_key_of_ours(small_graph: GraphOf) -> None:
    graph = small_graph({"buckets": {"documents": {"key_domain": "logs"}}})
    bucket = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    encryption = find(graph, bucket, "documents")
    assert [urn.rsplit("::", 1)[1] for urn in targets(encryption, "rules")] == ["domain-logs"]


def test_keys_rotate_wait_before_deletion_and_outlive_the_stack(small: ResourceGraph) -> None:
    for key in small.of_type(KEY):
        assert key.inputs["enableKeyRotation"] is True
        assert key.inputs["rotationPeriodInDays"] == 365
        assert key.inputs["deletionWindowInDays"] == 30
        assert key.options.protect
        assert key.options.retain_on_delete


def test_development_keys_can_be_destroyed(small_graph: GraphOf) -> None:
    graph = small_graph({"service": {"environment": "development"}})
    assert not any(key.options.protect for key in graph.of_type(KEY))


def test_each_key_has_an_alias_in_its_own_region(small: ResourceGraph) -> None:
    for key in small.of_type(KEY):
        (alias,) = small.referrers(key.urn, "aws:kms/alias:Alias")
        assert alias.inputs["name"] == f"alias/carnet-prod-{key.name}"
        assert alias.region == key.region


def test_the_key_of_copies_is_in_the_recovery_region(small: ResourceGraph) -> None:
    key = find(small, KEY, "recovery-copies")
    assert key.region == "eu-central-1"
    via = policy(key)["UseThroughServices"]["Condition"]["StringEquals"]["kms:ViaService"]
    copying = ("rds", "s3", "secretsmanager", "backup", "elasticfilesystem")
    assert via == [f"{service}.eu-central-1.amazonaws.com" for service in copying]


def test_who_administers_a_key_cannot_use_it(small_graph: GraphOf) -> None:
    administrator = f"arn:aws:iam::{ACCOUNT}:role/key-administrators"
    graph = small_graph({"access": {"key_administrators": [administrator]}})
    for key in graph.of_type(KEY):
        statements = policy(key)
        administration = statements.pop("AdministerWithoutUse")
        assert administration["Principal"] == {"AWS": administrator}
        assert not actions(administration) & {
            "kms:Decrypt",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:CreateGrant",
        }
        for statement in statements.values():
            assert administrator not in json.dumps(statement["Principal"])


def test_without_named_administrators_the_accounts_own_administer(small: ResourceGraph) -> None:
    for key in small.of_type(KEY):
        assert policy(key)["AdministerWithoutUse"]["Principal"] == {"AWS": ROOT}


def test_no_key_policy_has_a_wildcard_action_or_an_open_principal(small: ResourceGraph) -> None:
    for key in small.of_type(KEY):
        for sid, statement in policy(key).items():
            assert not any("*" in action for action in actions(statement)), (key.name, sid)
            assert statement["Principal"] != "*"
            assert statement["Principal"] != {"AWS": "*"}


def test_use_is_for_this_account_through_a_service_only(small: ResourceGraph) -> None:
    for key in small.of_type(KEY):
        for sid, statement in policy(key).items():
            if statement["Principal"] == {"AWS": ROOT} and sid != "AdministerWithoutUse":
                condition = statement["Condition"]["StringEquals"]
                assert condition["kms:CallerAccount"] == ACCOUNT
                assert condition["kms:ViaService"]


def test_grants_are_for_services_of_aws_only(small: ResourceGraph) -> None:
    grant = policy(find(small, KEY, "domain-data"))["GrantToServices"]
    assert actions(grant) == {"kms:CreateGrant"}
    assert grant["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


@pytest.mark.parametrize(
    ("sid", "operator", "key", "value"),
    [
        (
            "LogGroups",
            "ArnLike",
            "kms:EncryptionContext:aws:logs:arn",
            f"arn:aws:logs:eu-west-3:{ACCOUNT}:log-group:*",
        ),
        ("TrailFiles", "StringEquals", "aws:SourceAccount", ACCOUNT),
        (
            "TrailFiles",
            "ArnLike",
            "kms:EncryptionContext:aws:cloudtrail:arn",
            f"arn:aws:cloudtrail:*:{ACCOUNT}:trail/*",
        ),
    ],
)
def test_the_key_of_traces_serves_this_accounts_traces(
    small: ResourceGraph, sid: str, operator: str, key: str, value: str
) -> None:
    statement = policy(find(small, KEY, "logs"))[sid]
    assert statement["Condition"][operator][key] == value


def test_alarms_of_this_account_can_use_the_key_of_the_topic(small: ResourceGraph) -> None:
    statements = policy(find(small, KEY, "alerts"))
    assert statements["AlarmsPublish"]["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert statements["EventRulesPublish"]["Principal"] == {"Service": "events.amazonaws.com"}
    # EventBridge passes no such key: with a condition, every notification is lost
    assert "Condition" not in statements["EventRulesPublish"]


def test_a_key_outside_of_aws_is_rotated_there(graph_of: GraphOf) -> None:
    external = {"access": {"external_keys": {"data": {"store": "cks-1234567890abcdef0", "key": "health-1"}}}}
    key = find(graph_of(external), "aws:kms/key:Key", "domain-data")
    assert key.inputs["customKeyStoreId"] == "cks-1234567890abcdef0"
    assert key.inputs["xksKeyId"] == "health-1"
    assert key.inputs["enableKeyRotation"] is False
    assert "rotationPeriodInDays" not in key.inputs
    others = [each for each in graph_of(external).of_type("aws:kms/key:Key") if each.name != "domain-data"]
    assert all(each.inputs["enableKeyRotation"] is True for each in others)
