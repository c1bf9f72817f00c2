"""Central backups with a locked vault and a copy in the recovery region (AWS Backup)."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.restore_tests import restore_tests
from hds_blueprint.components.roles import ServiceRole, service_role
from hds_blueprint.components.schedules import every
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.store import BackedUp
from hds_blueprint.components.vaults import Vault, locked_vault
from hds_blueprint.hosting.backup import Backup as BackupSection

_SERVICE = "backup.amazonaws.com"
_START_MINUTES = 60
_COMPLETION_MINUTES = 720
_MONTHLY = "cron(0 3 1 * ? *)"  # away from the daily backup and the databases' own windows
# AWS Backup's own policies: written for exactly these jobs and kept up with new resource types.
# Hand-written ones break at the first change of the service, and then there is no backup.
_BACKUP_POLICIES = {
    "backup": "service-role/AWSBackupServiceRolePolicyForBackup",
    "s3-backup": "AWSBackupServiceRolePolicyForS3Backup",
}
_RESTORE_POLICIES = {
    "restore": "service-role/AWSBackupServiceRolePolicyForRestores",
    "s3-restore": "AWSBackupServiceRolePolicyForS3Restore",
}


class Backup(Component):
    """Backups of every database and bucket, kept where nobody deletes them before their time.

    Creates a locked vault here and, where asked, one in the recovery region under a key of that
    region; a plan with a regular and a monthly rule; a role that backs up and another that restores;
    and tests that restore the latest backups on a schedule. Databases have point-in-time recovery
    besides, which bounds the loss of data more tightly.

    Cost: about 0.10 USD per GB and month for databases and 0.05 USD for buckets, in each region; the
    copy adds the transfer, a restore test the restored resource for a day.

    Answers: ISO/IEC 27001:2022 A.8.13 (backup), A.8.14 (redundancy), A.5.29 and A.5.30 (continuity);
    HDS v2.0 EXI 05 (risk scenario G), EXI 25 (recovery evidence) in part, EXI 28 for the copies' place.

    Args:
        name: logical name.
        backup: the section of the document.
        keys: the key of the vault's data domain and that of the copies.
        key_domain: the data domain whose key encrypts the vault.
        stores: what is backed up, by the name of its restore test (`database-records`).
    """

    token = "hds:backup:Backup"  # noqa: S105 - a type, not a password

    vault: aws.backup.Vault
    recovery_vault: aws.backup.Vault | None
    plan: aws.backup.Plan

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        backup: BackupSection,
        keys: Keys,
        key_domain: str,
        stores: Mapping[str, BackedUp],
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="backup", options=options)
        vault = locked_vault(
            name,
            parent=self,
            key=keys.domain(key_domain),
            lock=backup.lock,
            retention_days=[
                backup.retention_days,
                *([backup.monthly_retention_days] if backup.monthly_retention_days else []),
            ],
        )
        copies = self._recovery_vault(name, backup, keys)
        self.vault = vault.vault
        self.recovery_vault = copies.vault if copies else None
        self.plan = self._plan(name, backup, vault, copies)
        self._select(name, stores)
        if stores:
            restore_tests(
                f"{name}-restore",
                parent=self,
                vault=vault,
                role=self._role(f"{name}-restore", "Restores backups to test them", _RESTORE_POLICIES),
                interval=backup.restore_test_every,
                stores=stores,
            )
        self.register_outputs({"vaultArn": self.vault.arn})

    def _recovery_vault(self, name: str, backup: BackupSection, keys: Keys) -> Vault | None:
        if not backup.copy_to_recovery_region:
            return None
        return locked_vault(
            f"{name}-copies",
            parent=self,
            key=keys.recovery_copies,
            lock=backup.lock,
            retention_days=[backup.copy_retention_days],
            recovery_region=True,
        )

    def _plan(self, name: str, backup: BackupSection, vault: Vault, copies: Vault | None) -> aws.backup.Plan:
        copy_actions = [
            aws.backup.PlanRuleCopyActionArgs(
                destination_vault_arn=copies.vault.arn,
                lifecycle=aws.backup.PlanRuleCopyActionLifecycleArgs(delete_after=backup.copy_retention_days),
            )
            for copies in [copies]
            if copies is not None
        ]
        rules = [
            aws.backup.PlanRuleArgs(
                rule_name="regular",
                target_vault_name=vault.vault.name,
                schedule=every(backup.frequency, path="backup.frequency"),
                start_window=_START_MINUTES,
                completion_window=_COMPLETION_MINUTES,
                lifecycle=aws.backup.PlanRuleLifecycleArgs(delete_after=backup.retention_days),
                copy_actions=copy_actions or None,
            )
        ]
        if backup.monthly_retention_days is not None:
            rules.append(
                aws.backup.PlanRuleArgs(
                    rule_name="monthly",
                    target_vault_name=vault.vault.name,
                    schedule=_MONTHLY,
                    start_window=_START_MINUTES,
                    completion_window=_COMPLETION_MINUTES,
                    lifecycle=aws.backup.PlanRuleLifecycleArgs(delete_after=backup.monthly_retention_days),
                )
            )
        return aws.backup.Plan(
            name,
            name=self.scope.physical_name(name, maximum=50),
            rules=rules,
            opts=self.child(depends_on=[*vault.ready, *(copies.ready if copies else [])]),
        )

    def _select(self, name: str, stores: Mapping[str, BackedUp]) -> None:
        """Selects by ARN, not by tag: removing a tag must not end a backup."""
        if not stores:
            return
        role = self._role(f"{name}-copying", "Backs up the data stores of the platform", _BACKUP_POLICIES)
        aws.backup.Selection(
            name,
            name=self.scope.physical_name(name, maximum=50),
            plan_id=self.plan.id,
            iam_role_arn=role.arn,
            resources=[store.arn for store in stores.values()],
            opts=self.child(
                depends_on=[
                    *role.permissions,
                    *(resource for store in stores.values() for resource in store.ready),
                ]
            ),
        )

    def _role(self, name: str, description: str, policies: Mapping[str, str]) -> ServiceRole:
        prefix = f"arn:{self.scope.partition}:iam::aws:policy/"
        return service_role(
            name,
            parent=self,
            service=_SERVICE,
            description=description,
            managed_policies={suffix: prefix + policy for suffix, policy in policies.items()},
        )
