from __future__ import annotations

import pytest

from hds_blueprint.components.log_groups import retention_days
from hds_blueprint.graph.model import ResourceGraph, targets
from hds_blueprint.hosting.logging import whole_days

from .conftest import GraphOf, find, policy

BUCKET = "aws:s3/bucket:Bucket"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
TRAIL = "aws:cloudtrail/trail:Trail"
LOG_BUCKETS = ("audit", "delivery")


# --- how long --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "days"),
    [(1, 30), (6, 180), (7, 180), (12, 365), (14, 400), (23, 545), (36, 1096), (120, 3653)],
)
def test_log_groups_take_the_longest_offered_retention_within_the_justified_find(
    months: int, days: int
) -> None:
    assert retention_days(months) == days


def test_no_offered_retention_is_longer_than_its_months() -> None:
    for months in range(1, 121):
        # a year of 366 days at most for every four, which is how the service counts its years
        assert retention_days(months) <= months * 366 / 12


def test_a_retention_below_what_is_offered_is_refused() -> None:
    with pytest.raises(ValueError, match="0 months"):
        retention_days(0)


def test_retention_of_each_class_reaches_its_log_groups(small_graph: GraphOf) -> None:
    graph = small_graph(
        {
            "logging": {
                "security": {"months": 36, "justification": "demonstrated need"},
                "application": {"months": 6},
            }
        }
    )
    groups = {
        group.name: group.inputs["retentionInDays"]
        for group in graph.of_type("aws:cloudwatch/logGroup:LogGroup")
    }
    assert groups["audit-trail"] == 1096
    assert groups["flow-logs"] == 1096
    assert groups["web"] == 180
    assert groups["records-postgresql"] == 365


def test_every_log_group_is_encrypted_with_the_key_of_traces(small: ResourceGraph) -> None:
    groups = small.of_type("aws:cloudwatch/logGroup:LogGroup")
    assert len(groups) >= 5
    for group in groups:
        assert [urn.rsplit("::", 1)[1] for urn in targets(group, "kmsKeyId")] == ["logs"], group.name


# --- buckets ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOG_BUCKETS)
def test_log_buckets_are_closed_versioned_and_outlive_the_stack(small: ResourceGraph, name: str) -> None:
    bucket = find(small, BUCKET, name)
    assert bucket.options.protect
    assert bucket.options.retain_on_delete
    assert bucket.options.ignore_changes == ("bucket",)
    closed = find(small, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name).inputs
    for setting in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"):
        assert closed[setting] is True
    versioning = find(small, "aws:s3/bucketVersioning:BucketVersioning", name)
    assert versioning.inputs["versioningConfiguration"] == {"status": "Enabled"}
    ownership = find(small, "aws:s3/bucketOwnershipControls:BucketOwnershipControls", name)
    assert ownership.inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}
    refusal = policy(find(small, "aws:s3/bucketPolicy:BucketPolicy", name))["RefuseWithoutTls"]
    assert refusal["Effect"] == "Deny"
    assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert len(refusal["Resource"]) == 2


def default_encryption(graph: ResourceGraph, name: str) -> tuple[object, list[str]]:
    encryption = find(graph, ENCRYPTION, name)
    (rule,) = encryption.inputs["rules"]  # pyright: ignore
    algorithm = rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"]  # pyright: ignore
    return algorithm, [urn.rsplit("::", 1)[1] for urn in targets(encryption, "rules")]


def test_traces_are_encrypted_with_their_own_key(small: ResourceGraph) -> None:
    assert default_encryption(small, "audit") == ("aws:kms", ["logs"])


def test_delivered_logs_use_what_aws_can_deliver_to(small: ResourceGraph) -> None:
    assert default_encryption(small, "delivery") == ("AES256", [])
    assert find(small, BUCKET, "delivery").inputs["objectLockEnabled"] is False
    refusal = policy(find(small, "aws:s3/bucketPolicy:BucketPolicy", "delivery"))["RefuseDeletion"]
    assert refusal["Effect"] == "Deny"
    assert refusal["Principal"] == "*"
    assert refusal["Action"] == ["s3:DeleteObject", "s3:DeleteObjectVersion"]


def test_delivery_is_for_this_accounts_logs(small: ResourceGraph) -> None:
    statements = policy(find(small, "aws:s3/bucketPolicy:BucketPolicy", "delivery"))
    assert statements["ServerAccessLogs"]["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"}
    }
    source = statements["LoadBalancerLogs"]["Condition"]["ArnLike"]["aws:SourceArn"]
    assert source == "arn:aws:elasticloadbalancing:eu-west-3:123456789012:loadbalancer/*"


def test_the_load_balancer_logs_where_it_is_allowed_to(small: ResourceGraph) -> None:
    balancer = find(small, "aws:lb/loadBalancer:LoadBalancer", "edge")
    logs = balancer.inputs["accessLogs"]
    assert isinstance(logs, dict)
    allowed = policy(find(small, "aws:s3/bucketPolicy:BucketPolicy", "delivery"))["LoadBalancerLogs"]
    assert allowed["Resource"].endswith(f"/{logs['prefix']}/AWSLogs/123456789012/*")


