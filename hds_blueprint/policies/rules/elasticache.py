"""Rules of Amazon ElastiCache: encryption, transport, place, versions, logs."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key, is_false, is_true
from hds_blueprint.policies.choices import has_entries, is_none_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, entries, get, is_open, number, within

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"
NODES = "aws:elasticache/cluster:Cluster"  # Memcached, or one node of Redis without replicas
SUBNET_GROUP = "aws:elasticache/subnetGroup:SubnetGroup"


def follows_group(cache: Resource) -> bool:
    """Whether the nodes belong to a replication group, which decides everything for them."""
    return cache.type == NODES and get(cache, "replicationGroupId") is not MISSING


def encrypted_by_default(cache: Resource) -> bool:
    """Valkey's replication groups are encrypted unless somebody says otherwise; Redis's are not."""
    return cache.type == GROUP and get(cache, "engine") == "valkey"


@rule("elasticache-storage-encrypted", GROUP)
def storage_encrypted(cache: Resource, facts: Facts) -> Outcome:
    return is_true(cache, "atRestEncryptionEnabled", default=encrypted_by_default(cache))


@rule("elasticache-customer-key", GROUP, SERVERLESS)
def own_key(cache: Resource, facts: Facts) -> Outcome:
    return customer_key(cache, "kmsKeyId", facts)


@rule("elasticache-transit-encrypted", GROUP, NODES)
def transit_encrypted(cache: Resource, facts: Facts) -> Outcome:
    if follows_group(cache):
        return not_applicable()
    return is_true(cache, "transitEncryptionEnabled", default=encrypted_by_default(cache))


@rule("elasticache-tls-forced", GROUP)
def tls_forced(cache: Resource, facts: Facts) -> Outcome:
    return is_none_of(cache, "transitEncryptionMode", "preferred")


@rule("elasticache-subnet-group-named", GROUP, NODES, SERVERLESS)
def subnet_group_named(cache: Resource, facts: Facts) -> Outcome:
    if cache.type == SERVERLESS:
        return has_entries(cache, "subnetIds")
    if follows_group(cache):
        return not_applicable()
    name = get(cache, "subnetGroupName")
    if is_open(name):
        known = facts.targets(cache, "subnetGroupName", SUBNET_GROUP)
        return passed("subnetGroupName", name) if known else unknown("subnetGroupName")
    # without one AWS takes the account's default network, which is public
    named = name is not MISSING and name != "default"
    return passed("subnetGroupName", name) if named else failed("subnetGroupName", name)


@rule("elasticache-security-groups-named", GROUP, NODES, SERVERLESS)
def security_groups_named(cache: Resource, facts: Facts) -> Outcome:
    return not_applicable() if follows_group(cache) else has_entries(cache, "securityGroupIds")


@rule("elasticache-minor-versions-applied", GROUP, NODES)
def minor_versions(cache: Resource, facts: Facts) -> Outcome:
    if follows_group(cache):
        return not_applicable()
    return is_true(cache, "autoMinorVersionUpgrade", default=True)


@rule("elasticache-engine-supported", GROUP, NODES)
def engine_supported(cache: Resource, facts: Facts, *, minimum_major: int) -> Outcome:
    engine, version = get(cache, "engine"), get(cache, "engineVersion")
    if follows_group(cache) or engine in ("valkey", "memcached"):
        return not_applicable()
    if is_open(version) or is_open(engine):
        return unknown("engineVersion")
    if not isinstance(version, str):
        # without a version AWS takes the newest of the engine
        return passed("engineVersion") if version is MISSING else failed("engineVersion", version)
    major = number(version.split(".", maxsplit=1)[0])
    supported = major is not None and major >= minimum_major
    return passed("engineVersion", version) if supported else failed("engineVersion", version)


@rule("elasticache-engine-logged", GROUP)
def engine_logged(cache: Resource, facts: Facts) -> Outcome:
    path = "logDeliveryConfigurations"
    configurations = get(cache, path)
    if is_open(configurations):
        return unknown(path)
    kinds = [within(item, "logType") for _, item in entries(configurations, path)]
    if "engine-log" in kinds:
        return passed(path, configurations)
    return unknown(path) if any(is_open(kind) for kind in kinds) else failed(path, configurations)


@rule("elasticache-changes-in-window", GROUP, NODES)
def changes_in_window(cache: Resource, facts: Facts) -> Outcome:
    if not facts.production or follows_group(cache):
        return not_applicable()
    return is_false(cache, "applyImmediately")
