"""The statements of key policies: who administers a key, who uses it, and through what.

In a key policy the resource `*` is the key that carries the policy, no other.
Source: AWS KMS developer guide, "Key policies".
"""

from __future__ import annotations

from collections.abc import Sequence

from hds_blueprint.components.policy_documents import Principals, Statement, Text
from hds_blueprint.components.scope import Scope

ADMINISTRATION = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
USE = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
THIS_KEY = ("*",)


def account(scope: Scope) -> Principals:
    """The account: whoever in it has the permission by IAM as well."""
    return Principals(accounts_and_roles=[scope.arn("iam", "root", region="")])


def administration(scope: Scope, administrators: Sequence[str]) -> Statement:
    """Administers the key without using it; the account's own administrators where none is named."""
    return Statement(
        sid="AdministerWithoutUse",
        principals=Principals(accounts_and_roles=administrators) if administrators else account(scope),
        actions=ADMINISTRATION,
        resources=THIS_KEY,
    )


def use_through(scope: Scope, services: Sequence[str], region: str, *, grants: bool = False) -> Statement:
    """Uses the key for a caller of the account, through these services of one region only.

    With `grants`, lets those services take the grants that they need for volumes and snapshots.
    """
    conditions: dict[str, dict[str, Text | Sequence[Text]]] = {
        "StringEquals": {
            "kms:CallerAccount": scope.account_id,
            "kms:ViaService": [f"{service}.{region}.{scope.dns_suffix}" for service in services],
        }
    }
    if grants:
        conditions["Bool"] = {"kms:GrantIsForAWSResource": "true"}
    return Statement(
        sid="GrantToServices" if grants else "UseThroughServices",
        principals=account(scope),
        actions=["kms:CreateGrant"] if grants else USE,
        resources=THIS_KEY,
        conditions=conditions,
    )


def container_storage(scope: Scope) -> list[Statement]:
    """Lets Fargate encrypt the temporary storage of this account's tasks.

    Source: Amazon ECS developer guide, "Customer managed keys for Fargate ephemeral storage".
    """
    fargate = Principals(services=["fargate.amazonaws.com"])
    context = {"kms:EncryptionContext:aws:ecs:clusterAccount": scope.account_id}
    return [
        Statement(
            sid="FargateStorage",
            principals=fargate,
            actions=["kms:GenerateDataKeyWithoutPlaintext"],
            resources=THIS_KEY,
            conditions={"StringEquals": context},
        ),
        Statement(
            sid="FargateStorageGrant",
            principals=fargate,
            actions=["kms:CreateGrant"],
            resources=THIS_KEY,
            conditions={
                "StringEquals": context,
                "ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt"]},
            },
        ),
    ]


def topic_deliveries(scope: Scope) -> Statement:
    """Lets the topics of this account and region send to encrypted queues; messages are lost without it.

    Source: Amazon SNS developer guide, "Amazon SNS encryption with encrypted queue subscriptions".
    """
    return Statement(
        sid="TopicsDeliver",
        principals=Principals(services=["sns.amazonaws.com"]),
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=THIS_KEY,
        conditions={
            "StringEquals": {"aws:SourceAccount": scope.account_id},
            "ArnLike": {"aws:SourceArn": scope.arn("sns", "*")},
        },
    )


def run_logs(scope: Scope) -> Statement:
    """Lets the log of encrypted state machines be read on its way to its group.

    Own reading, not confirmed: AWS Step Functions developer guide, "Data at rest encryption"; the text of
    its example for encrypted log delivery was not read, nor tried on AWS.
    """
    return Statement(
        sid="RunLogs",
        principals=Principals(services=["delivery.logs.amazonaws.com"]),
        actions=["kms:Decrypt"],
        resources=THIS_KEY,
        conditions={"StringEquals": {"kms:EncryptionContext:SourceArn": scope.arn("logs", "*")}},
    )


def log_delivery(scope: Scope) -> Statement:
    """Lets CloudWatch Logs encrypt the log groups of this account and region."""
    return Statement(
        sid="LogGroups",
        principals=Principals(services=[f"logs.{scope.region}.{scope.dns_suffix}"]),
        actions=USE,
        resources=THIS_KEY,
        conditions={
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": scope.arn("logs", "log-group:*")},
        },
    )


def audit_trail(scope: Scope) -> list[Statement]:
    """Lets CloudTrail encrypt the files of this account's trails."""
    trails = scope.arn("cloudtrail", "trail/*", region="*")
    return [
        Statement(
            sid="TrailFiles",
            principals=Principals(services=["cloudtrail.amazonaws.com"]),
            actions=["kms:GenerateDataKey"],
            resources=THIS_KEY,
            conditions={
                "StringEquals": {"aws:SourceAccount": scope.account_id},
                "ArnLike": {"kms:EncryptionContext:aws:cloudtrail:arn": trails},
            },
        ),
        Statement(
            sid="TrailDescribesKey",
            principals=Principals(services=["cloudtrail.amazonaws.com"]),
            actions=["kms:DescribeKey"],
            resources=THIS_KEY,
            conditions={"StringEquals": {"aws:SourceAccount": scope.account_id}},
        ),
    ]


def alert_publishers(scope: Scope) -> list[Statement]:
    """Lets AWS services publish to the encrypted topic of alarms."""
    actions = ["kms:Decrypt", "kms:GenerateDataKey"]
    return [
        use_through(scope, ("sns",), scope.region),
        Statement(
            sid="AlarmsPublish",
            principals=Principals(services=["backup.amazonaws.com", "cloudwatch.amazonaws.com"]),
            actions=actions,
            resources=THIS_KEY,
            conditions={"StringEquals": {"aws:SourceAccount": scope.account_id}},
        ),
        # EventBridge does not pass aws:SourceAccount to KMS for an encrypted topic: with the
        # condition every notification is lost. The topic's own policy says who publishes.
        # Source: Amazon SNS developer guide, "Encrypted topics and event sources".
        Statement(
            sid="EventRulesPublish",
            principals=Principals(services=["events.amazonaws.com"]),
            actions=actions,
            resources=THIS_KEY,
        ),
    ]


def copies_to(scope: Scope, account_id: str) -> list[Statement]:
    """Lets another account's backup services read what is copied to a vault there, and nothing else.

    Source: AWS Backup developer guide, "Creating backup copies across AWS accounts": a key of the source is
    shared with the destination account; the grant is for the service alone.
    """
    other = Principals(accounts_and_roles=[f"arn:{scope.partition}:iam::{account_id}:root"])
    services = [f"{service}.{scope.region}.{scope.dns_suffix}" for service in ("backup", "rds", "s3")]
    through: dict[str, dict[str, Text | Sequence[Text]]] = {"StringEquals": {"kms:ViaService": services}}
    return [
        Statement(
            sid="CopyToOtherAccount",
            principals=other,
            actions=["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext"],
            resources=THIS_KEY,
            conditions=through,
        ),
        Statement(
            sid="GrantToOtherAccount",
            principals=other,
            actions=["kms:CreateGrant"],
            resources=THIS_KEY,
            conditions={**through, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    ]
