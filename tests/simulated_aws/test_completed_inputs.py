"""Check: what the provider adds to the inputs."""

from __future__ import annotations

import re

import pytest
from pulumi.runtime.proto import provider_pb2

from tests.simulated_aws.client import (
    BALANCER,
    BUCKET,
    DATABASE,
    GROUP,
    POLICY,
    QUEUE,
    ROLE,
    TRUST,
    UNKNOWN,
    Client,
    Secret,
    connected,
)

ALIAS = "aws:kms/alias:Alias"


def test_a_name_is_the_logical_name_and_seven_digits(client: Client) -> None:
    checked = client.check(BUCKET, "Records", {})
    assert re.fullmatch(r"records-[0-9a-f]{7}", checked["bucket"])
    assert checked["__defaults"] == ["bucket"]


def test_two_runs_name_alike_and_two_resources_differ(client: Client) -> None:
    first = client.check(QUEUE, "orders", {})["name"]
    assert client.check(QUEUE, "orders", {})["name"] == first
    assert client.check(QUEUE, "orders-late", {})["name"] != first
    assert client.check(ROLE, "orders", TRUST)["name"] != first


def test_a_name_is_kept_by_later_checks(client: Client) -> None:
    olds = {"name": "orders-given01", "__defaults": ["name"]}
    later = client.check(QUEUE, "orders", {"delaySeconds": 5}, olds)
    assert later["name"] == "orders-given01"
    assert later["__defaults"] == ["name"]


def test_a_name_that_the_program_no_longer_gives_is_not_kept(client: Client) -> None:
    later = client.check(QUEUE, "orders", {}, {"name": "chosen", "__defaults": []})
    assert later["name"].startswith("orders-")


def test_the_new_one_of_a_replacement_has_another_name(client: Client) -> None:
    living = client.create(QUEUE, "orders")
    assert client.check(QUEUE, "orders", {})["name"] != living.inputs["name"]


def test_a_name_of_the_program_is_left_alone(client: Client) -> None:
    checked = client.check(QUEUE, "orders", {"name": "orders"})
    assert checked["name"] == "orders"
    assert checked["__defaults"] == []


@pytest.mark.parametrize(("type_", "property_", "limit"), [(BUCKET, "bucket", 63), (BALANCER, "name", 32)])
def test_a_long_name_is_cut_to_what_aws_takes(client: Client, type_: str, property_: str, limit: int) -> None:
    assert len(client.check(type_, "a" * 100, {})[property_]) == limit


def test_names_take_the_form_that_their_type_asks_for(client: Client) -> None:
    assert client.check(ALIAS, "records", {"targetKeyId": "k"})["name"].startswith("alias/records-")
    assert client.check(QUEUE, "orders", {"fifoQueue": True})["name"].endswith(".fifo")
    assert "identifier" not in client.check(DATABASE, "records", {"instanceClass": "db.t4g.micro"})


def autonaming(mode: int, name: str = "") -> provider_pb2.CheckRequest.AutonamingOptions:
    return provider_pb2.CheckRequest.AutonamingOptions(mode=mode, proposed_name=name)


def test_the_wishes_of_the_engine_for_names_are_followed(client: Client) -> None:
    options = provider_pb2.CheckRequest.AutonamingOptions
    target = {"targetKeyId": "k"}
    proposed = client.check(ALIAS, "records", target, autonaming=autonaming(options.PROPOSE, "mine"))
    assert proposed["name"] == "alias/mine"
    enforced = client.check(ALIAS, "records", target, autonaming=autonaming(options.ENFORCE, "alias/own"))
    assert enforced["name"] == "alias/own"
    disabled = client.check(ALIAS, "records", target, autonaming=autonaming(options.DISABLE))
    assert "name" not in disabled


def test_constants_are_filled_in(client: Client) -> None:
    checked = client.check(GROUP, "front", {})
    assert checked["description"] == "Managed by Pulumi"
    assert checked["__defaults"] == ["description", "name"]
    assert client.check(GROUP, "front", {"description": "Front"})["description"] == "Front"


def test_the_region_is_that_of_the_provider_unless_the_resource_has_one(client: Client) -> None:
    assert client.check(BUCKET, "records", {})["region"] == "eu-west-3"
    assert client.check(BUCKET, "records", {"region": "eu-central-1"})["region"] == "eu-central-1"
    assert "region" not in client.check(ROLE, "reader", TRUST)


def test_default_tags_lie_under_the_tags_of_the_resource(port: int) -> None:
    tags = {"tags": {"service": "records", "owner": "platform"}}
    with connected(port, "eu-west-3", defaultTags=tags) as client:
        checked = client.check(BUCKET, "records", {"tags": {"owner": "care"}})
        bare = client.check(BUCKET, "records", {})
    assert checked["tagsAll"] == {"owner": "care", "service": "records"}
    assert checked["tags"] == {"owner": "care"}
    assert bare["tagsAll"] == tags["tags"]


def test_default_tags_also_come_as_json(port: int) -> None:
    with connected(port, "eu-west-3", defaultTags='{"tags": {"service": "records"}}') as client:
        assert client.check(BUCKET, "records", {})["tagsAll"] == {"service": "records"}


def test_tags_that_are_unknown_or_secret_stay_so(client: Client) -> None:
    assert client.check(BUCKET, "records", {"tags": UNKNOWN})["tagsAll"] is UNKNOWN
    assert client.check(BUCKET, "records", {"tags": Secret({"a": "b"})})["tagsAll"] == Secret({"a": "b"})


def test_types_without_tags_get_none(client: Client) -> None:
    policy = client.check("aws:s3/bucketPolicy:BucketPolicy", "records", {"bucket": "b", "policy": POLICY})
    assert "tagsAll" not in policy
    assert "tagsAll" not in client.check(BUCKET, "records", {})
