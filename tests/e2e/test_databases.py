"""Databases on the real engine: MySQL and Aurora, their upgrades, and live copies in the recovery region."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from hds_blueprint.simulated_aws.server import serve

from .workshop import HERE, Workshop

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
STATEFUL = (INSTANCE, CLUSTER, "aws:rds/globalCluster:GlobalCluster", "aws:kms/key:Key", "aws:ec2/vpc:Vpc")


def written(
    workshop: Workshop, stack: str, databases: dict[str, Any], *, strategy: str | None = None
) -> None:
    """The stack's document, with changes of its databases, or another strategy."""
    document = yaml.safe_load((HERE / "documents" / f"{stack}.yaml").read_text(encoding="utf-8"))
    for name, changes in databases.items():
        document["databases"][name] |= changes
    if strategy is not None:
        document["continuity"]["strategy"] = strategy
    path: Path = workshop.documents() / f"{stack}.yaml"
    path.unlink()
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    made = Workshop.make(tmp_path_factory.mktemp("databases") / "project")
    made.up("databases")
    return made


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    made = Workshop.make(tmp_path_factory.mktemp("pilot-light") / "project")
    # without copies first: RDS keeps the passwords, and has to give them back
    written(made, "pilot-light", {}, strategy="backup-restore")
    made.up("pilot-light")
    written(made, "pilot-light", {})
    made.up("pilot-light")
    return made


def test_mysql_and_aurora_stand_with_their_groups(shop: Workshop) -> None:
    with shop.world("databases") as world:
        [orders] = world.find(type=INSTANCE)
        [visits] = world.find(type=CLUSTER)
        members = world.find(type=MEMBER)
        [options] = world.find(type="aws:rds/optionGroup:OptionGroup")
    assert (orders.inputs["engine"], orders.inputs["optionGroupName"]) == ("mysql", options.id)
    assert orders.inputs["maintenanceWindow"] == "sat:21:00-sat:22:00"
    assert len(members) == 2
    assert {member.inputs["clusterIdentifier"] for member in members} == {visits.id}
    assert {member.inputs["availabilityZone"] for member in members} == {"eu-west-3a", "eu-west-3b"}


def test_a_second_up_changes_nothing(shop: Workshop) -> None:
    with shop.world("databases") as world:
        before = world.journal()
        again = shop.up("databases")
        assert "no change" in again.stdout
        assert world.journal() == before


def test_a_change_by_hand_is_mended(shop: Workshop) -> None:
    with shop.world("databases") as world:
        [visits] = world.find(type=CLUSTER)
        world.drift(CLUSTER, visits.id, backupRetentionPeriod=1)
        before = len(world.journal())
        shop.up("databases", "--refresh")
        assert [(entry.verb, entry.urn) for entry in world.journal()[before:]] == [("update", visits.urn)]


def test_upgrades_replace_no_database(shop: Workshop) -> None:
    with shop.world("databases") as world:
        before = {item.urn: item.id for type_ in STATEFUL for item in world.find(type=type_)}
        position = len(world.journal())
    written(
        shop,
        "databases",
        {
            "orders": {"instance_class": "db.m7g.2xlarge", "storage_gb": 150, "version": "8.4.7"},
            "visits": {
                "readers": 1,
                "max_capacity": 16,
                "point_in_time_days": 35,
                "version": "8.0.mysql_aurora.3.10.0",
            },
        },
    )
    shop.up("databases")
    with shop.world("databases") as world:
        after = {item.urn: item.id for type_ in STATEFUL for item in world.find(type=type_)}
        verbs = {(entry.verb, entry.urn.split("$")[-1]) for entry in world.journal()[position:]}
        [orders] = world.find(type=INSTANCE)
    assert after == before
    assert (orders.inputs["allocatedStorage"], orders.inputs["engineVersion"]) == (150, "8.4.7")
    assert ("create", f"{MEMBER}::visits-3") in verbs
    assert not {verb for verb in verbs if verb[0] == "delete"}


def test_a_pilot_light_has_live_copies_under_the_recovery_key(twin: Workshop) -> None:
    with twin.world("pilot-light") as world:
        instances = {item.name: item for item in world.find(type=INSTANCE)}
        clusters = {item.name: item for item in world.find(type=CLUSTER)}
        keys = {item.arn: item for item in world.find(type="aws:kms/key:Key")}
        members = world.find(type=MEMBER)
        [secret, _] = world.find(type="aws:secretsmanager/secret:Secret")
        rotations = world.find(type="aws:secretsmanager/secretRotation:SecretRotation")
    for copy in (instances["records-replica"], clusters["visits-replica"]):
        assert copy.region == "eu-central-1"
        assert keys[copy.inputs["kmsKeyId"]].region == "eu-central-1"
        assert copy.inputs["storageEncrypted"] is True and copy.inputs["deletionProtection"] is True
    assert instances["records-replica"].inputs["replicateSourceDb"] == instances["records"].arn
    # the second cluster is storage alone
    assert {member.region for member in members} == {"eu-west-3"}
    assert [replica["region"] for replica in secret.inputs["replicas"]] == ["eu-central-1"]
    assert len(rotations) == 2


def test_a_pilot_light_keeps_its_first_passwords_and_shows_none(twin: Workshop) -> None:
    with twin.world("pilot-light") as world, serve(world) as port:
        before = world.journal()
        steps = json.loads(twin.pulumi("pilot-light", "preview", "--json", port=port).stdout)["steps"]
        assert {step["op"] for step in steps} <= {"same", "read"}
        assert world.journal() == before
    state = json.dumps(twin.state("pilot-light"))
    passwords = [
        resource["inputs"][name]
        for resource in twin.resources("pilot-light")
        for name in ("passwordWo", "masterPasswordWo")
        if name in resource["inputs"]
    ]
    assert len(passwords) == 2
    assert all("ciphertext" in each for each in passwords)
    assert '"plaintext"' not in state
