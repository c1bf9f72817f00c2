"""Rules of Amazon MSK (Kafka)."""

from __future__ import annotations

from hds_blueprint.graph.model import Join, Resource
from hds_blueprint.policies.checks import customer_key, is_true
from hds_blueprint.policies.choices import counts_at_least, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import closed_to_strangers
from hds_blueprint.policies.values import MISSING, boolean, get, is_open

CLUSTER = "aws:msk/cluster:Cluster"
SERVERLESS = "aws:msk/serverlessCluster:ServerlessCluster"
POLICY = "aws:msk/clusterPolicy:ClusterPolicy"
CONFIGURATION = "aws:msk/configuration:Configuration"
CONNECTOR = "aws:mskconnect/connector:Connector"
METHODS = ("sasl.iam", "sasl.scram", "tls.certificateAuthorityArns")
LOGS = ("cloudwatchLogs", "firehose", "s3")


@rule("msk-customer-key", CLUSTER)
def own_key(cluster: Resource, facts: Facts) -> Outcome:
    return customer_key(cluster, "encryptionInfo.encryptionAtRestKmsKeyArn", facts)


@rule("msk-clients-use-tls", CLUSTER)
def clients_use_tls(cluster: Resource, facts: Facts) -> Outcome:
    return is_one_of(cluster, "encryptionInfo.encryptionInTransit.clientBroker", "TLS", default="TLS")


@rule("msk-brokers-use-tls", CLUSTER)
def brokers_use_tls(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "encryptionInfo.encryptionInTransit.inCluster", default=True)


@rule("msk-clients-authenticated", CLUSTER)
def clients_authenticated(cluster: Resource, facts: Facts) -> Outcome:
    authentication, base = get(cluster, "clientAuthentication"), "clientAuthentication"
    if is_open(authentication):
        return unknown(base)
    anonymous = get(cluster, f"{base}.unauthenticated")
    if is_open(anonymous):
        return unknown(f"{base}.unauthenticated")
    if boolean(anonymous) is True:
        return failed(f"{base}.unauthenticated", anonymous)
    values = [get(cluster, f"{base}.{method}") for method in METHODS]
    if any(boolean(value) is True or (isinstance(value, list) and value) for value in values):
        return passed(base)
    return unknown(base) if any(is_open(value) for value in values) else failed(base, authentication)


@rule("msk-private", CLUSTER)
def private(cluster: Resource, facts: Facts) -> Outcome:
    path = "brokerNodeGroupInfo.connectivityInfo.publicAccess.type"
    return is_one_of(cluster, path, "DISABLED", default="DISABLED")


@rule("msk-logged", CLUSTER)
def logged(cluster: Resource, facts: Facts) -> Outcome:
    base = "loggingInfo.brokerLogs"
    values = [get(cluster, f"{base}.{log}.enabled") for log in LOGS]
    if any(boolean(value) is True for value in values):
        return passed(base)
    return unknown(base) if any(is_open(value) for value in values) else failed(base)


@rule("msk-zones-redundant", CLUSTER)
def zones_redundant(cluster: Resource, facts: Facts) -> Outcome:
    return counts_at_least(cluster, "brokerNodeGroupInfo.clientSubnets", 2)


@rule("msk-measured-per-topic", CLUSTER)
def measured(cluster: Resource, facts: Facts) -> Outcome:
    return is_one_of(
        cluster, "enhancedMonitoring", "PER_BROKER", "PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION"
    )


@rule("msk-policy-private", POLICY)
def policy_private(policy: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(policy, "policy", facts, absent=not_applicable())


@rule("msk-topics-closed-by-default", CONFIGURATION)
def topics_closed(configuration: Resource, facts: Facts) -> Outcome:
    # Kafka's own default lets everybody use a topic without an access list
    return _property(configuration, "allow.everyone.if.no.acl.found", "false")


@rule("msk-serverless-clients-authenticated", SERVERLESS)
def serverless_authenticated(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "clientAuthentication.sasl.iam.enabled")


@rule("msk-connector-uses-tls", CONNECTOR)
def connector_tls(connector: Resource, facts: Facts) -> Outcome:
    return is_one_of(connector, "kafkaClusterEncryptionInTransit.encryptionType", "TLS")


def _property(configuration: Resource, name: str, wanted: str) -> Outcome:
    """One line `name=value` of the brokers' properties; its last occurrence counts."""
    path, text = "serverProperties", get(configuration, "serverProperties")
    if is_open(text) and not isinstance(text, Join):
        return unknown(path)
    if isinstance(text, Join):
        text = "".join(part if isinstance(part, str) else "?" for part in text.parts)
    found: str | None = None
    for line in text.splitlines() if isinstance(text, str) else ():
        key, _, value = line.partition("=")
        if key.strip() == name:
            found = value.strip()
    if text is MISSING or found is None:
        return failed(path)
    return passed(path, found) if found.lower() == wanted else failed(path, found)
