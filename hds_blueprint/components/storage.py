"""Object storage: buckets for documents, images and files (Amazon S3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.adoption import taking_over
from hds_blueprint.components.bucket_settings import BucketSettings, secure
from hds_blueprint.components.log_buckets import SERVER_ACCESS_PREFIX
from hds_blueprint.components.logging import Logging
from hds_blueprint.components.policy_documents import Statement
from hds_blueprint.components.replication import replicate
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.store import BackedUp, Store
from hds_blueprint.components.tags import lock_tags
from hds_blueprint.hosting.data import Retention
from hds_blueprint.hosting.stores import Bucket as BucketSection


class Bucket(Store):
    """A private, versioned bucket encrypted with the key of its data domain.

    Creates the bucket with its public access block, enforced ownership, policy (TLS 1.2 or newer,
    no other key than the domain's), encryption with a bucket key, versioning, lifecycle and access
    logs; where the document asks, a lock on every version, a second bucket in the recovery region under
    a key of that region, and the role that copies to it. Protected data stay in the account when the
    stack ends.

    Cost: storage (about 0.024 USD per GB and month in eu-west-3, list price) and requests; replaced
    versions are paid for as long as they are kept. A replica doubles storage and adds the transfer
    between the regions and replication time control.

    Answers: ISO/IEC 27001:2022 A.8.24 (cryptography), A.8.13 (backup, by versions), A.8.3 and A.5.15
    (access), A.8.10 (deletion, by lifecycle), A.8.15 (logging); HDS v2.0 EXI 28 (place of storage)
    for the bucket and its replica.

    Args:
        name: the bucket's name in the document.
        bucket: its section.
        key: the key of its data domain.
        logging: where access logs are delivered.
        recovery_key: key of the recovery region, used where the section says `replicate`.
        kept: the period of their data class, for which objects are locked where the section asks
            for a lock.
    """

    token = "hds:storage:Bucket"  # noqa: S105 - a type, not a password
    section = "buckets"
    word = "bucket"

    bucket: aws.s3.Bucket
    replica: aws.s3.Bucket | None
    settings: BucketSettings

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        bucket: BucketSection,
        key: aws.kms.Key,
        logging: Logging,
        recovery_key: aws.kms.Key,
        kept: Retention | None = None,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            name,
            scope=scope,
            document=f"buckets.{name}",
            data_class=bucket.data_class,
            options=options,
        )
        self.key = key
        locked = kept if bucket.object_lock != "none" else None
        self.bucket = aws.s3.Bucket(
            name,
            bucket=scope.global_name("data", name),
            tags=lock_tags(locked) or None,
            # emptying a bucket is never a side effect of a deployment
            force_destroy=False,
            # a service that is renamed keeps its data: another name would be another bucket
            opts=self.durable(
                **taking_over("aws:s3/bucket:Bucket", bucket.import_id, ignored=["bucket"]),
            ),
        )
        self.settings = secure(name, self.bucket, key, section=bucket, locked=locked, opts=self.durable())
        aws.s3.BucketLogging(
            name,
            bucket=self.bucket.id,
            target_bucket=logging.delivery.id,
            target_prefix=f"{SERVER_ACCESS_PREFIX}{name}/",
            target_object_key_format=aws.s3.BucketLoggingTargetObjectKeyFormatArgs(
                partitioned_prefix=aws.s3.BucketLoggingTargetObjectKeyFormatPartitionedPrefixArgs(
                    partition_date_source="EventTime"
                )
            ),
            opts=self.child(depends_on=logging.delivery_ready),
        )
        self.replica = None
        if bucket.replicate:
            self.replica = replicate(
                self,
                name,
                original=self.bucket,
                versioning=self.settings.versioning,
                section=bucket,
                recovery_key=recovery_key,
                locked=locked,
            )
        self.register_outputs({"name": self.bucket.bucket})

    @property
    def arns(self) -> list[pulumi.Output[str]]:
        """The ARNs of the buckets that hold these data: the bucket, and its replica where there is one."""
        return [self.bucket.arn, *([self.replica.arn] if self.replica else [])]

    @property
    def place(self) -> pulumi.Output[str]:
        """The bucket's name."""
        return self.bucket.bucket

    @property
    def attributes(self) -> Mapping[str, pulumi.Output[str]]:
        """What `${buckets.NAME.…}` may ask for in a workload's environment."""
        return {
            "name": self.bucket.bucket,
            "arn": self.bucket.arn,
            "region": pulumi.Output.from_input(self.scope.region),
        }

    @property
    def permissions(self) -> Sequence[Statement]:
        """Reading and writing of objects."""
        return [
            Statement(
                sid="ListBuckets",
                actions=["s3:GetBucketLocation", "s3:ListBucket"],
                resources=[self.bucket.arn],
            ),
            # no permission on versions: what is deleted by mistake or by malice can be brought back
            Statement(
                sid="UseObjects",
                actions=[
                    "s3:AbortMultipartUpload",
                    "s3:DeleteObject",
                    "s3:GetObject",
                    "s3:ListMultipartUploadParts",
                    "s3:PutObject",
                ],
                resources=[pulumi.Output.concat(self.bucket.arn, "/*")],
            ),
            Statement(
                sid="UseKeys",
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=[self.key.arn],
                conditions={
                    "StringEquals": {"kms:ViaService": f"s3.{self.scope.region}.{self.scope.dns_suffix}"}
                },
            ),
        ]

    @property
    def backed_up(self) -> BackedUp:
        """AWS Backup refuses a bucket without versions."""
        return BackedUp(self.bucket.arn, "S3", ready=[self.settings.versioning])