def test_traces_are_locked_for_their_retention_and_end_with_it(small: ResourceGraph) -> None:
    assert find(small, BUCKET, "audit").inputs["objectLockEnabled"] is True
    lock = find(small, LOCK, "audit").inputs["rule"]
    assert lock == {"defaultRetention": {"mode": "GOVERNANCE", "days": 365}}
    rules = find(small, LIFECYCLE, "audit").inputs["rules"]
    assert isinstance(rules, list)
    assert isinstance(rules[0], dict)
    assert rules[0]["expiration"] == {"days": 364}
    assert rules[0]["noncurrentVersionExpiration"] == {"noncurrentDays": 1}


def test_the_lock_has_no_way_round(small: ResourceGraph) -> None:
    refusal = policy(find(small, "aws:s3/bucketPolicy:BucketPolicy", "audit"))["RefuseWayRoundLock"]
    assert (refusal["Effect"], refusal["Principal"]) == ("Deny", "*")
    assert refusal["Action"] == "s3:BypassGovernanceRetention"


def test_no_lock_where_the_document_asks_for_nfind(small_graph: GraphOf) -> None:
    graph = small_graph({"service": {"environment": "development"}, "logging": {"immutable": False}})
    assert not graph.of_type(LOCK)
    assert find(graph, BUCKET, "audit").inputs["objectLockEnabled"] is False
    assert not find(graph, BUCKET, "audit").options.protect


@pytest.mark.parametrize(("months", "days"), [(6, 182), (12, 365), (36, 1095)])
def test_days_of_a_retention_are_rounded_down(months: int, days: int) -> None:
    assert whole_days(months) == days


# --- trail -----------------------------------------------------------------------------------


def test_the_trail_covers_all_regions_is_validated_and_encrypted(small: ResourceGraph) -> None:
    trail = find(small, TRAIL, "audit")
    for setting in (
        "isMultiRegionTrail",
        "includeGlobalServiceEvents",
        "enableLogFileValidation",
        "enableLogging",
    ):
        assert trail.inputs[setting] is True
    assert [urn.rsplit("::", 1)[1] for urn in targets(trail, "kmsKeyId")] == ["logs"]
    assert targets(trail, "s3BucketName") == (find(small, BUCKET, "audit").urn,)
    group = find(small, "aws:cloudwatch/logGroup:LogGroup", "audit-trail")
    assert targets(trail, "cloudWatchLogsGroupArn") == (group.urn,)
    assert trail.options.protect


def test_only_trails_of_this_account_write_to_the_audit_bucket(small: ResourceGraph) -> None:
    statements = policy(find(small, "aws:s3/bucketPolicy:BucketPolicy", "audit"))
    for sid in ("TrailReadsAcl", "TrailWrites"):
        assert statements[sid]["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
        condition = statements[sid]["Condition"]
        assert condition["StringEquals"]["aws:SourceAccount"] == "123456789012"
        assert condition["ArnLike"] == {"aws:SourceArn": "arn:aws:cloudtrail:eu-west-3:123456789012:trail/*"}


def test_the_trail_waits_for_the_policy_of_its_bucket(small: ResourceGraph) -> None:
    trail = find(small, TRAIL, "audit")
    assert find(small, "aws:s3/bucketPolicy:BucketPolicy", "audit").urn in trail.options.depends_on


def test_objects_with_personal_data_are_recorded_one_by_find(small_graph: GraphOf) -> None:
    graph = small_graph({"buckets": {"builds": {"data_class": "technical"}}})
    selectors = find(graph, TRAIL, "audit")
    recorded = {urn.rsplit("::", 1)[1] for urn in targets(selectors, "advancedEventSelectors")}
    assert recorded == {"documents"}


def test_without_such_buckets_the_trail_records_management_only(small_graph: GraphOf) -> None:
    graph = small_graph({"buckets": None, "workloads": {"web": {"buckets": []}}})
    selectors = find(graph, TRAIL, "audit").inputs["advancedEventSelectors"]
    assert isinstance(selectors, list)
    assert len(selectors) == 1


def test_a_retention_beyond_three_years_says_its_ground_where_the_traces_are(small_graph: GraphOf) -> None:
    basis = "R.1234-5 CSP, « ten years » (registers); see " + "annex " * 60
    graph = small_graph({"logging": {"security": {"months": 60, "legal_basis": basis}}})
    for type_, name in ((LOG_GROUP, "flow-logs"), (BUCKET, "audit")):
        tags = find(graph, type_, name).inputs["tags"]
        assert isinstance(tags, dict)
        tag = tags["retention-basis"]
        assert isinstance(tag, str)
        assert tag.startswith("R.1234-5 CSP ten years registers see annex") and len(tag) <= 256
        assert tags["service"] == "carnet"
    other = find(graph, LOG_GROUP, "records-postgresql").inputs["tags"]
    assert isinstance(other, dict) and "retention-basis" not in other
