"""Create: ids, ARNs, endpoints and every other output."""

from __future__ import annotations

import re

import pytest

from hds_blueprint.simulated_aws.argument_classes import resource_type
from hds_blueprint.simulated_aws.world import ACCOUNT_ID, World
from tests.simulated_aws.client import (
    BUCKET,
    DATABASE,
    DATABASE_INPUTS,
    GROUP,
    KEY,
    LOG_GROUP,
    QUEUE,
    ROLE,
    TRUST,
    UNKNOWN,
    VPC,
    Client,
    Secret,
    connected,
)

INPUTS = {
    BUCKET: {},
    QUEUE: {},
    KEY: {},
    LOG_GROUP: {},
    GROUP: {},
    ROLE: TRUST,
    VPC: {"cidrBlock": "10.0.0.0/16"},
    DATABASE: DATABASE_INPUTS,
}


def test_ids_and_arns_have_the_form_of_their_service(client: Client) -> None:
    vpc = client.create(VPC, "main", INPUTS[VPC])
    assert re.fullmatch(r"vpc-[0-9a-f]{17}", vpc.id)
    assert vpc.outputs["arn"] == f"arn:aws:ec2:eu-west-3:{ACCOUNT_ID}:vpc/{vpc.id}"
    bucket = client.create(BUCKET, "records", {"bucket": "records-of-care"})
    assert bucket.id == "records-of-care"
    assert bucket.outputs["arn"] == "arn:aws:s3:::records-of-care"
    role = client.create(ROLE, "reader", {**TRUST, "name": "reader"})
    assert role.outputs["arn"] == f"arn:aws:iam::{ACCOUNT_ID}:role/reader"


def test_endpoints_name_the_region(client: Client) -> None:
    database = client.create(DATABASE, "records", {**DATABASE_INPUTS, "identifier": "records"})
    assert re.fullmatch(
        r"records\.c[a-z0-9]{11}\.eu-west-3\.rds\.amazonaws\.com", database.outputs["address"]
    )
    assert database.outputs["endpoint"] == f"{database.outputs['address']}:5432"
    assert database.outputs["port"] == 5432
    assert re.fullmatch(r"db-[A-Z2-7]{26}", database.id)
    assert database.outputs["arn"].endswith(":db:records")


def test_a_database_without_an_identifier_is_given_one(client: Client) -> None:
    database = client.create(DATABASE, "records", DATABASE_INPUTS)
    assert re.fullmatch(r"tf-\d{26}", database.outputs["identifier"])


def test_another_run_answers_the_same(client: Client) -> None:
    first = {type_: client.create(type_, "one", news) for type_, news in INPUTS.items()}
    with World() as world:
        from hds_blueprint.simulated_aws.server import serve

        with serve(world) as port, connected(port) as other:
            for type_, news in INPUTS.items():
                again = other.create(type_, "one", news)
                assert (again.id, again.outputs) == (first[type_].id, first[type_].outputs)


def test_other_resources_regions_and_accounts_have_other_ids(port: int) -> None:
    seen: set[str] = set()
    role = {"assumeRoles": [{"roleArn": "arn:aws:iam::210987654321:role/deployer"}]}
    for region, more in (("eu-west-3", {}), ("eu-west-1", {}), ("eu-west-3", role)):
        with connected(port, region, **more) as client:
            for name in ("main", "spare"):
                made = client.create(VPC, name, INPUTS[VPC])
                account = "210987654321" if more else ACCOUNT_ID
                assert made.outputs["arn"] == f"arn:aws:ec2:{region}:{account}:vpc/{made.id}"
                assert made.outputs["ownerId"] == account
                seen.add(made.id)
    assert len(seen) == 6


def test_the_region_of_the_resource_comes_before_that_of_the_provider(client: Client, world: World) -> None:
    made = client.create(BUCKET, "copies", {"region": "eu-central-1"})
    assert ".s3.eu-central-1." in made.outputs["bucketRegionalDomainName"]
    assert [found.region for found in world.list()] == ["eu-central-1"]


@pytest.mark.parametrize("type_", list(INPUTS))
def test_every_declared_output_is_there(client: Client, type_: str) -> None:
    made = client.create(type_, "one", INPUTS[type_])
    declared = resource_type(type_)
    absent = declared.state.keys() - declared.inputs.keys() - made.outputs.keys()
    assert absent == set()
    assert made.outputs["id"] == made.id
    assert made.id


def test_what_was_given_is_answered(client: Client) -> None:
    made = client.create(QUEUE, "orders", {"delaySeconds": 5, "tags": {"owner": "care"}})
    assert made.outputs["delaySeconds"] == 5
    assert made.outputs["tags"] == {"owner": "care"}
    assert made.outputs["tagsAll"] == {"owner": "care"}
    assert not any(key.startswith("__") for key in made.outputs)


def test_references_fill_outputs_from_what_they_refer_to(client: Client) -> None:
    vpc = client.create(VPC, "main", INPUTS[VPC])
    group = client.create("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "default", {"vpcId": vpc.id})
    assert group.id == vpc.outputs["defaultSecurityGroupId"]


def test_a_preview_makes_nothing_and_knows_only_the_inputs(client: Client, world: World) -> None:
    outputs = client.preview(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
    assert outputs["cidrBlock"] == "10.0.0.0/16"
    assert outputs["arn"] is UNKNOWN
    assert world.list() == []
    assert world.journal() == []


def test_a_preview_marks_secrets(client: Client) -> None:
    outputs = client.preview(DATABASE, "records", {**DATABASE_INPUTS, "password": "correct horse"})
    assert outputs["password"] == Secret("correct horse")


def test_the_world_and_its_journal_tell_what_was_made(client: Client, world: World) -> None:
    made = client.create(QUEUE, "orders", {"tags": {"owner": "care"}})
    (kept,) = world.find(type=QUEUE, name="orders")
    assert (kept.id, kept.region, kept.account, kept.status) == (made.id, "eu-west-3", ACCOUNT_ID, "live")
    assert kept.physical_name == made.inputs["name"]
    assert kept.tags == {"owner": "care"}
    (entry,) = world.journal()
    assert (entry.verb, entry.type, entry.id, entry.outcome) == ("create", QUEUE, made.id, "done")


def test_what_is_written_by_a_put_takes_the_place_of_the_other(client: Client, world: World) -> None:
    lock = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
    client.create("aws:backup/vault:Vault", "vault", {"name": "vault"})
    for days in (35, 60):
        client.create(lock, "lock", {"backupVaultName": "vault", "minRetentionDays": days})
    [found] = world.find(type=lock)
    assert found.outputs["minRetentionDays"] == 60
