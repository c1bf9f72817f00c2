"""The settings that both buckets of traces have."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.policy_documents import Statement, policy_document, tls_only
from hds_blueprint.components.tags import retention_tags

_UPLOAD_DAYS = 7  # an upload not finished by then was abandoned


def log_bucket(
    name: str, parent: Component, *, object_lock: bool, retention_months: int | None = None
) -> aws.s3.Bucket:
    """An empty bucket that keeps its name when the service is renamed, and outlives the stack."""
    return aws.s3.Bucket(
        name,
        bucket=parent.scope.global_name(name),
        object_lock_enabled=object_lock,
        force_destroy=False,
        tags=retention_tags(parent.scope, retention_months) if retention_months else None,
        # a service that is renamed keeps its traces: another name would be another bucket
        opts=parent.durable(ignore_changes=["bucket"]),
    )


def close(
    name: str, parent: Component, bucket: aws.s3.Bucket, statements: Sequence[Statement]
) -> list[pulumi.Resource]:
    """Shuts the public out, gives the account every object, refuses plain transport; plus `statements`."""
    public_access = aws.s3.BucketPublicAccessBlock(
        name,
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=parent.durable(),
    )
    ownership = aws.s3.BucketOwnershipControls(
        name,
        bucket=bucket.id,
        rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
        opts=parent.durable(),
    )
    everything = [bucket.arn, pulumi.Output.concat(bucket.arn, "/*")]
    policy = aws.s3.BucketPolicy(
        name,
        bucket=bucket.id,
        policy=policy_document(tls_only(everything, actions="s3:*"), *statements),
        # S3 refuses two changes of a bucket's access at the same time
        opts=parent.durable(depends_on=[public_access, ownership]),
    )
    return [public_access, ownership, policy]


def version(name: str, parent: Component, bucket: aws.s3.Bucket) -> aws.s3.BucketVersioning:
    """Keeps what is replaced or deleted as a version."""
    return aws.s3.BucketVersioning(
        name,
        bucket=bucket.id,
        versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
        opts=parent.durable(),
    )


def encrypt(
    name: str, parent: Component, bucket: aws.s3.Bucket, *, key: aws.kms.Key | None
) -> aws.s3.BucketServerSideEncryptionConfiguration:
    """Encrypts with this key, or with keys of S3's own where there is none."""
    default = aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
        sse_algorithm="aws:kms" if key else "AES256", kms_master_key_id=key.arn if key else None
    )
    return aws.s3.BucketServerSideEncryptionConfiguration(
        name,
        bucket=bucket.id,
        rules=[
            aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                apply_server_side_encryption_by_default=default,
                # off: the key of traces serves CloudTrail by each file's encryption context
                bucket_key_enabled=False,
                blocked_encryption_types=["SSE-C"],
            )
        ],
        opts=parent.durable(),
    )


def expire(
    name: str, parent: Component, bucket: aws.s3.Bucket, *, days: int, after: aws.s3.BucketVersioning
) -> None:
    """Ends a trace with its retention: it becomes a version one day before, and is removed on the day."""
    everything = aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix="")
    aws.s3.BucketLifecycleConfiguration(
        name,
        bucket=bucket.id,
        rules=[
            aws.s3.BucketLifecycleConfigurationRuleArgs(
                id="retention",
                status="Enabled",
                filter=everything,
                expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=days - 1),
                noncurrent_version_expiration=(
                    aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(noncurrent_days=1)
                ),
            ),
            aws.s3.BucketLifecycleConfigurationRuleArgs(
                id="abandoned-uploads",
                status="Enabled",
                filter=everything,
                abort_incomplete_multipart_upload=(
                    aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                        days_after_initiation=_UPLOAD_DAYS
                    )
                ),
            ),
        ],
        opts=parent.durable(depends_on=[after]),
    )
