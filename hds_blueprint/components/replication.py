"""The copy of a bucket in the recovery region."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.bucket_settings import secure
from hds_blueprint.components.policy_documents import Statement
from hds_blueprint.components.roles import service_role
from hds_blueprint.components.store import Store
from hds_blueprint.components.tags import lock_tags
from hds_blueprint.hosting.data import Retention
from hds_blueprint.hosting.stores import Bucket as BucketSection

# S3 offers this figure only, for its replication time control
_REPLICATION_MINUTES = 15


def replicate(
    owner: Store,
    name: str,
    *,
    original: aws.s3.Bucket,
    versioning: aws.s3.BucketVersioning,
    section: BucketSection,
    recovery_key: aws.kms.Key,
    locked: Retention | None,
) -> aws.s3.Bucket:
    """A bucket in the recovery region that receives every object of `owner`'s `original`, within 15 minutes.

    S3 asks for the versions of both: `versioning` is the original's. The copy is secured as the first one
    and encrypted with `recovery_key`. Deletions arrive as delete markers, so that versions outlive a
    deletion by mistake on both sides.
    """
    scope = owner.scope
    # no bucket of the document can be called so: its names have no underscore
    replica_name = f"{name}_replica"
    replica = aws.s3.Bucket(
        replica_name,
        bucket=scope.global_name("data", name, region=scope.recovery_region),
        tags=lock_tags(locked) or None,
        force_destroy=False,
        opts=owner.durable_recovery(ignore_changes=["bucket"]),
    )
    settings = secure(
        replica_name,
        replica,
        recovery_key,
        section=section,
        locked=locked,
        opts=owner.durable_recovery(),
    )
    role = service_role(
        f"{name}-replication",
        parent=owner,
        service="s3.amazonaws.com",
        description=f"Copies the objects of the bucket {name} to the recovery region",
        statements=_statements(owner, original, replica, recovery_key, locked=locked is not None),
        source_arn=original.arn,
    )
    aws.s3.BucketReplicationConfig(
        name,
        bucket=original.id,
        role=role.arn,
        rules=[
            aws.s3.BucketReplicationConfigRuleArgs(
                id="to-recovery-region",
                status="Enabled",
                priority=1,
                filter=aws.s3.BucketReplicationConfigRuleFilterArgs(prefix=""),
                delete_marker_replication=aws.s3.BucketReplicationConfigRuleDeleteMarkerReplicationArgs(
                    status="Enabled"
                ),
                source_selection_criteria=_encrypted_objects_too(),
                destination=_destination(replica, recovery_key),
            )
        ],
        opts=owner.child(depends_on=[versioning, settings.versioning, *role.permissions]),
    )
    return replica


def _encrypted_objects_too() -> aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs:
    return aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs(
        sse_kms_encrypted_objects=(
            aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaSseKmsEncryptedObjectsArgs(
                status="Enabled"
            )
        )
    )


def _destination(
    replica: aws.s3.Bucket, key: aws.kms.Key
) -> aws.s3.BucketReplicationConfigRuleDestinationArgs:
    return aws.s3.BucketReplicationConfigRuleDestinationArgs(
        bucket=replica.arn,
        encryption_configuration=aws.s3.BucketReplicationConfigRuleDestinationEncryptionConfigurationArgs(
            replica_kms_key_id=key.arn
        ),
        metrics=aws.s3.BucketReplicationConfigRuleDestinationMetricsArgs(
            status="Enabled",
            event_threshold=aws.s3.BucketReplicationConfigRuleDestinationMetricsEventThresholdArgs(
                minutes=_REPLICATION_MINUTES
            ),
        ),
        replication_time=aws.s3.BucketReplicationConfigRuleDestinationReplicationTimeArgs(
            status="Enabled",
            time=aws.s3.BucketReplicationConfigRuleDestinationReplicationTimeTimeArgs(
                minutes=_REPLICATION_MINUTES
            ),
        ),
    )


def _statements(
    owner: Store,
    original: aws.s3.Bucket,
    replica: aws.s3.Bucket,
    recovery_key: aws.kms.Key,
    *,
    locked: bool,
) -> list[Statement]:
    scope = owner.scope
    # replicas take the lock of their original (S3 user guide, "Replicating objects under Object Lock")
    of_locks = ["s3:GetObjectLegalHold", "s3:GetObjectRetention"] if locked else []
    return [
        Statement(
            sid="ReadConfiguration",
            actions=["s3:GetReplicationConfiguration", "s3:ListBucket"],
            resources=[original.arn],
        ),
        Statement(
            sid="ReadVersions",
            actions=[
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionTagging",
                *of_locks,
            ],
            resources=[pulumi.Output.concat(original.arn, "/*")],
        ),
        Statement(
            sid="WriteReplicas",
            actions=["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
            resources=[pulumi.Output.concat(replica.arn, "/*")],
        ),
        Statement(
            sid="DecryptSource",
            actions=["kms:Decrypt"],
            resources=[owner.key.arn],
            conditions={"StringEquals": {"kms:ViaService": f"s3.{scope.region}.{scope.dns_suffix}"}},
        ),
        Statement(
            sid="EncryptReplicas",
            actions=["kms:Encrypt", "kms:GenerateDataKey"],
            resources=[recovery_key.arn],
            conditions={"StringEquals": {"kms:ViaService": f"s3.{scope.recovery_region}.{scope.dns_suffix}"}},
        ),
    ]
