"""Rules of Amazon Redshift, with servers of its own or without."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least, customer_key, is_false, is_true
from hds_blueprint.policies.choices import configured_by, has_entries, is_absent, lists
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable, passed
from hds_blueprint.policies.parameters import cluster_parameter, is_on, parameter
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get

CLUSTER = "aws:redshift/cluster:Cluster"
PARAMETERS = "aws:redshift/parameterGroup:ParameterGroup"
LOGGING = "aws:redshift/logging:Logging"
NAMESPACE = "aws:redshiftserverless/namespace:Namespace"
WORKGROUP = "aws:redshiftserverless/workgroup:Workgroup"
AUDIT_LOGS = ("userlog", "connectionlog", "useractivitylog")


@rule("redshift-storage-encrypted", CLUSTER)
def storage_encrypted(cluster: Resource, facts: Facts) -> Outcome:
    # AWS encrypts new clusters by default since January 2025
    return is_true(cluster, "encrypted", default=True)


@rule("redshift-customer-key", CLUSTER, NAMESPACE)
def own_key(cluster: Resource, facts: Facts) -> Outcome:
    return customer_key(cluster, "kmsKeyId", facts)


@rule("redshift-private", CLUSTER, WORKGROUP)
def private(cluster: Resource, facts: Facts) -> Outcome:
    return is_false(cluster, "publiclyAccessible")


@rule("redshift-traffic-within-network", CLUSTER, WORKGROUP)
def within_network(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "enhancedVpcRouting")


@rule("redshift-tls-required", CLUSTER, WORKGROUP)
def tls_required(cluster: Resource, facts: Facts) -> Outcome:
    if cluster.type == WORKGROUP:
        keys = ("parameterKey", "parameterValue")
        return parameter(cluster, "require_ssl", is_on, listing="configParameters", keys=keys)
    path = "clusterParameterGroupName"
    if get(cluster, path) is MISSING:
        # clusters made since January 2025 have AWS's group default.redshift-2.0, where it is on
        return passed(path)
    return cluster_parameter(cluster, path, PARAMETERS, "require_ssl", is_on, facts)


@rule("redshift-activity-recorded", CLUSTER)
def activity_recorded(cluster: Resource, facts: Facts) -> Outcome:
    name = "enable_user_activity_logging"
    return cluster_parameter(cluster, "clusterParameterGroupName", PARAMETERS, name, is_on, facts)


@rule("redshift-audit-logged", CLUSTER)
def audit_logged(cluster: Resource, facts: Facts) -> Outcome:
    found = configured_by(cluster, "clusterIdentifier", "logging", facts, LOGGING)
    return found if isinstance(found, Outcome) else passed("logging", holder=found[0].urn)


@rule("redshift-logs-complete", LOGGING, NAMESPACE)
def logs_complete(holder: Resource, facts: Facts) -> Outcome:
    if holder.type == LOGGING and get(holder, "logDestinationType") != "cloudwatch":
        # a bucket takes all logs
        return not_applicable()
    return lists(holder, "logExports", *AUDIT_LOGS)


@rule("redshift-snapshots-kept", CLUSTER)
def snapshots_kept(cluster: Resource, facts: Facts, *, minimum_days: int) -> Outcome:
    return at_least(cluster, "automatedSnapshotRetentionPeriod", minimum_days, default=1)


@rule("redshift-final-snapshot-taken", CLUSTER)
def final_snapshot(cluster: Resource, facts: Facts) -> Outcome:
    return is_false(cluster, "skipFinalSnapshot")


@rule("redshift-password-managed", CLUSTER, NAMESPACE)
def password_managed(cluster: Resource, facts: Facts) -> Outcome:
    for path in ("masterPassword", "masterPasswordWo", "adminUserPassword", "adminUserPasswordWo"):
        if get(cluster, path) is not MISSING:
            # the value itself is never repeated
            return is_absent(cluster, path)
    return is_true(cluster, "manageMasterPassword" if cluster.type == CLUSTER else "manageAdminPassword")


@rule("redshift-multi-az", CLUSTER)
def multi_az(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "multiAz") if facts.production else not_applicable()


@rule("redshift-security-groups-named", CLUSTER, WORKGROUP)
def security_groups(cluster: Resource, facts: Facts) -> Outcome:
    return has_entries(cluster, "vpcSecurityGroupIds" if cluster.type == CLUSTER else "securityGroupIds")


@rule("redshift-versions-applied", CLUSTER)
def versions_applied(cluster: Resource, facts: Facts) -> Outcome:
    return is_true(cluster, "allowVersionUpgrade", default=True)
