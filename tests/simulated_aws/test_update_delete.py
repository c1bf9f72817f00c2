"""Update, Replace and Delete."""

from __future__ import annotations

import grpc
import pytest

from hds_blueprint.simulated_aws.world import World
from tests.simulated_aws.client import (
    BALANCER,
    DATABASE,
    DATABASE_INPUTS,
    KEY,
    QUEUE,
    ROLE,
    TRUST,
    VPC,
    Client,
    connected,
    two_subnets,
)


def test_an_update_changes_the_resource_and_keeps_its_identity(client: Client, world: World) -> None:
    made = client.create(DATABASE, "records", {**DATABASE_INPUTS, "tags": {"a": "b"}})
    changed = client.update(made, {**DATABASE_INPUTS, "backupRetentionPeriod": 7})
    assert changed.outputs["backupRetentionPeriod"] == 7
    assert "tags" not in changed.outputs
    for key in ("arn", "identifier", "endpoint"):
        assert changed.outputs[key] == made.outputs[key]
    (kept,) = world.list()
    assert (kept.id, kept.outputs["backupRetentionPeriod"], kept.tags) == (made.id, 7, {})
    assert [(entry.verb, entry.outcome) for entry in world.journal()] == [
        ("create", "done"),
        ("update", "done"),
    ]


def test_an_update_repairs_drift(client: Client, world: World) -> None:
    made = client.create(QUEUE, "orders", {"delaySeconds": 5})
    world.drift(QUEUE, made.id, delaySeconds=60)
    client.update(made, {"delaySeconds": 5})
    assert client.read(made)[2]["delaySeconds"] == 5


def test_a_preview_of_an_update_changes_nothing(client: Client, world: World) -> None:
    made = client.create(QUEUE, "orders", {"delaySeconds": 5, "maxMessageSize": 2048})
    previewed = client.update(made, {"delaySeconds": 6}, preview=True)
    assert previewed.outputs["delaySeconds"] == 6
    assert "maxMessageSize" not in previewed.outputs
    assert previewed.outputs["arn"] == made.outputs["arn"]
    assert world.list()[0].outputs["delaySeconds"] == 5
    assert len(world.journal()) == 1


def test_what_is_gone_cannot_be_updated(client: Client, world: World) -> None:
    made = client.create(QUEUE, "orders")
    world.remove(world.list()[0])
    with pytest.raises(grpc.RpcError, match="ResourceNotFoundException"):
        client.update(made, {"delaySeconds": 5})
    assert world.list() == []


def test_a_key_that_waits_for_its_deletion_cannot_be_updated(client: Client) -> None:
    made = client.create(KEY, "records")
    client.delete(made)
    with pytest.raises(grpc.RpcError, match="ResourceNotFoundException"):
        client.update(made, {"description": "still here"})


def test_a_deleted_resource_is_gone_and_may_be_deleted_twice(client: Client, world: World) -> None:
    made = client.create(QUEUE, "orders")
    other = client.create(QUEUE, "other")
    client.delete(made)
    client.delete(made)
    assert [found.id for found in world.list()] == [other.id]
    assert [entry.outcome for entry in world.journal(verb="delete")] == ["done", "done"]


def test_the_successor_of_a_deleted_resource_has_an_id_of_its_own(client: Client) -> None:
    first = client.create(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
    client.delete(first)
    second = client.create(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
    assert second.id != first.id


def test_a_replacement_lives_beside_the_old_resource_until_that_is_deleted(
    client: Client, world: World
) -> None:
    old = client.create(QUEUE, "orders")
    new = client.create(QUEUE, "orders", {"fifoQueue": True})
    assert old.id != new.id
    assert {found.id for found in world.list()} == {old.id, new.id}
    client.delete(old)
    assert [found.id for found in world.list()] == [new.id]


@pytest.mark.parametrize(
    ("type_", "protection"),
    [(DATABASE, "deletionProtection"), (BALANCER, "enableDeletionProtection")],
)
def test_deletion_protection_holds_until_it_is_taken_off(
    client: Client, world: World, type_: str, protection: str
) -> None:
    database = {**DATABASE_INPUTS, "skipFinalSnapshot": True}
    inputs = database if type_ == DATABASE else {"subnets": two_subnets(client)}
    made = client.create(type_, "records", {**inputs, protection: True})
    with pytest.raises(grpc.RpcError, match="deletion protection"):
        client.delete(made)
    assert client.read(made)[0] == made.id
    client.delete(client.update(made, {**inputs, protection: False}))
    assert world.find(type=type_) == []


def test_one_account_does_not_delete_or_change_what_another_has(
    client: Client, port: int, world: World
) -> None:
    made = client.create(ROLE, "reader", {**TRUST, "name": "reader"})
    roles = [{"roleArn": "arn:aws:iam::210987654321:role/deployer"}]
    with connected(port, "eu-west-3", assumeRoles=roles) as other:
        other.delete(made)
        with pytest.raises(grpc.RpcError, match="ResourceNotFoundException"):
            other.update(made, {**TRUST, "name": "reader", "description": "taken over"})
    assert [found.outputs.get("description") for found in world.list()] == [None]
