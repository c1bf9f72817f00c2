"""S3 settings joined: inline on the bucket or as resources of their own, both forms at once too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import BUCKET_TYPES, Facts
from hds_blueprint.policies.outcome import Outcome, unknown
from hds_blueprint.policies.values import MISSING, Found, get

BUCKETS = BUCKET_TYPES
LOAD_BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
LOGGING = ("aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2")
REPLICATION = ("aws:s3/bucketReplicationConfig:BucketReplicationConfig",)
TRAIL = "aws:cloudtrail/trail:Trail"
DELIVERY_CHANNEL = "aws:cfg/deliveryChannel:DeliveryChannel"


@dataclass(frozen=True, slots=True)
class Form:
    """Where one setting may stand: types of its own resource, path there, paths on Bucket and BucketV2.

    BucketV2 writes each block as a list, under a name in the plural.
    """

    types: tuple[str, ...]
    path: str
    inline: tuple[str, ...] = ()


def _both_versions(name: str) -> tuple[str, ...]:
    lower = name[0].lower() + name[1:]
    return (f"aws:s3/{lower}:{name}", f"aws:s3/{lower}V2:{name}V2")


VERSIONING = Form(
    _both_versions("BucketVersioning"), "versioningConfiguration", ("versioning", "versionings[0]")
)
ENCRYPTION = Form(
    _both_versions("BucketServerSideEncryptionConfiguration"),
    "rules",
    ("serverSideEncryptionConfiguration.rule", "serverSideEncryptionConfigurations[0].rules"),
)
PUBLIC_ACCESS = Form(("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",), "")
OWNERSHIP = Form(("aws:s3/bucketOwnershipControls:BucketOwnershipControls",), "rule")
ACL = Form(_both_versions("BucketAcl"), "acl", ("acl",))
POLICY = Form(("aws:s3/bucketPolicy:BucketPolicy",), "policy", ("policy",))
ACCESS_LOGS = Form(LOGGING, "targetBucket", ("logging.targetBucket", "loggings[0].targetBucket"))
LIFECYCLE = Form(_both_versions("BucketLifecycleConfiguration"), "rules", ("lifecycleRules",))
OBJECT_LOCK = Form(
    _both_versions("BucketObjectLockConfiguration"),
    "rule.defaultRetention",
    (
        "objectLockConfiguration.rule.defaultRetention",
        "objectLockConfiguration.rules[0].defaultRetentions[0]",
    ),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One occurrence of a setting: the resource that holds it, the path there, the value."""

    resource: Resource
    path: str
    value: Found
    holder: str | None


def each_setting(
    bucket: Resource, facts: Facts, form: Form, judge: Callable[[Setting], Outcome], *, absent: Outcome
) -> Iterator[Outcome]:
    """Judges every occurrence of a setting of a bucket: where two contradict, the weaker one fails.

    `absent` is the outcome where nothing sets it and nothing unknown may.
    """
    attached = facts.attached(bucket, "bucket", *form.types)
    settings = [
        Setting(resource, form.path, get(resource, form.path) if form.path else MISSING, resource.urn)
        for resource in attached.resources
    ]
    for path in form.inline:
        if (value := get(bucket, path)) is not MISSING:
            settings.append(Setting(bucket, path, value, None))
    if not settings:
        yield unknown(absent.path) if attached.uncertain else absent
    for setting in settings:
        yield judge(setting)


ACCESS_LOG_WRITERS = (
    ("accessLogs.bucket", LOAD_BALANCERS),
    ("connectionLogs.bucket", LOAD_BALANCERS),
    ("loggingConfig.bucket", (DISTRIBUTION,)),
    ("targetBucket", LOGGING),
    *((path, BUCKETS) for path in ACCESS_LOGS.inline),
)


def receives_access_logs(bucket: Resource, facts: Facts) -> bool | None:
    """Whether load balancers, distributions or other buckets write access logs to it; None where it is open.

    AWS writes those of load balancers and buckets only to buckets whose default encryption is SSE-S3.
    """
    for path, types in ACCESS_LOG_WRITERS:
        attached = facts.attached(bucket, path, *types)
        if attached.resources:
            return True
        if attached.uncertain:
            return None
    return False


def replication_source(bucket: Resource, facts: Facts) -> Resource | None:
    """The replication that writes to this bucket, if any."""
    for replication in facts.attached(bucket, "rules", *REPLICATION).resources:
        if bucket.urn not in facts.targets(replication, "bucket"):
            return replication
    return None


def holds_trail(bucket: Resource, facts: Facts) -> bool:
    """Whether a CloudTrail trail writes to this bucket."""
    return bool(facts.attached(bucket, "s3BucketName", TRAIL).resources)


def holds_configuration(bucket: Resource, facts: Facts) -> bool:
    """Whether AWS Config writes its records to this bucket."""
    return bool(facts.attached(bucket, "s3BucketName", DELIVERY_CHANNEL).resources)
