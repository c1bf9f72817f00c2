"""The copy of the audit trail in an account of its own, out of reach of whoever administers the platform."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.key_policies import THIS_KEY, administration, use_through
from hds_blueprint.components.log_bucket_settings import close, encrypt, expire, log_bucket, version
from hds_blueprint.components.log_buckets import LogBucket
from hds_blueprint.components.policy_documents import ANYONE, Principals, Statement, policy_document
from hds_blueprint.components.providers import inside_account
from hds_blueprint.components.roles import role_name, service_role
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.logging import Logging as LoggingSection
from hds_blueprint.hosting.logging import whole_days

_ROLE = "log-archive-copying"


@dataclass(frozen=True, slots=True)
class Archive:
    """The bucket in the other account, its key and account, and what a copy waits for."""

    bucket: aws.s3.Bucket
    key: aws.kms.Key
    account: str
    ready: list[pulumi.Resource]


class LogArchive(Component):
    """A locked bucket in the account that the document names, which takes copies of the audit trail.

    Creates there, as the role of the document, a key and a bucket that is encrypted, versioned, closed and,
    where asked, locked for the retention of the trail. Its policy lets the one role that copies write, and
    nobody delete. The account's owner makes the role and lets whoever deploys take it.

    Cost: 0.024 USD a GB and month, 1 USD a month for the key; copies within a region are not charged as
    transfer. Answers: ISO/IEC 27001:2022 A.8.15 (protection of logs), A.5.3 (separation of duties), A.5.33.
    """

    token = "hds:log_archive:LogArchive"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        section: LoggingSection,
        account: str,
        options: pulumi.ResourceOptions,
    ) -> None:
        there, inside = inside_account(
            scope, options, name, account=account, role=section.separate_account_role
        )
        super().__init__(
            name,
            scope=there,
            document="logging.separate_account",
            data_class="technical",
            options=inside,
        )
        writer = scope.arn("iam", f"role/{role_name(scope, _ROLE)}", region="")
        source = Principals(accounts_and_roles=[scope.arn("iam", "root", region="")])
        # by the role's name and not as a principal: S3 and KMS refuse one that does not exist yet
        by_writer = {"ArnEquals": {"aws:PrincipalArn": writer}}
        key = aws.kms.Key(
            "archive",
            description=f"Copies of the audit trail ({scope.prefix})",
            deletion_window_in_days=30,
            enable_key_rotation=True,
            rotation_period_in_days=365,
            policy=policy_document(
                administration(there, ()),
                use_through(there, ("s3",), there.region),
                Statement(
                    sid="EncryptCopies",
                    principals=source,
                    actions=["kms:Encrypt", "kms:GenerateDataKey"],
                    resources=THIS_KEY,
                    conditions={
                        **by_writer,
                        "StringEquals": {"kms:ViaService": f"s3.{scope.region}.{scope.dns_suffix}"},
                    },
                ),
            ),
            opts=self.durable(),
        )
        months = section.security.months
        bucket = log_bucket("archive", self, object_lock=section.immutable, retention_months=months)
        objects = pulumi.Output.concat(bucket.arn, "/*")
        settings = close(
            "archive",
            self,
            bucket,
            [
                Statement(
                    sid="TakeCopies",
                    principals=source,
                    actions=["s3:ObjectOwnerOverrideToBucketOwner", "s3:ReplicateObject", "s3:ReplicateTags"],
                    resources=[objects],
                    conditions=by_writer,
                ),
                Statement(
                    sid="RefuseDeletion",
                    effect="Deny",
                    principals=ANYONE,
                    actions=[
                        "s3:BypassGovernanceRetention",
                        "s3:DeleteObject",
                        "s3:DeleteObjectVersion",
                    ],
                    resources=[objects],
                ),
            ],
        )
        versioning = version("archive", self, bucket)
        encryption = encrypt("archive", self, bucket, key=key)
        ready: list[pulumi.Resource] = [*settings, versioning, encryption]
        if section.immutable:
            ready.append(self._lock(bucket, versioning, whole_days(months)))
        expire("archive", self, bucket, days=whole_days(months), after=versioning)
        self.archive = Archive(bucket, key, account, ready)
        self.register_outputs({"bucket": bucket.id})

    def _lock(
        self, bucket: aws.s3.Bucket, versioning: aws.s3.BucketVersioning, days: int
    ) -> aws.s3.BucketObjectLockConfiguration:
        return aws.s3.BucketObjectLockConfiguration(
            "archive",
            bucket=bucket.id,
            rule=aws.s3.BucketObjectLockConfigurationRuleArgs(
                default_retention=aws.s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(
                    mode="GOVERNANCE", days=days
                )
            ),
            opts=self.durable(depends_on=[versioning]),
        )


def copy_to_archive(parent: Component, *, source: LogBucket, key: aws.kms.Key, archive: Archive) -> None:
    """Copies every file of the audit bucket to the archive, owned by the archive's account.

    Deletions are not copied: what leaves the platform's account at the end of its time, or before it,
    stays in the archive for its own time.
    """
    scope = parent.scope
    criteria = aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs(
        sse_kms_encrypted_objects=(
            aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaSseKmsEncryptedObjectsArgs(
                status="Enabled"
            )
        )
    )
    destination = aws.s3.BucketReplicationConfigRuleDestinationArgs(
        bucket=archive.bucket.arn,
        account=archive.account,
        access_control_translation=(
            aws.s3.BucketReplicationConfigRuleDestinationAccessControlTranslationArgs(owner="Destination")
        ),
        encryption_configuration=aws.s3.BucketReplicationConfigRuleDestinationEncryptionConfigurationArgs(
            replica_kms_key_id=archive.key.arn
        ),
    )
    role = service_role(
        _ROLE,
        parent=parent,
        service="s3.amazonaws.com",
        description="Copies the files of the audit trail to the account of the archive",
        statements=_statements(scope, source.bucket, key, archive),
        source_arn=source.bucket.arn,
    )
    aws.s3.BucketReplicationConfig(
        "audit",
        bucket=source.bucket.id,
        role=role.arn,
        rules=[
            aws.s3.BucketReplicationConfigRuleArgs(
                id="to-archive",
                status="Enabled",
                priority=1,
                filter=aws.s3.BucketReplicationConfigRuleFilterArgs(prefix=""),
                delete_marker_replication=aws.s3.BucketReplicationConfigRuleDeleteMarkerReplicationArgs(
                    status="Disabled"
                ),
                source_selection_criteria=criteria,
                destination=destination,
            )
        ],
        opts=parent.child(depends_on=[*source.ready, *archive.ready, *role.permissions]),
    )


def _statements(scope: Scope, source: aws.s3.Bucket, key: aws.kms.Key, archive: Archive) -> list[Statement]:
    through_s3 = {"StringEquals": {"kms:ViaService": f"s3.{scope.region}.{scope.dns_suffix}"}}
    return [
        Statement(
            sid="ReadConfiguration",
            actions=["s3:GetReplicationConfiguration", "s3:ListBucket"],
            resources=[source.arn],
        ),
        Statement(
            sid="ReadVersions",
            actions=[
                "s3:GetObjectLegalHold",
                "s3:GetObjectRetention",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionTagging",
            ],
            resources=[pulumi.Output.concat(source.arn, "/*")],
        ),
        Statement(
            sid="WriteCopies",
            actions=["s3:ObjectOwnerOverrideToBucketOwner", "s3:ReplicateObject", "s3:ReplicateTags"],
            resources=[pulumi.Output.concat(archive.bucket.arn, "/*")],
        ),
        Statement(sid="DecryptSource", actions=["kms:Decrypt"], resources=[key.arn], conditions=through_s3),
        Statement(
            sid="EncryptCopies",
            actions=["kms:Encrypt", "kms:GenerateDataKey"],
            resources=[archive.key.arn],
            conditions=through_s3,
        ),
    ]
