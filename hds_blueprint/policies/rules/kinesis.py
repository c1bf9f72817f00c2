"""Rules of Amazon Kinesis streams and of Data Firehose."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least, customer_key, is_false
from hds_blueprint.policies.choices import is_absent, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import closed_to_strangers, listed_actions
from hds_blueprint.policies.values import MISSING, boolean, get, is_open
from hds_blueprint.policies.verdict import Status

STREAM = "aws:kinesis/stream:Stream"
POLICY = "aws:kinesis/resourcePolicy:ResourcePolicy"
DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
VIDEO = "aws:kinesis/videoStream:VideoStream"
ANALYTICS = "aws:kinesisanalyticsv2/application:Application"
DESTINATIONS = (
    "extendedS3Configuration",
    "redshiftConfiguration",
    "opensearchConfiguration",
    "opensearchserverlessConfiguration",
    "elasticsearchConfiguration",
    "icebergConfiguration",
    "httpEndpointConfiguration",
    "splunkConfiguration",
    "snowflakeConfiguration",
)
# destinations whose host is not AWS
THIRD_PARTIES = ("httpEndpointConfiguration", "splunkConfiguration", "snowflakeConfiguration")


@rule("kinesis-stream-encrypted", STREAM)
def stream_encrypted(stream: Resource, facts: Facts) -> Outcome:
    return is_one_of(stream, "encryptionType", "KMS")


@rule("kinesis-stream-customer-key", STREAM, VIDEO)
def stream_key(stream: Resource, facts: Facts) -> Outcome:
    if stream.type == STREAM and get(stream, "encryptionType") in (MISSING, "NONE"):
        return not_applicable()
    return customer_key(stream, "kmsKeyId", facts)


@rule("kinesis-stream-retention-sufficient", STREAM)
def stream_retention(stream: Resource, facts: Facts, *, minimum_hours: int) -> Outcome:
    return at_least(stream, "retentionPeriod", minimum_hours, default=24)


@rule("kinesis-stream-consumers-kept", STREAM)
def consumers_kept(stream: Resource, facts: Facts) -> Outcome:
    return is_false(stream, "enforceConsumerDeletion")


@rule("kinesis-policy-private", POLICY)
def policy_private(policy: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(policy, "policy", facts, absent=not_applicable())


@rule("kinesis-policy-actions-listed", POLICY)
def policy_actions(policy: Resource, facts: Facts) -> list[Outcome]:
    return listed_actions(policy, facts)


@rule("firehose-customer-key", DELIVERY)
def delivery_key(delivery: Resource, facts: Facts) -> Outcome:
    if get(delivery, "kinesisSourceConfiguration") is not MISSING:
        # the stream that it reads from encrypts
        return not_applicable()
    kind = is_one_of(delivery, "serverSideEncryption.keyType", "CUSTOMER_MANAGED_CMK")
    encrypted = get(delivery, "serverSideEncryption.enabled")
    if encrypted is not MISSING and (is_open(encrypted) or boolean(encrypted) is False):
        path = "serverSideEncryption.enabled"
        return unknown(path) if is_open(encrypted) else failed(path, encrypted)
    if kind.status is not Status.PASS:
        return kind
    return customer_key(delivery, "serverSideEncryption.keyArn", facts)


@rule("firehose-files-customer-key", DELIVERY)
def files_key(delivery: Resource, facts: Facts) -> Iterator[Outcome]:
    for base in DESTINATIONS:
        path = base if base == "extendedS3Configuration" else f"{base}.s3Configuration"
        if get(delivery, path) is not MISSING:
            yield customer_key(delivery, f"{path}.kmsKeyArn", facts)


@rule("firehose-destination-within-aws", DELIVERY)
def destination_within_aws(delivery: Resource, facts: Facts) -> Outcome:
    for base in THIRD_PARTIES:
        if get(delivery, base) is not MISSING:
            return failed(base)
    destination = get(delivery, "destination")
    return unknown("destination") if is_open(destination) else passed("destination", destination)


@rule("firehose-errors-logged", DELIVERY)
def errors_logged(delivery: Resource, facts: Facts) -> Iterator[Outcome]:
    for base in DESTINATIONS:
        if get(delivery, base) is MISSING:
            continue
        path = f"{base}.cloudwatchLoggingOptions.enabled"
        value = get(delivery, path)
        if is_open(value):
            yield unknown(path)
        else:
            yield passed(path, value) if boolean(value) is True else failed(path, value)


@rule("firehose-endpoint-tls", DELIVERY)
def endpoint_tls(delivery: Resource, facts: Facts) -> Iterator[Outcome]:
    for path in ("httpEndpointConfiguration.url", "splunkConfiguration.hecEndpoint"):
        address = get(delivery, path)
        if is_open(address):
            yield unknown(path)
        elif isinstance(address, str):
            yield failed(path, address) if address.startswith("http://") else passed(path)


@rule("firehose-credentials-in-secrets-manager", DELIVERY)
def credentials(delivery: Resource, facts: Facts) -> Iterator[Outcome]:
    for base, name in zip(THIRD_PARTIES, ("accessKey", "hecToken", "privateKey"), strict=True):
        if get(delivery, base) is not MISSING:
            yield is_absent(delivery, f"{base}.{name}")


@rule("kinesis-analytics-snapshots-taken", ANALYTICS)
def snapshots_taken(application: Resource, facts: Facts) -> Outcome:
    path = "applicationConfiguration.applicationSnapshotConfiguration.snapshotsEnabled"
    value = get(application, path)
    if is_open(value):
        return unknown(path)
    return passed(path, value) if boolean(value) is True else failed(path, value)
