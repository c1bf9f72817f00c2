"""The settings without which a bucket is not secure: shared by buckets and their replicas."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.bucket_parts import abandoned_uploads, encrypted, shut_out, versioned
from hds_blueprint.components.policy_documents import ANYONE, Statement, policy_document, tls_only
from hds_blueprint.hosting.data import Retention
from hds_blueprint.hosting.stores import Bucket as BucketSection


@dataclass(frozen=True, slots=True)
class BucketSettings:
    """The settings that others wait for: nothing is written or copied before they exist."""

    policy: aws.s3.BucketPolicy
    versioning: aws.s3.BucketVersioning
    encryption: aws.s3.BucketServerSideEncryptionConfiguration


def secure(
    name: str,
    bucket: aws.s3.Bucket,
    key: aws.kms.Key,
    *,
    section: BucketSection,
    locked: Retention | None,
    opts: pulumi.ResourceOptions,
) -> BucketSettings:
    """Closes a bucket to the public, encrypts and versions it, and limits how long versions live.

    Every new version is locked for the period of `locked`, where it is given.

    `opts` are those of each setting. They are kept as the bucket is: a bucket that outlives the
    stack without its policy would be data left open.
    """
    public_access, _ = shut_out(name, bucket, opts)
    policy = aws.s3.BucketPolicy(
        name,
        bucket=bucket.id,
        policy=policy_document(*_statements(bucket, key)),
        # S3 refuses two changes of a bucket's access at the same time
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=[public_access])),
    )
    encryption = encrypted(name, bucket, opts, key=key, one_key_for_many=True)
    versioning = versioned(name, bucket, opts)
    aws.s3.BucketLifecycleConfiguration(
        name,
        bucket=bucket.id,
        rules=_lifecycle(section),
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=[versioning])),
    )
    if locked is not None:
        # A lock is put on a bucket with versions at any time (S3 user guide, "Configuring Object Lock"):
        # set when the bucket is made, it would make another bucket of it when it is asked for later.
        aws.s3.BucketObjectLockConfiguration(
            name,
            bucket=bucket.id,
            object_lock_enabled="Enabled",
            rule=aws.s3.BucketObjectLockConfigurationRuleArgs(
                default_retention=aws.s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(
                    mode=section.object_lock.upper(), days=locked.days
                )
            ),
            opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=[versioning])),
        )
    return BucketSettings(policy, versioning, encryption)


def _statements(bucket: aws.s3.Bucket, key: aws.kms.Key) -> list[Statement]:
    objects = pulumi.Output.concat(bucket.arn, "/*")
    return [
        tls_only([bucket.arn, objects], actions="s3:*"),
        Statement(
            sid="RefuseOldTls",
            effect="Deny",
            principals=ANYONE,
            actions=["s3:*"],
            resources=[bucket.arn, objects],
            conditions={"NumericLessThan": {"s3:TlsVersion": "1.2"}},
        ),
        # A request without the header takes the bucket's key. One with it names exactly this key:
        # a missing key id would mean AWS's own key, and a negated condition matches what is missing.
        Statement(
            sid="RefuseOtherEncryption",
            effect="Deny",
            principals=ANYONE,
            actions=["s3:PutObject"],
            resources=[objects],
            conditions={
                "Null": {"s3:x-amz-server-side-encryption": "false"},
                "StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": key.arn},
            },
        ),
    ]


def _lifecycle(section: BucketSection) -> list[aws.s3.BucketLifecycleConfigurationRuleArgs]:
    everything = aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix="")
    rules = [
        abandoned_uploads(),
        aws.s3.BucketLifecycleConfigurationRuleArgs(
            id="replaced-versions",
            status="Enabled",
            filter=everything,
            noncurrent_version_expiration=(
                aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
                    noncurrent_days=section.noncurrent_days
                )
            ),
            # a delete marker is cleaned up by age where objects expire, by itself otherwise
            expiration=None
            if section.expire_days
            else aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(expired_object_delete_marker=True),
        ),
    ]
    if section.archive_after_days is not None:
        rules.append(
            aws.s3.BucketLifecycleConfigurationRuleArgs(
                id="archive",
                status="Enabled",
                filter=everything,
                transitions=[
                    # the archive class that is read without waiting: care does not wait for hours
                    aws.s3.BucketLifecycleConfigurationRuleTransitionArgs(
                        days=section.archive_after_days, storage_class="GLACIER_IR"
                    )
                ],
            )
        )
    if section.expire_days is not None:
        rules.append(
            aws.s3.BucketLifecycleConfigurationRuleArgs(
                id="end-of-retention",
                status="Enabled",
                filter=everything,
                expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=section.expire_days),
            )
        )
    return rules
