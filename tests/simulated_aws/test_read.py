"""Read: refresh, drift and import."""

from __future__ import annotations

import pytest

from hds_blueprint.simulated_aws.world import World, WorldError
from tests.simulated_aws.client import (
    BUCKET,
    DATABASE,
    DATABASE_INPUTS,
    KEY,
    QUEUE,
    ROLE,
    TRUST,
    Client,
    connected,
)


def test_a_resource_is_read_as_it_was_made(client: Client) -> None:
    made = client.create(QUEUE, "orders", {"delaySeconds": 5})
    assert client.read(made) == (made.id, made.inputs, made.outputs)


def test_a_resource_that_is_gone_has_no_id(client: Client, world: World) -> None:
    made = client.create(QUEUE, "orders")
    world.remove(world.find(id=made.id)[0])
    assert client.read(made) == ("", {}, {})


def test_an_id_that_never_was_has_no_id(client: Client) -> None:
    assert client.import_(QUEUE, "https://sqs.eu-west-3.amazonaws.com/123456789012/none") == ("", {}, {})


def test_a_key_that_waits_for_its_deletion_is_gone(client: Client, world: World) -> None:
    made = client.create(KEY, "records")
    client.delete(made)
    assert [found.status for found in world.list()] == ["pending-deletion"]
    assert client.read(made)[0] == ""


def test_drift_made_in_the_world_is_seen_in_inputs_and_outputs(client: Client, world: World) -> None:
    made = client.create(QUEUE, "orders", {"delaySeconds": 5, "tags": {"owner": "care"}})
    world.drift(QUEUE, made.id, delaySeconds=60, tags={"owner": "somebody"})
    id_, inputs, outputs = client.read(made)
    assert id_ == made.id
    for seen in (inputs, outputs):
        assert seen["delaySeconds"] == 60
        assert seen["tags"] == seen["tagsAll"] == {"owner": "somebody"}
    assert inputs["__defaults"] == made.inputs["__defaults"]


def test_tags_of_a_hand_leave_the_default_tags_in_place(port: int, world: World) -> None:
    with connected(port, "eu-west-3", defaultTags={"tags": {"service": "records"}}) as client:
        made = client.create(QUEUE, "orders", {"tags": {"owner": "care"}})
        world.drift(QUEUE, made.id, tags={"owner": "somebody"})
        _, inputs, _ = client.read(made)
    assert inputs["tags"] == {"owner": "somebody"}
    assert inputs["tagsAll"] == {"owner": "somebody", "service": "records"}


def test_a_property_taken_away_in_the_world_is_gone_from_the_inputs(client: Client, world: World) -> None:
    made = client.create(QUEUE, "orders", {"kmsMasterKeyId": "alias/records"})
    world.drift(QUEUE, made.id, kmsMasterKeyId=None)
    _, inputs, _ = client.read(made)
    assert "kmsMasterKeyId" not in inputs


def test_drift_of_what_does_not_exist_is_an_error(world: World) -> None:
    with pytest.raises(WorldError, match="no aws:sqs/queue:Queue with id nowhere"):
        world.drift(QUEUE, "nowhere", delaySeconds=1)


def test_a_resource_is_read_where_it_is_and_nowhere_else(client: Client, port: int) -> None:
    made = client.create(BUCKET, "copies", {"region": "eu-central-1"})
    assert client.read(made)[0] == made.id
    assert client.import_(BUCKET, made.id)[0] == ""
    with connected(port, "eu-central-1") as elsewhere:
        assert elsewhere.import_(BUCKET, made.id)[0] == made.id


def test_accounts_do_not_see_each_other(client: Client, port: int) -> None:
    made = client.create(ROLE, "reader", {**TRUST, "name": "reader"})
    roles = [{"roleArn": "arn:aws:iam::210987654321:role/deployer"}]
    with connected(port, "eu-west-3", assumeRoles=roles) as other:
        assert other.read(made)[0] == ""
        own = other.create(ROLE, "reader", {**TRUST, "name": "reader"})
        assert other.read(own)[2]["arn"] == "arn:aws:iam::210987654321:role/reader"
    assert client.read(made)[2]["arn"] == "arn:aws:iam::123456789012:role/reader"


def test_an_import_answers_the_inputs_of_the_world(client: Client) -> None:
    made = client.create(QUEUE, "orders", {"delaySeconds": 5})
    id_, inputs, outputs = client.import_(QUEUE, made.id)
    assert (id_, inputs["delaySeconds"], outputs) == (made.id, 5, made.outputs)


def test_an_import_takes_the_arn_and_the_id_that_aws_documents(client: Client) -> None:
    made = client.create(DATABASE, "records", {**DATABASE_INPUTS, "identifier": "records"})
    assert client.import_(DATABASE, "records")[0] == made.id
    assert client.import_(DATABASE, made.outputs["arn"])[0] == made.id
    assert client.import_(DATABASE, "other")[0] == ""
