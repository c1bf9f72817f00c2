"""The two buckets of traces: one that cannot be changed, one that AWS delivers access logs to."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.log_bucket_settings import close, encrypt, expire, log_bucket, version
from hds_blueprint.components.policy_documents import ANYONE, Principals, Statement, Text
from hds_blueprint.hosting.logging import whole_days

SERVER_ACCESS_PREFIX = "s3/"
LOAD_BALANCER_PREFIX = "alb"
NETWORK_LOAD_BALANCER_PREFIX = "nlb"
BACKUP_REPORT_PREFIX = "backup"


@dataclass(frozen=True, slots=True)
class LogBucket:
    """A bucket of traces; whoever delivers to it waits for `ready`."""

    bucket: aws.s3.Bucket
    ready: list[pulumi.Resource]


def delivery_bucket(parent: Component, *, retention_months: int) -> LogBucket:
    """The bucket that S3 and the load balancers deliver their access logs to.

    Encrypted with S3's own keys and without object lock, since AWS delivers server access logs
    neither to a bucket with a default retention nor with a customer managed key, and load
    balancers not with such a key either. In their place its policy refuses every deletion.
    Sources: Amazon S3 user guide, "Enabling server access logging"; Elastic Load Balancing user
    guide, "Access logs for your Application Load Balancer".
    """
    scope = parent.scope
    bucket = log_bucket("delivery", parent, object_lock=False, retention_months=retention_months)
    objects = pulumi.Output.concat(bucket.arn, "/")
    statements = [
        Statement(
            sid="ServerAccessLogs",
            principals=Principals(services=["logging.s3.amazonaws.com"]),
            actions=["s3:PutObject"],
            resources=[pulumi.Output.concat(objects, SERVER_ACCESS_PREFIX, "*")],
            conditions={"StringEquals": {"aws:SourceAccount": scope.account_id}},
        ),
        Statement(
            sid="LoadBalancerLogs",
            principals=Principals(services=["logdelivery.elasticloadbalancing.amazonaws.com"]),
            actions=["s3:PutObject"],
            resources=[
                pulumi.Output.concat(objects, LOAD_BALANCER_PREFIX, "/AWSLogs/", scope.account_id, "/*")
            ],
            conditions={"ArnLike": {"aws:SourceArn": scope.arn("elasticloadbalancing", "loadbalancer/*")}},
        ),
        *_network_load_balancers(parent, bucket),
        _backup_reports(parent, bucket),
        Statement(
            sid="RefuseDeletion",
            effect="Deny",
            principals=ANYONE,
            actions=["s3:DeleteObject", "s3:DeleteObjectVersion"],
            resources=[pulumi.Output.concat(objects, "*")],
        ),
    ]
    settings = close("delivery", parent, bucket, statements)
    versioning = version("delivery", parent, bucket)
    encryption = encrypt("delivery", parent, bucket, key=None)
    expire("delivery", parent, bucket, days=whole_days(retention_months), after=versioning)
    return LogBucket(bucket, [*settings, versioning, encryption])


def audit_bucket(
    parent: Component,
    *,
    key: aws.kms.Key,
    delivery: LogBucket,
    retention_months: int,
    immutable: bool,
    trail_arns: pulumi.Output[str],
) -> LogBucket:
    """The bucket of the audit trail: encrypted, versioned and, where asked, locked for its retention.

    The lock is in governance mode with its way round refused to everybody by the bucket's policy:
    nothing can be deleted by mistake or by a stolen role, while a wrong retention can still be
    mended by an administrator who first changes the policy, which the trail shows.
    """
    days = whole_days(retention_months)
    bucket = log_bucket("audit", parent, object_lock=immutable, retention_months=retention_months)
    settings = close("audit", parent, bucket, _audit_statements(parent, bucket, trail_arns))
    versioning = version("audit", parent, bucket)
    encryption = encrypt("audit", parent, bucket, key=key)
    ready = [*settings, versioning, encryption]
    if immutable:
        ready.append(
            aws.s3.BucketObjectLockConfiguration(
                "audit",
                bucket=bucket.id,
                rule=aws.s3.BucketObjectLockConfigurationRuleArgs(
                    default_retention=aws.s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(
                        mode="GOVERNANCE", days=days
                    )
                ),
                opts=parent.durable(depends_on=[versioning]),
            )
        )
    expire("audit", parent, bucket, days=days, after=versioning)
    aws.s3.BucketLogging(
        "audit",
        bucket=bucket.id,
        target_bucket=delivery.bucket.id,
        target_prefix=f"{SERVER_ACCESS_PREFIX}audit/",
        opts=parent.durable(depends_on=delivery.ready),
    )
    return LogBucket(bucket, ready)


def _network_load_balancers(parent: Component, bucket: aws.s3.Bucket) -> list[Statement]:
    """Network load balancers deliver by the common log delivery, which looks at the bucket first.

    Source: Elastic Load Balancing user guide, "Access logs for your Network Load Balancer".
    """
    scope = parent.scope
    files = pulumi.Output.concat(
        bucket.arn, "/", NETWORK_LOAD_BALANCER_PREFIX, "/AWSLogs/", scope.account_id, "/*"
    )
    return _delivered(
        parent,
        bucket,
        files,
        service="delivery.logs.amazonaws.com",
        source=scope.arn("logs", "*"),
        sids=("NetworkLoadBalancersLook", "NetworkLoadBalancerLogs"),
    )


def _delivered(
    parent: Component,
    bucket: aws.s3.Bucket,
    files: pulumi.Output[str],
    *,
    service: str,
    source: Text,
    sids: tuple[str, str],
) -> list[Statement]:
    """A service of AWS looks at the bucket and then writes there, for sources of this account."""
    principals = Principals(services=[service])
    account = {"aws:SourceAccount": parent.scope.account_id}
    sources = {"ArnLike": {"aws:SourceArn": source}}
    look, write = sids
    return [
        Statement(
            sid=look,
            principals=principals,
            actions=["s3:GetBucketAcl"],
            resources=[bucket.arn],
            conditions={"StringEquals": account, **sources},
        ),
        Statement(
            sid=write,
            principals=principals,
            actions=["s3:PutObject"],
            resources=[files],
            conditions={
                "StringEquals": {**account, "s3:x-amz-acl": "bucket-owner-full-control"},
                **sources,
            },
        ),
    ]


def _backup_reports(parent: Component, bucket: aws.s3.Bucket) -> Statement:
    """AWS Backup writes its reports by a role of its own, which it makes with the first report plan.

    A policy may not name a role that does not exist yet, so its ARN is a condition.
    Source: AWS Backup developer guide, "Configuring Amazon S3 bucket for reports".
    """
    scope = parent.scope
    role = "role/aws-service-role/reports.backup.amazonaws.com/AWSServiceRoleForBackupReports"
    return Statement(
        sid="BackupReports",
        principals=ANYONE,
        actions=["s3:PutObject"],
        resources=[pulumi.Output.concat(bucket.arn, "/", BACKUP_REPORT_PREFIX, "/*")],
        conditions={
            "StringEquals": {
                "aws:PrincipalArn": scope.arn("iam", role, region=""),
                "s3:x-amz-acl": "bucket-owner-full-control",
            }
        },
    )


def _audit_statements(
    parent: Component, bucket: aws.s3.Bucket, trail_arns: pulumi.Output[str]
) -> list[Statement]:
    files = pulumi.Output.concat(bucket.arn, "/AWSLogs/", parent.scope.account_id, "/*")
    return [
        *_delivered(
            parent,
            bucket,
            files,
            service="cloudtrail.amazonaws.com",
            source=trail_arns,
            sids=("TrailReadsAcl", "TrailWrites"),
        ),
        Statement(
            sid="RefuseWayRoundLock",
            effect="Deny",
            principals=ANYONE,
            actions=["s3:BypassGovernanceRetention"],
            resources=[pulumi.Output.concat(bucket.arn, "/*")],
        ),
    ]
