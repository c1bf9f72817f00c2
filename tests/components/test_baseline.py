"""The baseline of an account on the resource graph: what stands in each region, and how it is set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

import pytest
import yaml

from hds_blueprint.components.data_files import table
from hds_blueprint.components.program import build
from hds_blueprint.graph.model import Resource, ResourceGraph, targets
from hds_blueprint.graph.program import record
from hds_blueprint.hosting.account import AccountBaseline
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Status

from .conftest import EXAMPLE, find
from .reading import inputs, plain, statements
from .small_platform import merged

DOCUMENT: dict[str, Any] = yaml.safe_load((EXAMPLE.parents[1] / "baseline.yaml").read_text(encoding="utf-8"))
REGIONS = ("eu-west-3", "eu-central-1")
# Types that stand once in each region of use.
IN_EACH_REGION = (
    "aws:accessanalyzer/analyzer:Analyzer",
    "aws:cfg/conformancePack:ConformancePack",
    "aws:cfg/deliveryChannel:DeliveryChannel",
    "aws:cfg/recorder:Recorder",
    "aws:cfg/recorderStatus:RecorderStatus",
    "aws:ebs/defaultKmsKey:DefaultKmsKey",
    "aws:ebs/encryptionByDefault:EncryptionByDefault",
    "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
    "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
    "aws:guardduty/detector:Detector",
    "aws:inspector2/enabler:Enabler",
    "aws:macie2/account:Account",
    "aws:macie2/classificationJob:ClassificationJob",
    "aws:securityhub/account:Account",
    "aws:ssm/document:Document",
    "aws:ssm/serviceSetting:ServiceSetting",
)


def baseline(changes: Mapping[str, Any] | None = None) -> ResourceGraph:
    return _recorded(json.dumps(merged(deepcopy(DOCUMENT), changes or {})))


@cache
def _recorded(document: str) -> ResourceGraph:
    content = AccountBaseline.model_validate_json(document)
    return record(lambda: build(content), project="hds-blueprint", stack="baseline")


def of(graph: ResourceGraph, type_: str, region: str) -> Resource:
    [found] = [resource for resource in graph.of_type(type_) if resource.region == region]
    return found


def test_no_rule_fails_in_production() -> None:
    verdict = evaluate(baseline(), as_of=date(2026, 11, 24))
    assert verdict.profile == "production"
    assert [(each.rule, each.urn) for each in verdict.with_status(Status.FAIL)] == []


@pytest.mark.parametrize("type_", IN_EACH_REGION)
def test_each_region_of_use_has_one(type_: str) -> None:
    assert sorted(resource.region or "" for resource in baseline().of_type(type_)) == sorted(REGIONS)


def test_what_an_account_has_once_stands_once() -> None:
    graph = baseline()
    for type_ in (
        "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
        "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
        "aws:securityhub/findingAggregator:FindingAggregator",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    ):
        assert len(graph.of_type(type_)) == 1, type_


def test_types_without_a_region_are_recorded_in_the_main_one() -> None:
    graph = baseline()
    main, recovery = (
        of(graph, "aws:cfg/recorder:Recorder", region).inputs["recordingGroup"] for region in REGIONS
    )
    assert main == {"allSupported": True, "includeGlobalResourceTypes": True}
    assert isinstance(recovery, dict)
    assert recovery["recordingStrategies"] == [{"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}]
    assert recovery["exclusionByResourceTypes"] == [
        {"resourceTypes": ["AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"]}
    ]


def test_records_go_encrypted_to_a_bucket_that_takes_them() -> None:
    graph = baseline()
    for region in REGIONS:
        channel = of(graph, "aws:cfg/deliveryChannel:DeliveryChannel", region)
        assert plain(channel.inputs["s3BucketName"]) == "<configuration.id>"
        assert plain(channel.inputs["s3KmsKeyArn"]) == "<logs.arn>"
    locks = graph.of_type("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    assert [lock.name for lock in locks] == ["audit"], "AWS Config delivers to no locked bucket"
    refusal = statements(graph, "aws:s3/bucketPolicy:BucketPolicy", "configuration")["RefuseDeletion"]
    assert refusal["Effect"] == "Deny"
    assert refusal["Action"] == ["s3:DeleteObject", "s3:DeleteObjectVersion"]


def test_the_rules_of_the_account_mirror_ours() -> None:
    main, recovery = (
        json.loads(of(baseline(), "aws:cfg/conformancePack:ConformancePack", region).inputs["templateBody"])  # type: ignore[arg-type]
        for region in REGIONS
    )
    assert len(main["Resources"]) > len(recovery["Resources"]) > 25
    answered = {rule for entry in table("configuration_rules")["rules"].values() for rule in entry["answers"]}
    assert answered <= set(all_rules())
    assert "Macie" not in " ".join(
        json.loads(
            of(
                baseline({"detection": {"sensitive_data_discovery": False}}),
                "aws:cfg/conformancePack:ConformancePack",
                "eu-west-3",
            ).inputs["templateBody"]  # type: ignore[arg-type]
        )["Resources"]
    )


def test_threats_to_data_are_looked_for() -> None:
    features = baseline().of_type("aws:guardduty/detectorFeature:DetectorFeature")
    states = {(str(each.inputs["name"]), each.region): each.inputs["status"] for each in features}
    wanted = ("S3_DATA_EVENTS", "RDS_LOGIN_EVENTS", "EBS_MALWARE_PROTECTION", "RUNTIME_MONITORING")
    assert states == {(name, region): "ENABLED" for name in wanted for region in REGIONS}


def test_what_the_document_leaves_out_is_off() -> None:
    off = {"malware_protection": False, "vulnerability_scans": False, "sensitive_data_discovery": False}
    graph = baseline({"detection": off})
    features = graph.of_type("aws:guardduty/detectorFeature:DetectorFeature")
    assert {
        each.inputs["status"] for each in features if each.inputs["name"] == "EBS_MALWARE_PROTECTION"
    } == {"DISABLED"}
    assert not graph.of_type("aws:macie2/account:Account", "aws:inspector2/enabler:Enabler")


def test_personal_data_are_looked_for_where_health_data_are() -> None:
    job = of(baseline(), "aws:macie2/classificationJob:ClassificationJob", "eu-west-3")
    [criterion] = plain(job.inputs["s3JobDefinition"])["bucketCriteria"]["includes"]["ands"]
    values = criterion["tagCriterion"]["tagValues"]
    assert values == [{"key": "data-class", "value": each} for each in ("health", "pseudonymised-health")]


def test_sessions_are_recorded_with_a_key_of_their_region() -> None:
    graph = baseline()
    for region, key in zip(REGIONS, ("logs", "recovery-logs"), strict=True):
        document = of(graph, "aws:ssm/document:Document", region)
        assert document.inputs["name"] == "SSM-SessionManagerRunShell"
        text = plain(document.inputs["content"])
        settings = json.loads(text)["inputs"]
        assert settings["kmsKeyId"] == f"<{key}.arn>"
        assert settings["cloudWatchEncryptionEnabled"] and settings["cloudWatchStreamingEnabled"]
        assert settings["cloudWatchLogGroupName"] == "/hds/hds-baseline/sessions"
    assert not baseline({"roles": {"session_recording": False}}).of_type("aws:ssm/document:Document")


def test_volumes_are_encrypted_by_default_with_a_key_of_their_region() -> None:
    graph = baseline()
    for region, key in zip(REGIONS, ("volumes", "recovery-volumes"), strict=True):
        default = of(graph, "aws:ebs/defaultKmsKey:DefaultKmsKey", region)
        assert targets(default, "keyArn") == (find(graph, "aws:kms/key:Key", key).urn,)
        assert of(graph, "aws:ebs/encryptionByDefault:EncryptionByDefault", region).inputs["enabled"] is True


def test_machines_answer_for_their_metadata_by_token_only() -> None:
    settings = of(baseline(), "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults", "eu-west-3").inputs
    assert (settings["httpTokens"], settings["httpPutResponseHopLimit"]) == ("required", 1)


def test_findings_of_the_recovery_region_reach_the_same_people() -> None:
    graph = baseline()
    for name in ("attack-suspected", "safeguard-changed"):
        near = inputs(graph, "aws:cloudwatch/eventTarget:EventTarget", name)
        far = inputs(graph, "aws:cloudwatch/eventTarget:EventTarget", f"{name}-recovery")
        assert near["arn"] == "<alarms.arn>"
        assert far["arn"] == "arn:aws:events:eu-west-3:123456789012:event-bus/default"
        assert far["roleArn"] == "<events-handed-on.arn>"


def test_the_emergency_role_is_seen_when_it_is_taken() -> None:
    graph = baseline()
    watched = inputs(graph, "aws:cloudwatch/logMetricFilter:LogMetricFilter", "break-glass-used")
    assert "AssumeRole" in watched["pattern"] and "<break-glass.arn>" in watched["pattern"]
    alarm = inputs(graph, "aws:cloudwatch/metricAlarm:MetricAlarm", "break-glass-used")
    assert alarm["alarmActions"] == ["<alarms.arn>"] and alarm["threshold"] == 0


def test_origins_are_sections_of_the_document() -> None:
    documents = {
        r.inputs["document"] for r in baseline().resources if not r.custom and "document" in r.inputs
    }
    assert documents <= {"", *AccountBaseline.model_fields}


def test_whatever_the_document_may_state_is_built() -> None:
    """Sections that services have too mean the same for an account; none is passed over in silence."""
    graph = baseline(
        {
            "logging": {
                "readers": ["arn:aws:iam::123456789012:user/soc"],
                "separate_account": "210987654321",
            },
            "alerts": {"budget": {"monthly": 9000}, "routes": {"warning": ["platform@example.org"]}},
        }
    )
    budget = inputs(graph, "aws:budgets/budget:Budget", "monthly")
    assert budget["limitAmount"] == "9000" and "costFilters" not in budget
    assert inputs(graph, "aws:iam/role:Role", "trace-reader")["permissionsBoundary"] == "<boundary.arn>"
    assert find(graph, "aws:s3/bucket:Bucket", "archive")
    replication = inputs(graph, "aws:s3/bucketReplicationConfig:BucketReplicationConfig", "audit")
    assert replication["rules"][0]["destination"]["account"] == "210987654321"
    weakness = inputs(graph, "aws:cloudwatch/eventTarget:EventTarget", "weakness-found")
    assert weakness["arn"] == "<alarms-warning.arn>"
    verdict = evaluate(graph, as_of=date(2026, 11, 24))
    assert [(each.rule, each.urn) for each in verdict.with_status(Status.FAIL)] == []
