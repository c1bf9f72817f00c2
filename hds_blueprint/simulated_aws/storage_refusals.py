"""What AWS refuses of buckets and vaults: log delivery that cannot work, deletion of what holds data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hds_blueprint.simulated_aws.errors import refusal
from hds_blueprint.simulated_aws.values import strings
from hds_blueprint.simulated_aws.world import World, WorldResource

_BALANCERS: Final = frozenset({"aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"})
_BUCKETS: Final = frozenset({"aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"})
_LOGGING: Final = frozenset({"aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2"})
_OBJECTS: Final = ("aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2")
_VAULT: Final = "aws:backup/vault:Vault"


def check_log_delivery(world: World, token: str, inputs: Mapping[str, Any]) -> None:
    """Raise AwsError where access logs go to a bucket with SSE-KMS or with a default lock.

    Covers the access logs of S3 and of load balancers. Only what the bucket is when the delivery
    is set up counts: AWS lets a bucket be encrypted later, and then loses the logs without a word.
    """
    for bucket in _log_buckets(token, inputs):
        for found in world.list():
            if found.inputs.get("bucket") != bucket:
                continue
            if _encryption(found) in ("aws:kms", "aws:kms:dsse"):
                raise refusal("log-bucket-encrypted", bucket=bucket)
            if has_default_lock(found):
                raise refusal("log-bucket-locked", bucket=bucket)


def _log_buckets(token: str, inputs: Mapping[str, Any]) -> Iterator[str]:
    if token in _LOGGING:
        yield str(inputs.get("targetBucket"))
    elif token in _BALANCERS:
        for name in ("accessLogs", "connectionLogs"):
            logs = inputs.get(name)
            if isinstance(logs, Mapping) and logs.get("enabled") is True:
                yield str(logs.get("bucket"))


def _encryption(found: WorldResource) -> str | None:
    """The algorithm that a bucket, or the encryption settings of one, ask for."""
    if found.type in _BUCKETS:
        settings: Any = found.inputs.get("serverSideEncryptionConfiguration")
    else:
        settings = found.inputs.get("rules") if "ServerSideEncryptionConfiguration" in found.type else None
    return next((text for text in strings(settings) if text == "AES256" or text.startswith("aws:kms")), None)


def has_default_lock(found: WorldResource) -> bool:
    """Whether a bucket, or the lock settings of one, keep every new object for a time."""
    if found.type in _BUCKETS:
        lock = found.inputs.get("objectLockConfiguration")
        return isinstance(lock, Mapping) and bool(lock.get("rule"))
    return "ObjectLockConfiguration" in found.type and bool(found.inputs.get("rule"))


def check_emptiness(world: World, found: WorldResource) -> None:
    """Raise AwsError where a bucket that holds objects or a vault that holds recovery points would go.

    The objects of a bucket are the object resources of the world; a vault holds as many recovery
    points as its `recoveryPoints` says. `forceDestroy` empties both first, as the provider does.
    """
    if found.inputs.get("forceDestroy") is True:
        return
    if found.type in _BUCKETS:
        objects = [item for kind in _OBJECTS for item in world.find(type=kind)]
        if any(item.inputs.get("bucket") == found.id for item in objects):
            raise refusal("bucket-not-empty", name=found.id)
    if found.type == _VAULT and found.outputs.get("recoveryPoints"):
        raise refusal("vault-not-empty", name=found.id, count=found.outputs["recoveryPoints"])
