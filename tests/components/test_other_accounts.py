"""Copies in accounts of their own: the audit trail's archive and the backups', by assumed roles."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource, ResourceGraph, targets

from .conftest import find
from .reading import inputs, plain, statements
from .small_platform import graph_of

ARCHIVE, BACKUPS = "210987654321", "310987654321"
BUCKET = "aws:s3/bucket:Bucket"
KEY = "aws:kms/key:Key"


def archived() -> ResourceGraph:
    return graph_of({"logging": {"separate_account": ARCHIVE}})


def copied() -> ResourceGraph:
    return graph_of({"backup": {"second_account": BACKUPS, "second_account_role": "copies"}})


def provider_of(graph: ResourceGraph, resource: Resource) -> Resource:
    assert resource.provider is not None
    return graph.by_urn[resource.provider]


def test_nothing_stands_elsewhere_unless_it_is_asked_for() -> None:
    providers = graph_of().of_type("pulumi:providers:aws")
    assert all("assumeRoles" not in provider.inputs for provider in providers)


def test_the_archive_stands_in_its_account_by_the_role_of_the_document() -> None:
    graph = archived()
    bucket = find(graph, BUCKET, "archive")
    provider = provider_of(graph, bucket)
    assert f"arn:aws:iam::{ARCHIVE}:role/hds-log-archive" in str(provider.inputs["assumeRoles"])
    assert ARCHIVE in str(provider.inputs["allowedAccountIds"])
    assert bucket.inputs["bucket"] == f"carnet-prod-archive-{ARCHIVE}-eu-west-3"
    assert bucket.inputs["objectLockEnabled"] is True
    for resource in graph.resources:
        if "LogArchive$" in resource.urn and resource.custom and "pulumi:providers" not in resource.type:
            assert resource.provider == provider.urn, resource.urn
            assert resource.options.protect, resource.urn


def test_the_archive_takes_copies_from_one_role_and_loses_nothing() -> None:
    graph = archived()
    document = statements(graph, "aws:s3/bucketPolicy:BucketPolicy", "archive")
    writer = "arn:aws:iam::123456789012:role/carnet-prod-log-archive-copying"
    assert document["TakeCopies"]["Condition"] == {"ArnEquals": {"aws:PrincipalArn": writer}}
    assert document["RefuseDeletion"]["Effect"] == "Deny"
    assert "s3:BypassGovernanceRetention" in document["RefuseDeletion"]["Action"]
    role = find(graph, "aws:iam/role:Role", "log-archive-copying")
    assert role.inputs["name"] == writer.rsplit("/", 1)[1]
    key = statements(graph, KEY, "archive")["EncryptCopies"]
    assert key["Condition"]["ArnEquals"] == {"aws:PrincipalArn": writer}


def test_every_file_of_the_trail_is_copied_and_no_deletion() -> None:
    graph = archived()
    replication = inputs(graph, "aws:s3/bucketReplicationConfig:BucketReplicationConfig", "audit")
    [rule] = replication["rules"]
    assert replication["bucket"] == "<audit.id>"
    assert rule["deleteMarkerReplication"] == {"status": "Disabled"}
    assert rule["sourceSelectionCriteria"]["sseKmsEncryptedObjects"] == {"status": "Enabled"}
    assert rule["destination"]["account"] == ARCHIVE
    assert rule["destination"]["accessControlTranslation"] == {"owner": "Destination"}
    assert rule["destination"]["encryptionConfiguration"] == {"replicaKmsKeyId": "<archive.arn>"}


def test_backups_are_copied_to_a_locked_vault_of_the_second_account() -> None:
    graph = copied()
    vault = find(graph, "aws:backup/vault:Vault", "second-account")
    provider = provider_of(graph, vault)
    assert f"arn:aws:iam::{BACKUPS}:role/copies" in str(provider.inputs["assumeRoles"])
    assert provider.inputs["region"] == "eu-west-3", (
        "a database is not copied across accounts and regions at once"
    )
    lock = find(graph, "aws:backup/vaultLockConfiguration:VaultLockConfiguration", "second-account")
    assert targets(lock, "backupVaultName") == (vault.urn,)
    policy = statements(graph, "aws:backup/vaultPolicy:VaultPolicy", "second-account")
    assert policy["TakeCopies"]["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    assert policy["RefuseDeletion"]["Effect"] == "Deny"


def test_the_plan_copies_to_the_region_and_to_the_account() -> None:
    [regular, _] = inputs(copied(), "aws:backup/plan:Plan", "backup")["rules"]
    vaults = [action["destinationVaultArn"] for action in regular["copyActions"]]
    assert vaults == ["<backup-copies.arn>", "<second-account.arn>"]


def test_the_second_account_reads_what_is_copied_through_services_alone() -> None:
    document = statements(copied(), KEY, "domain-data")
    for sid in ("CopyToOtherAccount", "GrantToOtherAccount"):
        assert document[sid]["Principal"] == {"AWS": f"arn:aws:iam::{BACKUPS}:root"}
        assert "kms:ViaService" in document[sid]["Condition"]["StringEquals"]
    assert "CopyToOtherAccount" not in statements(graph_of(), KEY, "domain-data")
    assert plain(find(copied(), KEY, "copies").inputs["enableKeyRotation"]) is True
