from __future__ import annotations

from datetime import timedelta

import pytest

from hds_blueprint.components.schedules import every
from hds_blueprint.graph.model import ResourceGraph, targets
from hds_blueprint.problem import InputError

from .conftest import GraphOf, find
from .reading import inputs, statements

VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
VAULT_POLICY = "aws:backup/vaultPolicy:VaultPolicy"
PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/restoreTestingSelection:RestoreTestingSelection"


@pytest.mark.parametrize(
    ("vault", "key", "region"),
    [("backup", "domain-data", "eu-west-3"), ("backup-copies", "recovery-copies", "eu-central-1")],
)
def test_vaults(production: ResourceGraph, vault: str, key: str, region: str) -> None:
    resource = find(production, VAULT, vault)
    assert targets(resource, "kmsKeyArn") == (find(production, "aws:kms/key:Key", key).urn,)
    assert resource.region == region
    assert resource.inputs["forceDestroy"] is False
    for type_ in (VAULT, VAULT_POLICY, LOCK):
        options = find(production, type_, vault).options
        # another retention replaces the lock in place: protection would only stop it
        assert (options.protect, options.retain_on_delete) == (type_ != LOCK, True), type_
        assert find(production, type_, vault).region == region


@pytest.mark.parametrize("vault", ["backup", "backup-copies"])
def test_nobody_deletes_a_recovery_point(production: ResourceGraph, vault: str) -> None:
    refusal = statements(production, VAULT_POLICY, vault)["RefuseDeletion"]
    assert (refusal["Effect"], refusal["Principal"]) == ("Deny", "*")
    assert "backup:DeleteRecoveryPoint" in refusal["Action"]
    assert "backup:UpdateRecoveryPointLifecycle" in refusal["Action"]


def test_the_lock_allows_the_retentions_in_use_and_no_other(production: ResourceGraph) -> None:
    lock = inputs(production, LOCK, "backup")
    assert (lock["minRetentionDays"], lock["maxRetentionDays"]) == (35, 365)
    copies = inputs(production, LOCK, "backup-copies")
    assert (copies["minRetentionDays"], copies["maxRetentionDays"]) == (35, 35)


def test_governance_mode_can_be_lifted_compliance_mode_cannot(
    production: ResourceGraph, wide: ResourceGraph
) -> None:
    assert "changeableForDays" not in find(production, LOCK, "backup").inputs
    for vault in ("backup", "backup-copies"):
        assert inputs(wide, LOCK, vault)["changeableForDays"] == 7


def test_the_plan_follows_the_document(production: ResourceGraph) -> None:
    rules = {rule["ruleName"]: rule for rule in inputs(production, PLAN, "backup")["rules"]}
    assert rules["regular"]["schedule"] == "cron(0 5 * * ? *)"
    assert rules["regular"]["lifecycle"] == {"deleteAfter": 35}
    assert rules["regular"]["copyActions"] == [
        {"destinationVaultArn": "<backup-copies.arn>", "lifecycle": {"deleteAfter": 35}}
    ]
    assert rules["monthly"]["lifecycle"] == {"deleteAfter": 365}


def test_every_store_is_selected_after_it_has_versions(production: ResourceGraph) -> None:
    selection = find(production, "aws:backup/selection:Selection", "backup")
    stores = {production.by_urn[urn].name for urn in targets(selection, "resources")}
    assert stores == {"records", "documents"}
    versioning = find(production, "aws:s3/bucketVersioning:BucketVersioning", "documents")
    assert versioning.urn in selection.options.depends_on


def test_backups_are_restored_on_a_schedule(production: ResourceGraph) -> None:
    plan = inputs(production, "aws:backup/restoreTestingPlan:RestoreTestingPlan", "backup-restore")
    assert plan["scheduleExpression"] == "cron(0 5 1 1/3 ? *)"
    assert plan["recoveryPointSelection"]["includeVaults"] == ["<backup.arn>"]
    assert "-" not in plan["name"]
    database = inputs(production, SELECTION, "database-records")
    assert database["protectedResourceType"] == "RDS"
    assert database["protectedResourceArns"] == ["<records.arn>"]
    # restored into the data tier, never into a default network
    assert database["restoreMetadataOverrides"] == {
        "dbSubnetGroupName": "carnet-prod-records",
        "vpcSecurityGroupIds": '["<records.id>"]',
    }
    assert inputs(production, SELECTION, "bucket-documents")["protectedResourceType"] == "S3"


