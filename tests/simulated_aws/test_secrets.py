"""Secrets: marked for the engine, and nowhere in the world."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.simulated_aws.values import decode, encode, reveal
from hds_blueprint.simulated_aws.world import World
from tests.simulated_aws.client import DATABASE, DATABASE_INPUTS, Client, Secret

VALUE = "correct-horse-battery"
SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion"


def plain_texts(value: Any) -> list[str]:
    """Every text in an answer that is not marked secret."""
    if isinstance(value, Secret):
        return []
    if isinstance(value, dict):
        return [text for item in value.values() for text in plain_texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in plain_texts(item)]
    return [str(value)]


def files_of(world: World) -> bytes:
    """The world as it lies on disk, write-ahead log included."""
    folder = Path(world.path).parent
    return b"".join(path.read_bytes() for path in sorted(folder.glob("world.sqlite*")))


@pytest.mark.parametrize("given", [VALUE, Secret(VALUE)], ids=["plain", "marked"])
def test_a_database_password_is_marked_in_outputs_and_never_in_the_world(
    client: Client, world: World, given: Any
) -> None:
    made = client.create(DATABASE, "records", {**DATABASE_INPUTS, "password": given})
    assert made.outputs["password"] == Secret(VALUE)
    assert VALUE not in plain_texts(made.outputs)
    changed = client.update(made, {**DATABASE_INPUTS, "password": given, "backupRetentionPeriod": 7})
    assert changed.outputs["password"] == Secret(VALUE)
    assert b"records" in files_of(world)
    assert VALUE.encode() not in files_of(world)


@pytest.mark.parametrize("given", [VALUE, Secret(VALUE)], ids=["plain", "marked"])
def test_a_password_that_is_only_written_is_never_answered(client: Client, world: World, given: Any) -> None:
    inputs = {**DATABASE_INPUTS, "passwordWo": given, "passwordWoVersion": 1}
    assert "passwordWo" not in client.preview(DATABASE, "records", inputs)
    made = client.create(DATABASE, "records", inputs)
    changed = client.update(made, {**inputs, "passwordWoVersion": 2}, preview=True)
    _, _, refreshed = client.read(made)
    for outputs in (made.outputs, changed.outputs, refreshed):
        assert "passwordWo" not in outputs
        assert VALUE not in str(reveal(outputs))
    assert VALUE.encode() not in files_of(world)


def test_a_preview_of_an_update_marks_the_password(client: Client) -> None:
    made = client.create(DATABASE, "records", {**DATABASE_INPUTS, "password": "first-of-two"})
    previewed = client.update(made, {**DATABASE_INPUTS, "password": VALUE}, preview=True)
    assert previewed.outputs["password"] == Secret(VALUE)


def test_a_managed_password_is_only_referred_to(client: Client) -> None:
    made = client.create(DATABASE, "records", {**DATABASE_INPUTS, "manageMasterUserPassword": True})
    (managed,) = made.outputs["masterUserSecrets"]
    assert managed["secretArn"].startswith("arn:aws:secretsmanager:eu-west-3:")
    assert "password" not in made.outputs
    plain = client.create(DATABASE, "other", {**DATABASE_INPUTS, "identifier": "other"})
    assert plain.outputs["masterUserSecrets"] == []


def test_secret_values_anywhere_stay_marked_and_out_of_the_world(client: Client, world: World) -> None:
    made = client.create("aws:sqs/queue:Queue", "orders", {"tags": {"note": Secret(VALUE)}})
    assert made.outputs["tags"] == {"note": Secret(VALUE)}
    assert made.outputs["tagsAll"] == {"note": Secret(VALUE)}
    assert VALUE.encode() not in files_of(world)


def test_a_refresh_gives_the_engine_its_own_secret_back(client: Client) -> None:
    made = client.create(DATABASE, "records", {**DATABASE_INPUTS, "password": Secret(VALUE)})
    _, inputs, outputs = client.read(made)
    assert inputs["password"] == Secret(VALUE)
    assert outputs["password"] == Secret(VALUE)


def test_an_import_knows_no_secret(client: Client) -> None:
    made = client.create(DATABASE, "records", {**DATABASE_INPUTS, "password": Secret(VALUE)})
    id_, inputs, outputs = client.import_(DATABASE, made.id)
    assert id_ == made.id
    assert inputs["instanceClass"] == "db.t4g.micro"
    assert "password" not in inputs
    assert "password" not in outputs


def test_messages_show_no_secret(client: Client) -> None:
    wrong_type = client.failures(DATABASE, {**DATABASE_INPUTS, "password": [VALUE]})
    too_long = client.failures(SECRET_VERSION, {"secretId": "s", "secretString": VALUE * 5000})
    assert wrong_type
    assert VALUE not in str(wrong_type) + str(too_long)


def test_secrets_and_unknowns_keep_their_marks_on_the_wire() -> None:
    values = {"a": Secret({"b": [1, "x"]}), "c": [Secret(True)], "d": 1.5, "e": None, "f": {}, "g": []}
    assert decode(encode(values)) == values
