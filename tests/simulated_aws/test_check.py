"""Check: the inputs against the argument classes of the installed pulumi_aws."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulated_aws.client import (
    BUCKET,
    DATABASE,
    GROUP,
    QUEUE,
    SUBNET,
    UNKNOWN,
    Client,
    Secret,
)

RULE = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.0.0.0/16"]}


def test_an_unknown_property_is_refused_with_a_suggestion(client: Client) -> None:
    found = client.failures(BUCKET, {"forceDestory": True})
    assert list(found) == ["forceDestory"]
    assert "'forceDestory' is not expected here" in found["forceDestory"]
    assert "Did you mean 'forceDestroy'?" in found["forceDestory"]


def test_snake_case_is_recognised_as_the_property_meant(client: Client) -> None:
    assert "Did you mean 'forceDestroy'?" in client.failures(BUCKET, {"force_destroy": True})["force_destroy"]


def test_nothing_is_suggested_where_nothing_is_near(client: Client) -> None:
    assert "Did you mean" not in client.failures(BUCKET, {"zzzzzzzz": True})["zzzzzzzz"]


def test_a_missing_required_property_is_refused(client: Client) -> None:
    found = client.failures(SUBNET, {"cidrBlock": "10.0.0.0/24"})
    assert list(found) == ["vpcId"]
    assert "required" in found["vpcId"]


@pytest.mark.parametrize(
    ("type_", "news", "path", "reason"),
    [
        (BUCKET, {"forceDestroy": "yes"}, "forceDestroy", "expected a boolean, got the string 'yes'"),
        (BUCKET, {"bucket": 7}, "bucket", "expected a string, got the number 7"),
        (BUCKET, {"bucket": True}, "bucket", "expected a string, got the boolean true"),
        (QUEUE, {"delaySeconds": "5"}, "delaySeconds", "expected an integer, got the string '5'"),
        (QUEUE, {"delaySeconds": 1.5}, "delaySeconds", "expected an integer, got the number 1.5"),
        (QUEUE, {"delaySeconds": True}, "delaySeconds", "expected an integer, got the boolean true"),
        (GROUP, {"ingress": RULE}, "ingress", "expected a list of objects, got an object"),
        (BUCKET, {"tags": "a=b"}, "tags", "expected a map of strings, got the string 'a=b'"),
        (BUCKET, {"tags": {"a": 1}}, "tags.a", "expected a string, got the number 1"),
        (
            GROUP,
            {"ingress": [RULE, {**RULE, "fromPort": "443"}]},
            "ingress[1].fromPort",
            "expected an integer, got the string '443'",
        ),
        (
            GROUP,
            {"ingress": [{**RULE, "cidrBlocks": ["10.0.0.0/16", 8]}]},
            "ingress[0].cidrBlocks[1]",
            "expected a string, got the number 8",
        ),
    ],
)
def test_a_value_of_a_wrong_type_is_refused_at_its_path(
    client: Client, type_: str, news: dict[str, Any], path: str, reason: str
) -> None:
    found = client.failures(type_, news)
    assert list(found) == [path]
    assert reason in found[path]


def test_nested_objects_are_checked_for_unknown_and_missing_properties(client: Client) -> None:
    rule = {"protocol": "tcp", "fromPort": 443, "cidrBlock": ["10.0.0.0/16"]}
    found = client.failures(GROUP, {"ingress": [rule]})
    assert found.keys() == {"ingress[0].cidrBlock", "ingress[0].toPort"}
    assert "Did you mean 'cidrBlocks'?" in found["ingress[0].cidrBlock"]


def test_everything_wrong_is_said_at_once(client: Client) -> None:
    found = client.failures(SUBNET, {"cidrBlock": 1, "colour": "blue"})
    assert found.keys() == {"cidrBlock", "colour", "vpcId"}


def test_unknown_values_are_accepted_wherever_they_stand(client: Client) -> None:
    checked = client.check(
        GROUP,
        "front",
        {"vpcId": UNKNOWN, "ingress": [{**RULE, "fromPort": UNKNOWN}], "tags": {"owner": UNKNOWN}},
    )
    assert checked["vpcId"] is UNKNOWN
    assert checked["ingress"][0]["fromPort"] is UNKNOWN
    assert checked["tagsAll"] == {"owner": UNKNOWN}
    assert client.check(GROUP, "front", {"ingress": UNKNOWN})["ingress"] is UNKNOWN


def test_a_required_property_that_is_not_known_yet_is_not_missing(client: Client) -> None:
    assert not client.failures(SUBNET, {"vpcId": UNKNOWN})


def test_a_secret_stays_secret(client: Client) -> None:
    inputs = {"instanceClass": "db.t4g.micro", "password": Secret("correct horse")}
    assert client.check(DATABASE, "records", inputs)["password"] == Secret("correct horse")


def test_a_secret_of_a_wrong_type_is_refused_without_its_value(client: Client) -> None:
    found = client.failures(DATABASE, {"instanceClass": "db.t4g.micro", "password": Secret(918273)})
    assert list(found) == ["password"]
    assert "expected a string" in found["password"]
    assert "918273" not in found["password"]


def test_a_secret_object_is_checked_inside(client: Client) -> None:
    found = client.failures(GROUP, {"ingress": Secret([{**RULE, "toPort": "hidden-value"}])})
    assert list(found) == ["ingress[0].toPort"]
    assert "hidden-value" not in found["ingress[0].toPort"]


def test_properties_left_empty_count_as_left_out(client: Client) -> None:
    assert not client.failures(BUCKET, {"forceDestroy": None})
    assert "vpcId" in client.failures(SUBNET, {"vpcId": None})


def test_bookkeeping_of_the_engine_is_no_argument(client: Client) -> None:
    assert not client.failures(BUCKET, {"__defaults": ["bucket"]})
