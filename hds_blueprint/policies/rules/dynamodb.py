"""Rules of Amazon DynamoDB tables, their replicas and exports."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import AWS_MANAGED_ALIAS, at_least, customer_key, is_true, judge_boolean
from hds_blueprint.policies.choices import is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import closed_to_strangers, listed_actions
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open, within
from hds_blueprint.policies.verdict import Status

TABLE = "aws:dynamodb/table:Table"
REPLICA = "aws:dynamodb/tableReplica:TableReplica"
POLICY = "aws:dynamodb/resourcePolicy:ResourcePolicy"
EXPORT = "aws:dynamodb/tableExport:TableExport"
ACCELERATOR = "aws:dax/cluster:Cluster"
RECOVERY = "pointInTimeRecovery"


@rule("dynamodb-table-customer-key", TABLE)
def table_key(table: Resource, facts: Facts) -> Outcome:
    enabled = get(table, "serverSideEncryption.enabled")
    if is_open(enabled):
        return unknown("serverSideEncryption.enabled")
    if boolean(enabled) is not True:
        # AWS's own key then encrypts the table, whatever key is named
        return failed("serverSideEncryption.enabled", enabled)
    return customer_key(table, "serverSideEncryption.kmsKeyArn", facts)


@rule("dynamodb-replica-customer-key", TABLE, REPLICA)
def replica_key(table: Resource, facts: Facts) -> Iterator[Outcome]:
    if table.type == REPLICA:
        yield customer_key(table, "kmsKeyArn", facts)
        return
    for path, replica in entries(get(table, "replicas"), "replicas"):
        place, value = f"{path}.kmsKeyArn", within(replica, "kmsKeyArn")
        if value is MISSING:
            yield failed(place)
        elif isinstance(value, str):
            yield failed(place, value) if AWS_MANAGED_ALIAS in value else passed(place, value)
        else:
            yield customer_key(table, place, facts)


@rule("dynamodb-table-recoverable", TABLE)
def recoverable(table: Resource, facts: Facts) -> Outcome:
    return is_true(table, f"{RECOVERY}.enabled")


@rule("dynamodb-recovery-period-sufficient", TABLE)
def recovery_period(table: Resource, facts: Facts, *, minimum_days: int) -> Outcome:
    if boolean(get(table, f"{RECOVERY}.enabled")) is not True:
        return not_applicable()
    return at_least(table, f"{RECOVERY}.recoveryPeriodInDays", minimum_days, default=35)


@rule("dynamodb-replica-recoverable", TABLE, REPLICA)
def replica_recoverable(table: Resource, facts: Facts) -> Iterator[Outcome]:
    if table.type == REPLICA:
        yield is_true(table, RECOVERY)
        return
    for path, replica in entries(get(table, "replicas"), "replicas"):
        yield judge_boolean(within(replica, RECOVERY), f"{path}.{RECOVERY}", wanted=True, default=False)


@rule("dynamodb-deletion-protected", TABLE)
def deletion_protected(table: Resource, facts: Facts) -> Outcome:
    return is_true(table, "deletionProtectionEnabled")


@rule("dynamodb-replica-deletion-protected", TABLE, REPLICA)
def replica_protected(table: Resource, facts: Facts) -> Iterator[Outcome]:
    name = "deletionProtectionEnabled"
    if table.type == REPLICA:
        yield is_true(table, name)
        return
    for path, replica in entries(get(table, "replicas"), "replicas"):
        yield judge_boolean(within(replica, name), f"{path}.{name}", wanted=True, default=False)


@rule("dynamodb-policy-private", POLICY)
def policy_private(policy: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(policy, "policy", facts, absent=not_applicable())


@rule("dynamodb-policy-actions-listed", POLICY)
def policy_actions(policy: Resource, facts: Facts) -> list[Outcome]:
    return listed_actions(policy, facts)


@rule("dynamodb-export-customer-key", EXPORT)
def export_key(export: Resource, facts: Facts) -> Outcome:
    algorithm = is_one_of(export, "s3SseAlgorithm", "KMS")
    if algorithm.status is not Status.PASS:
        return algorithm
    return customer_key(export, "s3SseKmsKeyId", facts)


@rule("dax-encrypted", ACCELERATOR)
def accelerator_encrypted(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "serverSideEncryption.enabled")


@rule("dax-tls-required", ACCELERATOR)
def accelerator_tls(cluster: Resource, facts: Facts) -> Outcome:
    return is_one_of(cluster, "clusterEndpointEncryptionType", "TLS")