def test_one_role_backs_up_and_another_restores(production: ResourceGraph) -> None:
    type_ = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    given = {(r.name, str(r.inputs["policyArn"]).rsplit("/", 1)[1]) for r in production.of_type(type_)}
    assert given == {
        ("backup-copying-backup", "AWSBackupServiceRolePolicyForBackup"),
        ("backup-copying-s3-backup", "AWSBackupServiceRolePolicyForS3Backup"),
        ("backup-restore-restore", "AWSBackupServiceRolePolicyForRestores"),
        ("backup-restore-s3-restore", "AWSBackupServiceRolePolicyForS3Restore"),
    }


def test_without_lock_copy_and_monthly_rule_there_is_a_vault_still(development: ResourceGraph) -> None:
    assert [vault.name for vault in development.of_type(VAULT)] == ["backup"]
    assert development.of_type(LOCK) == ()
    (rule,) = inputs(development, PLAN, "backup")["rules"]
    assert "copyActions" not in rule


@pytest.mark.parametrize(
    ("interval", "expression"),
    [
        (timedelta(hours=1), "cron(0 * * * ? *)"),
        (timedelta(hours=6), "cron(0 0/6 * * ? *)"),
        (timedelta(hours=24), "cron(0 5 * * ? *)"),
        (timedelta(hours=36), "cron(0 5 * * ? *)"),
        (timedelta(days=3), "cron(0 5 1/3 * ? *)"),
        (timedelta(days=7), "cron(0 5 ? * SUN *)"),
        (timedelta(days=30), "cron(0 5 1 * ? *)"),
        (timedelta(days=90), "cron(0 5 1 1/3 ? *)"),
        (timedelta(days=365), "cron(0 5 1 1 ? *)"),
    ],
)
def test_intervals_become_schedules(interval: timedelta, expression: str) -> None:
    assert every(interval, path="backup.frequency") == expression


@pytest.mark.parametrize("interval", [timedelta(minutes=30), timedelta(minutes=90), timedelta(days=400)])
def test_intervals_that_aws_backup_cannot_keep_are_refused(interval: timedelta) -> None:
    with pytest.raises(InputError, match=r"backup\.frequency"):
        every(interval, path="backup.frequency")


@pytest.fixture(scope="module")
def classes(graph_of: GraphOf) -> ResourceGraph:
    """The example with two backup classes, one of which a store names."""
    return graph_of(
        {
            "databases": {"records": {"backup_class": "hourly"}},
            "backup": {
                "classes": {
                    "hourly": {
                        "frequency": "1h",
                        "retention_days": 14,
                        "monthly_retention_days": None,
                        "copy_retention_days": 10,
                    },
                    "unused": {"retention_days": 3000, "monthly_retention_days": 3001},
                }
            },
        }
    )


def test_each_class_in_use_has_a_plan_and_its_stores(classes: ResourceGraph) -> None:
    assert {plan.name for plan in classes.of_type(PLAN)} == {"backup", "backup-hourly"}
    (rule,) = inputs(classes, PLAN, "backup-hourly")["rules"]
    assert (rule["schedule"], rule["lifecycle"]) == ("cron(0 * * * ? *)", {"deleteAfter": 14})
    assert rule["copyActions"][0]["lifecycle"] == {"deleteAfter": 10}
    selected = {
        name: inputs(classes, "aws:backup/selection:Selection", name)["resources"]
        for name in ("backup", "backup-hourly")
    }
    assert selected == {"backup": ["<documents.arn>"], "backup-hourly": ["<records.arn>"]}


def test_the_lock_spans_the_classes_in_use_alone(classes: ResourceGraph) -> None:
    lock, copies = inputs(classes, LOCK, "backup"), inputs(classes, LOCK, "backup-copies")
    assert (lock["minRetentionDays"], lock["maxRetentionDays"]) == (14, 365)
    assert (copies["minRetentionDays"], copies["maxRetentionDays"]) == (10, 35)


def test_classes_leave_vaults_and_the_first_plan_in_place(
    production: ResourceGraph, classes: ResourceGraph
) -> None:
    for type_ in (VAULT, PLAN, "aws:backup/selection:Selection"):
        names = {resource.urn: resource.inputs["name"] for resource in production.of_type(type_)}
        after = {resource.urn: resource.inputs["name"] for resource in classes.of_type(type_)}
        assert names.items() <= after.items()
