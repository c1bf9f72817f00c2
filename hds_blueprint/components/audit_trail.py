"""The record of who did what in the account (AWS CloudTrail)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.log_buckets import LogBucket
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.policy_documents import Statement, assumed_by, policy_document
from hds_blueprint.components.scope import Scope


@dataclass(frozen=True, slots=True)
class AuditTrail:
    """The trail, and the log group in which alarms look for events."""

    trail: aws.cloudtrail.Trail
    log_group: aws.cloudwatch.LogGroup


def trail_arns(scope: Scope) -> pulumi.Output[str]:
    """The pattern of ARNs of this account's trails.

    A pattern, and not the one trail's ARN: the policy of the bucket is needed before the trail
    exists, and a trail keeps its name when the service is renamed.
    """
    return scope.arn("cloudtrail", "trail/*")


def audit_trail(
    parent: Component,
    *,
    destination: LogBucket,
    key: aws.kms.Key,
    retention_months: int,
    recorded_buckets: Sequence[aws.s3.Bucket],
    recorded: Mapping[str, Sequence[pulumi.Output[str]]],
) -> AuditTrail:
    """A trail of all regions with validated files, to the audit bucket and to a log group for alarms.

    Every reading and writing of objects in `recorded_buckets` is recorded as well, and every access to what
    `recorded` lists: a type of data events (`AWS::DynamoDB::Table`) to ARNs.
    """
    scope = parent.scope
    group = log_group("audit-trail", parent=parent, retention_months=retention_months, key=key)
    role = aws.iam.Role(
        "audit-trail",
        name=scope.physical_name("audit-trail", maximum=64),
        description="Delivers the audit trail to its log group",
        assume_role_policy=assumed_by(
            "cloudtrail.amazonaws.com",
            conditions={
                "StringEquals": {"aws:SourceAccount": scope.account_id},
                "ArnLike": {"aws:SourceArn": trail_arns(scope)},
            },
        ),
        opts=parent.child(),
    )
    # CloudTrail names its streams <account>_CloudTrail_<region>
    streams = pulumi.Output.format("{0}:log-stream:{1}_CloudTrail_*", group.arn, scope.account_id)
    permission = aws.iam.RolePolicy(
        "audit-trail",
        name="audit-trail",
        role=role.id,
        policy=policy_document(
            Statement(
                sid="WriteTrail",
                actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                resources=[streams],
            )
        ),
        opts=parent.child(),
    )
    trail = aws.cloudtrail.Trail(
        "audit",
        name=scope.physical_name("audit", maximum=128),
        s3_bucket_name=destination.bucket.id,
        kms_key_id=key.arn,
        is_multi_region_trail=True,
        include_global_service_events=True,
        enable_log_file_validation=True,
        enable_logging=True,
        cloud_watch_logs_group_arn=pulumi.Output.concat(group.arn, ":*"),
        cloud_watch_logs_role_arn=role.arn,
        advanced_event_selectors=_selectors(recorded_buckets, recorded),
        # protected as the traces are: a trail that stops is a gap that nobody can fill
        opts=parent.durable(depends_on=[permission, *destination.ready], ignore_changes=["name"]),
    )
    return AuditTrail(trail, group)


def _selectors(
    buckets: Sequence[aws.s3.Bucket], recorded: Mapping[str, Sequence[pulumi.Output[str]]]
) -> list[aws.cloudtrail.TrailAdvancedEventSelectorArgs]:
    field = aws.cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs
    selectors = [
        aws.cloudtrail.TrailAdvancedEventSelectorArgs(
            name="Management events", field_selectors=[field(field="eventCategory", equals=["Management"])]
        )
    ]
    if buckets:
        objects = [pulumi.Output.concat(bucket.arn, "/") for bucket in buckets]
        selectors.append(
            aws.cloudtrail.TrailAdvancedEventSelectorArgs(
                name="Objects of recorded buckets",
                field_selectors=[
                    field(field="eventCategory", equals=["Data"]),
                    field(field="resources.type", equals=["AWS::S3::Object"]),
                    field(field="resources.ARN", starts_withs=objects),
                ],
            )
        )
    for type_, arns in recorded.items():
        selectors.append(
            aws.cloudtrail.TrailAdvancedEventSelectorArgs(
                name=type_,
                field_selectors=[
                    field(field="eventCategory", equals=["Data"]),
                    field(field="resources.type", equals=[type_]),
                    field(field="resources.ARN", equals=list(arns)),
                ],
            )
        )
    return selectors
