"""Rules of AWS DMS: migrations that cross the network under TLS, on machines under a key of one's own."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key, is_true
from hds_blueprint.policies.choices import is_absent, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get, is_open
from hds_blueprint.policies.verdict import Status

ENDPOINT = "aws:dms/endpoint:Endpoint"
INSTANCE = "aws:dms/replicationInstance:ReplicationInstance"
FILES = "aws:dms/s3Endpoint:S3Endpoint"
SERVERLESS = "aws:dms/replicationConfig:ReplicationConfig"
# what DMS reaches by AWS's own interfaces, or with TLS by itself (DMS user guide, "Using SSL")
ALWAYS_ENCRYPTED = (
    "dynamodb", "elasticsearch", "kinesis", "neptune", "opensearch", "redshift", "redshift-serverless", "s3",
)  # fmt: skip


@rule("dms-endpoint-encrypted-in-transit", ENDPOINT)
def encrypted_in_transit(endpoint: Resource, facts: Facts) -> Outcome:
    engine = get(endpoint, "engineName")
    if is_open(engine):
        return unknown("engineName")
    if engine in ALWAYS_ENCRYPTED:
        return not_applicable()
    if engine == "kafka":
        path = "kafkaSettings.securityProtocol"
        return is_one_of(endpoint, path, "ssl-encryption", "ssl-authentication", "sasl-ssl")
    if engine == "redis":
        path = "redisSettings.sslSecurityProtocol"
        return is_one_of(endpoint, path, "ssl-encryption", default="ssl-encryption")
    return is_one_of(endpoint, "sslMode", "require", "verify-ca", "verify-full", default="none")


@rule("dms-endpoint-customer-key", ENDPOINT)
def endpoint_key(endpoint: Resource, facts: Facts) -> Outcome:
    return customer_key(endpoint, "kmsKeyArn", facts)


@rule("dms-replication-customer-key", INSTANCE, SERVERLESS)
def replication_key(replication: Resource, facts: Facts) -> Outcome:
    path = "kmsKeyArn" if replication.type == INSTANCE else "computeConfig.kmsKeyId"
    return customer_key(replication, path, facts)


@rule("dms-replication-zones-redundant", INSTANCE, SERVERLESS)
def zones_redundant(replication: Resource, facts: Facts) -> Outcome:
    if not facts.production:
        return not_applicable()
    return is_true(replication, "multiAz" if replication.type == INSTANCE else "computeConfig.multiAz")


@rule("dms-minor-versions-applied", INSTANCE)
def minor_versions(instance: Resource, facts: Facts) -> Outcome:
    return is_true(instance, "autoMinorVersionUpgrade")


@rule("dms-files-customer-key", FILES)
def files_key(endpoint: Resource, facts: Facts) -> Outcome:
    mode = is_one_of(endpoint, "encryptionMode", "SSE_KMS", default="SSE_S3")
    return (
        customer_key(endpoint, "serverSideEncryptionKmsKeyId", facts) if mode.status is Status.PASS else mode
    )


@rule("dms-password-in-secrets-manager", ENDPOINT)
def password_kept(endpoint: Resource, facts: Facts) -> Outcome:
    if get(endpoint, "password") is not MISSING:
        return is_absent(endpoint, "password")
    named = get(endpoint, "secretsManagerArn")
    return not_applicable() if named is MISSING else passed("secretsManagerArn", named)
