"""Central backups with a locked vault and a copy in the recovery region (AWS Backup)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.backup_plans import backup_plan
from hds_blueprint.components.component import Component
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.restore_tests import restore_tests
from hds_blueprint.components.roles import ServiceRole, service_role
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.second_account import SecondAccount
from hds_blueprint.components.store import BackedUp
from hds_blueprint.components.vaults import Vault, locked_vault
from hds_blueprint.hosting.backup import Backup as BackupSection
from hds_blueprint.hosting.backup import BackupClass

_SERVICE = "backup.amazonaws.com"
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
    region and one in another account; for each backup class in use a plan with a regular and a monthly
    rule; a role that backs up and another that restores; and tests that restore the latest backups on a
    schedule. Databases have point-in-time recovery besides, which bounds the loss of data more tightly.

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
        classes: the backup class of a store that names one, by the same name.
    """

    token = "hds:backup:Backup"  # noqa: S105 - a type, not a password

    protects: bool  # whether there is anything to back up
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
        classes: Mapping[str, str],
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="backup", options=options)
        self.protects = bool(stores)
        # the plan of stores without a class stands always: another store never brings another plan
        rules: dict[str, BackupClass] = {
            name: backup,
            **{f"{name}-{each}": backup.classes[each] for each in sorted(set(classes.values()))},
        }
        vault = locked_vault(
            name,
            parent=self,
            key=keys.domain(key_domain),
            lock=backup.lock,
            retention_days=[
                days
                for each in rules.values()
                for days in (each.retention_days, each.monthly_retention_days)
                if days is not None
            ],
        )
        copied_days = [each.copy_retention_days for each in rules.values()]
        recovery = self._recovery_vault(name, backup, copied_days, keys)
        elsewhere = self._second_account(backup, copied_days)
        copies = [each for each in (recovery, elsewhere) if each is not None]
        self.vault = vault.vault
        self.recovery_vault = recovery.vault if recovery else None
        role = (
            self._role(f"{name}-copying", "Backs up the data stores of the platform", _BACKUP_POLICIES)
            if stores
            else None
        )
        plans = {
            plan: backup_plan(
                plan,
                parent=self,
                rules=each,
                path="backup" if plan == name else f"backup.classes.{plan.removeprefix(f'{name}-')}",
                vault=vault,
                copies=copies,
                role=role,
                stores={
                    store: content
                    for store, content in stores.items()
                    if plan == (f"{name}-{classes[store]}" if store in classes else name)
                },
            )
            for plan, each in rules.items()
        }
        self.plan = plans[name]
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

    def _recovery_vault(
        self, name: str, backup: BackupSection, retention_days: Sequence[int], keys: Keys
    ) -> Vault | None:
        if not backup.copy_to_recovery_region:
            return None
        return locked_vault(
            f"{name}-copies",
            parent=self,
            key=keys.recovery_copies,
            lock=backup.lock,
            retention_days=retention_days,
            recovery_region=True,
        )

    def _second_account(self, backup: BackupSection, retention_days: Sequence[int]) -> Vault | None:
        if backup.second_account is None:
            return None
        second = SecondAccount(
            "second-account",
            scope=self.scope,
            backup=backup,
            account=backup.second_account,
            retention_days=retention_days,
            options=self.child(),
        )
        return second.vault

    def _role(self, name: str, description: str, policies: Mapping[str, str]) -> ServiceRole:
        prefix = f"arn:{self.scope.partition}:iam::aws:policy/"
        return service_role(
            name,
            parent=self,
            service=_SERVICE,
            description=description,
            managed_policies={suffix: prefix + policy for suffix, policy in policies.items()},
        )
