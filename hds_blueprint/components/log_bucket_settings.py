"""The settings that both buckets of traces have."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.bucket_parts import abandoned_uploads, encrypted, shut_out, versioned
from hds_blueprint.components.component import Component
from hds_blueprint.components.policy_documents import Statement, policy_document, tls_only
from hds_blueprint.components.tags import retention_tags


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
    shut = shut_out(name, bucket, parent.durable())
    everything = [bucket.arn, pulumi.Output.concat(bucket.arn, "/*")]
    policy = aws.s3.BucketPolicy(
        name,
        bucket=bucket.id,
        policy=policy_document(tls_only(everything, actions="s3:*"), *statements),
        # S3 refuses two changes of a bucket's access at the same time
        opts=parent.durable(depends_on=shut),
    )
    return [*shut, policy]


def version(name: str, parent: Component, bucket: aws.s3.Bucket) -> aws.s3.BucketVersioning:
    """Keeps what is replaced or deleted as a version."""
    return versioned(name, bucket, parent.durable())


def encrypt(
    name: str, parent: Component, bucket: aws.s3.Bucket, *, key: aws.kms.Key | None
) -> aws.s3.BucketServerSideEncryptionConfiguration:
    """Encrypts with this key, or with keys of S3's own where there is none."""
    # a key for each object: the key of traces serves CloudTrail by each file's encryption context
    return encrypted(name, bucket, parent.durable(), key=key, one_key_for_many=False)


def expire(
    name: str, parent: Component, bucket: aws.s3.Bucket, *, days: int, after: aws.s3.BucketVersioning
) -> None:
    """Ends a trace with its retention: it becomes a version one day before, and is removed on the day."""
    aws.s3.BucketLifecycleConfiguration(
        name,
        bucket=bucket.id,
        rules=[
            aws.s3.BucketLifecycleConfigurationRuleArgs(
                id="retention",
                status="Enabled",
                filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
                expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=days - 1),
                noncurrent_version_expiration=(
                    aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(noncurrent_days=1)
                ),
            ),
            abandoned_uploads(),
        ],
        opts=parent.durable(depends_on=[after]),
    )
