"""Copies of the backups in an account of their own: what the platform's account loses is still there."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.key_policies import administration, use_through
from hds_blueprint.components.policy_documents import policy_document
from hds_blueprint.components.providers import inside_account
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.vaults import Vault, locked_vault
from hds_blueprint.hosting.backup import Backup as BackupSection

_SERVICES = ("backup", "rds", "s3")


class SecondAccount(Component):
    """A locked vault in the account that the document names, which takes copies of the backups.

    Creates there, as the role of the document, a key and a vault of the main region (AWS Backup copies a
    database either to another region or to another account, not to both at once). Both accounts are of one
    AWS organisation, whose management account has turned copies across accounts on. Nobody of the
    platform's account can delete a copy.

    Cost: about 0.10 USD per GB and month for databases, 0.05 USD for buckets; 1 USD a month for the key.
    Answers: ISO/IEC 27001:2022 A.8.13 (backup), A.5.3 (separation of duties); HDS v2.0 EXI 05 (scenario G).
    """

    token = "hds:second_account:SecondAccount"  # noqa: S105 - a type, not a password

    vault: Vault

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        backup: BackupSection,
        account: str,
        retention_days: Sequence[int],
        options: pulumi.ResourceOptions,
    ) -> None:
        there, inside = inside_account(scope, options, name, account=account, role=backup.second_account_role)
        super().__init__(
            name,
            scope=there,
            document="backup.second_account",
            options=inside,
        )
        key = aws.kms.Key(
            "copies",
            description=f"Copies of backups of another account ({scope.prefix})",
            deletion_window_in_days=30,
            enable_key_rotation=True,
            rotation_period_in_days=365,
            policy=policy_document(
                administration(there, ()),
                use_through(there, _SERVICES, there.region),
                use_through(there, _SERVICES, there.region, grants=True),
            ),
            opts=self.durable(),
        )
        self.vault = locked_vault(
            name,
            parent=self,
            key=key,
            lock=backup.lock,
            retention_days=retention_days,
            copies_from=scope.arn("iam", "root", region=""),
        )
        self.register_outputs({"vaultArn": self.vault.vault.arn})
