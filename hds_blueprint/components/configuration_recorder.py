"""The record of every resource's configuration, and what it is compared with (AWS Config)."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.data_files import table
from hds_blueprint.components.log_bucket_settings import close, encrypt, expire, log_bucket, version
from hds_blueprint.components.log_buckets import SERVER_ACCESS_PREFIX, LogBucket
from hds_blueprint.components.policy_documents import ANYONE, Statement
from hds_blueprint.components.roles import service_role
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.account import Detection
from hds_blueprint.hosting.logging import whole_days


@dataclass(frozen=True, slots=True)
class ConfigurationArchive:
    """Where the records of all regions go: a bucket, its key, and what has to exist before."""

    bucket: aws.s3.Bucket
    key: aws.kms.Key
    ready: list[pulumi.Resource]


def configuration_bucket(
    parent: Component, *, key: aws.kms.Key, delivery: LogBucket, retention_months: int
) -> ConfigurationArchive:
    """The bucket of the configuration records: encrypted, versioned, and closed to every deletion.

    Without a default lock: AWS Config delivers to no bucket that has one. Its policy refuses deletion
    in the lock's stead. Source: AWS Config developer guide, "Managing the delivery channel".
    """
    bucket = log_bucket("configuration", parent, object_lock=False)
    refusal = Statement(
        sid="RefuseDeletion",
        effect="Deny",
        principals=ANYONE,
        actions=["s3:DeleteObject", "s3:DeleteObjectVersion"],
        resources=[pulumi.Output.concat(bucket.arn, "/*")],
    )
    settings = close("configuration", parent, bucket, [refusal])
    versioning = version("configuration", parent, bucket)
    encryption = encrypt("configuration", parent, bucket, key=key)
    expire("configuration", parent, bucket, days=whole_days(retention_months), after=versioning)
    aws.s3.BucketLogging(
        "configuration",
        bucket=bucket.id,
        target_bucket=delivery.bucket.id,
        target_prefix=f"{SERVER_ACCESS_PREFIX}configuration/",
        opts=parent.durable(depends_on=delivery.ready),
    )
    return ConfigurationArchive(bucket, key, [*settings, versioning, encryption])


class ConfigurationRecorder(Component):
    """Records the configuration of every resource of one region and judges it by rules that mirror ours.

    Creates the region's recorder with its role and delivery channel, turns it on, and a conformance
    pack whose rules (configuration_rules.yaml) each answer rules of the policy pack: what somebody
    changes past the pipeline is found here. Types without a region are recorded in the main region only.

    Cost: 0.003 USD a configuration item, 0.001 USD a rule evaluation.
    Answers: ISO/IEC 27001:2022 A.8.9 (configuration management), A.5.36 (compliance with policies), A.8.16.
    """

    token = "hds:configuration_recorder:ConfigurationRecorder"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        archive: ConfigurationArchive,
        detection: Detection,
        main: bool,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="logging", options=options)
        objects = pulumi.Output.format("{0}/AWSLogs/{1}/Config/*", archive.bucket.arn, scope.account_id)
        role = service_role(
            f"configuration-{name}",
            parent=self,
            service="config.amazonaws.com",
            description="Reads the configuration of every resource and writes it to the archive",
            statements=[
                Statement(sid="WriteRecords", actions=["s3:PutObject"], resources=[objects]),
                Statement(sid="SeeArchive", actions=["s3:GetBucketAcl"], resources=[archive.bucket.arn]),
                Statement(
                    sid="EncryptRecords",
                    actions=["kms:Decrypt", "kms:GenerateDataKey"],
                    resources=[archive.key.arn],
                ),
            ],
            managed_policies={
                "records": f"arn:{scope.partition}:iam::aws:policy/service-role/AWS_ConfigRole"
            },
        )
        recorder = aws.cfg.Recorder(
            name,
            name=scope.physical_name("records", maximum=256),
            role_arn=role.arn,
            recording_group=_everything() if main else _without_global_types(),
            recording_mode=aws.cfg.RecorderRecordingModeArgs(recording_frequency="CONTINUOUS"),
            opts=self.child(depends_on=role.permissions),
        )
        channel = aws.cfg.DeliveryChannel(
            name,
            name=scope.physical_name("records", maximum=256),
            s3_bucket_name=archive.bucket.id,
            s3_kms_key_arn=archive.key.arn,
            snapshot_delivery_properties=aws.cfg.DeliveryChannelSnapshotDeliveryPropertiesArgs(
                delivery_frequency="TwentyFour_Hours"
            ),
            opts=self.child(depends_on=[recorder, *archive.ready]),
        )
        running = aws.cfg.RecorderStatus(
            name, name=recorder.name, is_enabled=True, opts=self.child(depends_on=[channel])
        )
        aws.cfg.ConformancePack(
            name,
            name=scope.physical_name("controls", maximum=51),
            template_body=_template(detection, main=main),
            opts=self.child(depends_on=[running]),
        )
        self.register_outputs({})


def _everything() -> aws.cfg.RecorderRecordingGroupArgs:
    return aws.cfg.RecorderRecordingGroupArgs(all_supported=True, include_global_resource_types=True)


def _without_global_types() -> aws.cfg.RecorderRecordingGroupArgs:
    """Recorded in one region only: each further copy would cost and say the same."""
    group = aws.cfg
    return group.RecorderRecordingGroupArgs(
        all_supported=False,
        include_global_resource_types=False,
        exclusion_by_resource_types=[
            group.RecorderRecordingGroupExclusionByResourceTypeArgs(
                resource_types=table("configuration_rules")["global_types"]
            )
        ],
        recording_strategies=[
            group.RecorderRecordingGroupRecordingStrategyArgs(use_only="EXCLUSION_BY_RESOURCE_TYPES")
        ],
    )


def _template(detection: Detection, *, main: bool) -> str:
    """The conformance pack as JSON, which is YAML too; rules of types without a region in the main one.

    A rule that needs a service which the document leaves out is left out with it.
    """
    rules = table("configuration_rules")["rules"]
    resources = {
        _logical_name(identifier): {
            "Type": "AWS::Config::ConfigRule",
            "Properties": {
                "ConfigRuleName": identifier.lower().replace("_", "-"),
                "Source": {"Owner": "AWS", "SourceIdentifier": identifier},
                **({"InputParameters": rule["parameters"]} if "parameters" in rule else {}),
            },
        }
        for identifier, rule in rules.items()
        if (main or not rule.get("global", False)) and getattr(detection, rule.get("needs", ""), True)
    }
    return json.dumps({"Resources": resources}, indent=1)


def _logical_name(identifier: str) -> str:
    return "".join(part.capitalize() for part in identifier.split("_"))
