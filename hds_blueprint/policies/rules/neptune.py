"""Rules of Amazon Neptune."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least, customer_key, is_false, is_true
from hds_blueprint.policies.choices import has_entries, lists
from hds_blueprint.policies.clusters import instances_redundant
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome
from hds_blueprint.policies.parameters import cluster_parameter, is_on
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, Found

CLUSTER = "aws:neptune/cluster:Cluster"
INSTANCE = "aws:neptune/clusterInstance:ClusterInstance"
PARAMETERS = "aws:neptune/clusterParameterGroup:ClusterParameterGroup"
GROUP_PATH = "neptuneClusterParameterGroupName"


@rule("neptune-storage-encrypted", CLUSTER)
def storage_encrypted(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "storageEncrypted")


@rule("neptune-customer-key", CLUSTER)
def own_key(cluster: Resource, facts: Facts) -> Outcome:
    return customer_key(cluster, "kmsKeyArn", facts)


@rule("neptune-deletion-protected", CLUSTER)
def deletion_protected(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "deletionProtection")


@rule("neptune-backup-retention-sufficient", CLUSTER)
def backup_retention(cluster: Resource, facts: Facts, *, minimum_days: int) -> Outcome:
    return at_least(cluster, "backupRetentionPeriod", minimum_days, default=1)


@rule("neptune-audit-logs-exported", CLUSTER)
def logs_exported(cluster: Resource, facts: Facts) -> Outcome:
    return lists(cluster, "enableCloudwatchLogsExports", "audit")


@rule("neptune-audited", CLUSTER)
def audited(cluster: Resource, facts: Facts) -> Outcome:
    return cluster_parameter(cluster, GROUP_PATH, PARAMETERS, "neptune_enable_audit_log", is_on, facts)


@rule("neptune-tls-required", CLUSTER)
def tls_required(cluster: Resource, facts: Facts) -> Outcome:
    def requires(value: Found) -> bool:
        # on unless it is switched off
        return value is MISSING or is_on(value)

    return cluster_parameter(cluster, GROUP_PATH, PARAMETERS, "neptune_enforce_ssl", requires, facts)


@rule("neptune-final-snapshot-taken", CLUSTER)
def final_snapshot(cluster: Resource, facts: Facts) -> Outcome:
    return is_false(cluster, "skipFinalSnapshot")


@rule("neptune-iam-authentication-enabled", CLUSTER)
def iam_authentication(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "iamDatabaseAuthenticationEnabled")


@rule("neptune-security-groups-named", CLUSTER)
def security_groups(cluster: Resource, facts: Facts) -> Outcome:
    return has_entries(cluster, "vpcSecurityGroupIds")


@rule("neptune-instance-private", INSTANCE)
def instance_private(instance: Resource, facts: Facts) -> Outcome:
    return is_false(instance, "publiclyAccessible")


@rule("neptune-instances-redundant", CLUSTER)
def redundant(cluster: Resource, facts: Facts) -> Outcome:
    return instances_redundant(cluster, facts, INSTANCE)


@rule("neptune-tags-copied-to-snapshots", CLUSTER)
def tags_copied(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "copyTagsToSnapshot")


@rule("neptune-minor-versions-applied", INSTANCE)
def minor_versions(instance: Resource, facts: Facts) -> Outcome:
    return is_true(instance, "autoMinorVersionUpgrade", default=True)
