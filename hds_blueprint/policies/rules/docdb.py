"""Rules of Amazon DocumentDB."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least, customer_key, is_false, is_true
from hds_blueprint.policies.choices import has_entries, is_absent, is_one_of, lists, only_where
from hds_blueprint.policies.clusters import instances_redundant
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome
from hds_blueprint.policies.parameters import cluster_parameter, is_on
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, Found, get

CLUSTER = "aws:docdb/cluster:Cluster"
ELASTIC = "aws:docdb/elasticCluster:ElasticCluster"
INSTANCE = "aws:docdb/clusterInstance:ClusterInstance"
PARAMETERS = "aws:docdb/clusterParameterGroup:ClusterParameterGroup"
GROUP_PATH = "dbClusterParameterGroupName"


@rule("docdb-storage-encrypted", CLUSTER)
def storage_encrypted(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "storageEncrypted")


@rule("docdb-customer-key", CLUSTER, ELASTIC)
def own_key(cluster: Resource, facts: Facts) -> Outcome:
    return customer_key(cluster, "kmsKeyId", facts)


@rule("docdb-deletion-protected", CLUSTER)
def deletion_protected(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "deletionProtection")


@rule("docdb-backup-retention-sufficient", CLUSTER, ELASTIC)
def backup_retention(cluster: Resource, facts: Facts, *, minimum_days: int) -> Outcome:
    return at_least(cluster, "backupRetentionPeriod", minimum_days, default=1)


@rule("docdb-audit-logs-exported", CLUSTER)
def logs_exported(cluster: Resource, facts: Facts) -> Outcome:
    return lists(cluster, "enabledCloudwatchLogsExports", "audit")


@rule("docdb-audited", CLUSTER)
def audited(cluster: Resource, facts: Facts) -> Outcome:
    def audits(value: Found) -> bool:
        return is_on(value) or value in ("all", "ddl,dml_read,dml_write")

    return cluster_parameter(cluster, GROUP_PATH, PARAMETERS, "audit_logs", audits, facts)


@rule("docdb-tls-required", CLUSTER)
def tls_required(cluster: Resource, facts: Facts) -> Outcome:
    def requires(value: Found) -> bool:
        # on unless it is switched off
        return value is MISSING or value in ("enabled", "tls1.2+", "tls1.3+", "fips-140-3")

    return cluster_parameter(cluster, GROUP_PATH, PARAMETERS, "tls", requires, facts)


@rule("docdb-final-snapshot-taken", CLUSTER)
def final_snapshot(cluster: Resource, facts: Facts) -> Outcome:
    return is_false(cluster, "skipFinalSnapshot")


@rule("docdb-password-managed", CLUSTER, ELASTIC)
def password_managed(cluster: Resource, facts: Facts) -> Outcome:
    if cluster.type == ELASTIC:
        # by a secret, whose ARN then stands in place of the password
        return is_one_of(cluster, "authType", "SECRET_ARN")
    for path in ("masterPassword", "masterPasswordWo"):
        if get(cluster, path) is not MISSING:
            # the value itself is never repeated
            return is_absent(cluster, path)
    return is_true(cluster, "manageMasterUserPassword")


@rule("docdb-security-groups-named", CLUSTER, ELASTIC)
def security_groups(cluster: Resource, facts: Facts) -> Outcome:
    return has_entries(cluster, "vpcSecurityGroupIds")


@rule("docdb-instances-redundant", CLUSTER)
def redundant(cluster: Resource, facts: Facts) -> Outcome:
    return instances_redundant(cluster, facts, INSTANCE)


@rule("docdb-insights-customer-key", INSTANCE)
def insights_key(instance: Resource, facts: Facts) -> Outcome:
    key = customer_key(instance, "performanceInsightsKmsKeyId", facts)
    return only_where(instance, "enablePerformanceInsights", key)


@rule("docdb-minor-versions-applied", INSTANCE)
def minor_versions(instance: Resource, facts: Facts) -> Outcome:
    return is_true(instance, "autoMinorVersionUpgrade", default=True)
