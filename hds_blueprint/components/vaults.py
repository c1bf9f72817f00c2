"""Backup vaults that neither a mistake nor an intruder empties (AWS Backup)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.policy_documents import (
    ANYONE,
    Principals,
    Statement,
    Text,
    policy_document,
)
from hds_blueprint.hosting.backup import VaultLock

_NAME_LIMIT = 50  # characters, AWS Backup's limit for vault names


@dataclass(frozen=True, slots=True)
class Vault:
    """A vault and what must stand before something is copied into it."""

    vault: aws.backup.Vault
    ready: list[pulumi.Resource]


def locked_vault(
    name: str,
    *,
    parent: Component,
    key: aws.kms.Key,
    lock: VaultLock | None,
    retention_days: Sequence[int],
    recovery_region: bool = False,
    copies_from: Text | None = None,
) -> Vault:
    """A vault under a key of ours, closed to deletions, with the lock that the document asks for.

    Governance mode can be lifted by whoever has that permission; compliance mode by nobody once
    the cooling-off is over, so that even the account's owner cannot delete a recovery point before
    its time.

    Args:
        name: logical name.
        parent: the component that owns the vault.
        key: a key of the vault's region.
        lock: mode and cooling-off; None for no lock.
        retention_days: every retention used in this vault: the lock allows nothing shorter than
            the least and nothing longer than the most of them.
        recovery_region: whether the vault stands in the recovery region.
        copies_from: the account (its root's ARN) that may copy into it, where it is another one.
    """
    options = parent.durable_recovery() if recovery_region else parent.durable()
    vault = aws.backup.Vault(
        name,
        name=parent.scope.physical_name(name, maximum=_NAME_LIMIT),
        kms_key_arn=key.arn,
        force_destroy=False,
        # a service that is renamed keeps its backups: another name would be another vault
        opts=pulumi.ResourceOptions.merge(options, pulumi.ResourceOptions(ignore_changes=["name"])),
    )
    policy = aws.backup.VaultPolicy(
        name,
        backup_vault_name=vault.name,
        policy=policy_document(*_statements(copies_from)),
        opts=options,
    )
    ready: list[pulumi.Resource] = [policy]
    if lock is not None:
        ready.append(
            aws.backup.VaultLockConfiguration(
                name,
                backup_vault_name=vault.name,
                min_retention_days=min(retention_days),
                max_retention_days=max(retention_days),
                # AWS takes the mode from this number: without it, governance
                changeable_for_days=lock.cooling_off_days if lock.mode == "compliance" else None,
                # another retention is another lock to AWS's provider. It takes the old one's place, so that
                # protection would only stop it, and the old one must not be deleted: that lifts the new one
                opts=pulumi.ResourceOptions.merge(options, pulumi.ResourceOptions(protect=False)),
            )
        )
    return Vault(vault, ready)


def _statements(copies_from: Text | None) -> list[Statement]:
    """In a vault's policy the resource `*` is what lies in that vault, nothing else."""
    refusal = Statement(
        sid="RefuseDeletion",
        effect="Deny",
        principals=ANYONE,
        actions=["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
        resources=["*"],
    )
    if copies_from is None:
        return [refusal]
    copies = Statement(
        sid="TakeCopies",
        principals=Principals(accounts_and_roles=[copies_from]),
        actions=["backup:CopyIntoBackupVault"],
        resources=["*"],
    )
    return [refusal, copies]
