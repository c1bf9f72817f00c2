"""What existed before the platform comes in by its id: imported, brought in line, never replaced."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from simulated_aws.client import (
    BUCKET,
    DATABASE,
    GROUP,
    KEY,
    Client,
    connected,
    two_subnets,
)

from hds_blueprint.simulated_aws.server import serve

from .workshop import HERE, Workshop

STACK = "adopting"
SUBNETS = "aws:rds/subnetGroup:SubnetGroup"

pytestmark = [pytest.mark.engine]


# What somebody made by hand, long before.
PAST: dict[str, Any] = {
    "identifier": "records-2019",
    "engine": "postgres",
    "engineVersion": "17",
    "instanceClass": "db.m5.large",
    "allocatedStorage": 100,
    "dbName": "old_records",
    "username": "root_user",
    "password": "made-by-hand-in-2019",
    "dbSubnetGroupName": "past",
    "multiAz": False,
    "skipFinalSnapshot": True,
}


def past(client: Client, **differs: Any) -> None:
    """An account with a database and a bucket that nobody manages."""
    client.create(SUBNETS, "past", {"name": "past", "subnetIds": two_subnets(client), "description": "past"})
    client.create(DATABASE, "past", {**PAST, **differs})
    client.create(BUCKET, "past", {"bucket": "hospital-documents"})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """A project whose account also holds a key, with which the database is encrypted."""
    made = Workshop.make(tmp_path_factory.mktemp("adoption") / "project")
    with made.world(STACK) as world, serve(world) as port, connected(port) as client:
        key = client.create(KEY, "past", {"description": "made by hand", "enableKeyRotation": False})
        vpc = client.create("aws:ec2/vpc:Vpc", "past", {"cidrBlock": "10.99.0.0/16"})
        group = client.create(GROUP, "past", {"vpcId": vpc.id, "description": "past"})
        past(client, storageEncrypted=True, kmsKeyId=key.outputs["arn"], vpcSecurityGroupIds=[group.id])
    document = made.documents() / f"{STACK}.yaml"
    text = (HERE / "documents" / f"{STACK}.yaml").read_text().replace("{}", f"{{data: {key.id}}}")
    document.unlink()
    document.write_text(text)
    return made


def resource(made: Workshop, type_: str, name: str) -> dict[str, Any]:
    [found] = [
        item for item in made.resources(STACK) if item["type"] == type_ and item["urn"].endswith(f"::{name}")
    ]
    return found


@pytest.fixture(scope="module")
def adopted(made: Workshop) -> Workshop:
    told = json.loads(made.up(STACK, "--format", "json").stdout)
    assert told["changes"]["import"] == 3
    assert not {"replace", "delete", "create-replacement", "import-replacement"} & set(told["changes"])
    return made


def test_nothing_of_it_was_created_or_deleted(adopted: Workshop) -> None:
    with adopted.world(STACK) as world:
        entries = [entry for entry in world.journal() if f":{STACK}::" in entry.urn]
        [database] = world.find(type=DATABASE)
        assert sum(item.id == "hospital-documents" for item in world.find(type=BUCKET)) == 1
    assert {entry.verb for entry in entries} <= {"create", "update", "read"}
    touched = {(entry.verb, entry.urn.split("::")[-1]) for entry in entries if DATABASE in entry.urn}
    assert touched == {("update", "records")}
    assert database.outputs["identifier"] == "records-2019"


def test_the_state_knows_it_by_its_id(adopted: Workshop) -> None:
    assert resource(adopted, BUCKET, "documents")["id"] == "hospital-documents"
    database = resource(adopted, DATABASE, "records")
    assert database["importID"] == "records-2019"
    assert database["protect"] is True


def test_what_may_change_was_brought_in_line(adopted: Workshop) -> None:
    inputs = resource(adopted, DATABASE, "records")["inputs"]
    assert (inputs["multiAz"], inputs["deletionProtection"], inputs["instanceClass"]) == (
        True,
        True,
        "db.m7g.large",
    )
    assert inputs["tags"]["service"] == "adopting"
    assert resource(adopted, KEY, "domain-data")["inputs"]["enableKeyRotation"] is True


def test_what_would_replace_it_stayed(adopted: Workshop) -> None:
    inputs = resource(adopted, DATABASE, "records")["inputs"]
    assert (inputs["dbName"], inputs["username"], inputs["dbSubnetGroupName"]) == (
        "old_records",
        "root_user",
        "past",
    )
    with adopted.world(STACK) as world:
        [database] = world.find(type=DATABASE)
    assert inputs["kmsKeyId"] == database.outputs["kmsKeyId"]


def test_a_second_up_changes_nothing(adopted: Workshop) -> None:
    assert "no change" in adopted.up(STACK).stdout


def test_an_id_that_does_not_exist_creates_nothing(made: Workshop) -> None:
    document = made.documents() / "other.yaml"
    document.write_text((made.documents() / f"{STACK}.yaml").read_text().replace("records-2019", "nowhere"))
    ended = made.hds("up", "other", "--simulated")
    assert ended.returncode == 1
    assert "does not exist" in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    with made.world("other") as world:
        assert world.list() == []


def test_a_database_without_encryption_is_refused_before_it_is_imported(
    workshop: Callable[..., Workshop],
) -> None:
    made = workshop()
    with made.world(STACK) as world, serve(world) as port, connected(port) as client:
        past(client, storageEncrypted=False)
    ended = made.hds("up", STACK, "--simulated")
    assert ended.returncode == 1
    assert "refused: rds-storage-encrypted" in ended.stdout + ended.stderr
    assert made.state(STACK)["deployment"].get("resources", []) == []
