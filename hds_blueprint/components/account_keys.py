"""Customer managed keys of an account's baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.key_policies import (
    THIS_KEY,
    account,
    administration,
    alert_publishers,
    audit_trail,
    log_delivery,
    use_through,
)
from hds_blueprint.components.policy_documents import Statement, policy_document
from hds_blueprint.components.scope import Scope


class AccountKeys(Component):
    """The keys of traces, of alarms and of volumes that nobody gave a key of their own.

    Creates, in the main region, a key for traces (audit trail, configuration records, sessions), one
    for alarms and one for volumes; in the recovery region one for sessions and one for volumes. They
    rotate every year and wait 30 days before a deletion.

    Cost: about 1 USD a month and key, five keys.
    Answers: ISO/IEC 27001:2022 A.8.24 (use of cryptography), A.5.15 and A.8.2 (access).
    """

    token = "hds:account_keys:AccountKeys"  # noqa: S105 - a type, not a password

    logs: aws.kms.Key
    alerts: aws.kms.Key
    volumes: aws.kms.Key
    recovery_logs: aws.kms.Key
    recovery_volumes: aws.kms.Key

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        administrators: Sequence[str],
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="roles", options=options)
        self._administrators = administrators
        elsewhere = replace(scope, region=scope.recovery_region)
        traces = [use_through(scope, ("s3",), scope.region), *audit_trail(scope)]
        self.logs = self._create(
            "logs", "Traces of the account", [log_delivery(scope), sessions(scope), *traces]
        )
        self.alerts = self._create("alerts", "Alarms on their way to people", alert_publishers(scope))
        self.volumes = self._create("volumes", "Volumes by default", _volumes(scope, scope.region))
        self.recovery_logs = self._create(
            "recovery-logs",
            "Traces of sessions in the recovery region",
            [log_delivery(elsewhere), sessions(scope)],
            in_recovery_region=True,
        )
        self.recovery_volumes = self._create(
            "recovery-volumes",
            "Volumes by default in the recovery region",
            _volumes(scope, scope.recovery_region),
            in_recovery_region=True,
        )
        self.register_outputs({})

    def _create(
        self, name: str, description: str, uses: Sequence[Statement], *, in_recovery_region: bool = False
    ) -> aws.kms.Key:
        key = aws.kms.Key(
            name,
            description=f"{description} ({self.scope.prefix})",
            deletion_window_in_days=30,
            enable_key_rotation=True,
            rotation_period_in_days=365,
            policy=policy_document(administration(self.scope, self._administrators), *uses),
            opts=self.durable_recovery() if in_recovery_region else self.durable(),
        )
        aws.kms.Alias(
            name,
            name=f"alias/{self.scope.physical_name(name, maximum=200)}",
            target_key_id=key.key_id,
            opts=self.recovery() if in_recovery_region else self.child(),
        )
        return key


def sessions(scope: Scope) -> Statement:
    """Lets both ends of an interactive session encrypt what they say, and nothing else.

    Source: AWS Systems Manager user guide, "Turn on KMS key encryption of session data"; the encryption
    context names the session.
    """
    return Statement(
        sid="SessionEncryption",
        principals=account(scope),
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=THIS_KEY,
        conditions={
            "StringEquals": {"kms:CallerAccount": scope.account_id},
            "Null": {"kms:EncryptionContext:aws:ssm:SessionId": "false"},
        },
    )


def _volumes(scope: Scope, region: str) -> list[Statement]:
    return [use_through(scope, ("ec2",), region), use_through(scope, ("ec2",), region, grants=True)]
