"""The settings that every bucket has, whether it holds data or traces."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

_UPLOAD_DAYS = 7  # an upload not finished by then was abandoned


def shut_out(name: str, bucket: aws.s3.Bucket, opts: pulumi.ResourceOptions) -> list[pulumi.Resource]:
    """Shuts the public out and gives the account every object."""
    return [
        aws.s3.BucketPublicAccessBlock(
            name,
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=opts,
        ),
        aws.s3.BucketOwnershipControls(
            name,
            bucket=bucket.id,
            rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
            opts=opts,
        ),
    ]


def encrypted(
    name: str,
    bucket: aws.s3.Bucket,
    opts: pulumi.ResourceOptions,
    *,
    key: aws.kms.Key | None,
    one_key_for_many: bool,
) -> aws.s3.BucketServerSideEncryptionConfiguration:
    """Encrypts with this key, or with keys of S3's own where there is none.

    `one_key_for_many` lets S3 derive the keys of objects from one of the bucket, with fewer calls of KMS.
    """
    default = aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
        sse_algorithm="aws:kms" if key else "AES256", kms_master_key_id=key.arn if key else None
    )
    return aws.s3.BucketServerSideEncryptionConfiguration(
        name,
        bucket=bucket.id,
        rules=[
            aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                apply_server_side_encryption_by_default=default,
                bucket_key_enabled=one_key_for_many,
                # keys that the client brings: nobody else could read or restore the object
                blocked_encryption_types=["SSE-C"],
            )
        ],
        opts=opts,
    )


def versioned(name: str, bucket: aws.s3.Bucket, opts: pulumi.ResourceOptions) -> aws.s3.BucketVersioning:
    """Keeps what is replaced or deleted as a version."""
    return aws.s3.BucketVersioning(
        name,
        bucket=bucket.id,
        versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
        opts=opts,
    )


def abandoned_uploads() -> aws.s3.BucketLifecycleConfigurationRuleArgs:
    """The rule that removes the parts of uploads that nobody finished."""
    return aws.s3.BucketLifecycleConfigurationRuleArgs(
        id="abandoned-uploads",
        status="Enabled",
        filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
        abort_incomplete_multipart_upload=(
            aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                days_after_initiation=_UPLOAD_DAYS
            )
        ),
    )
