"""Rules of Amazon RDS databases: where they stand, how they are watched, when they change."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least, customer_key, is_false
from hds_blueprint.policies.databases import CLUSTER, CLUSTER_INSTANCE, INSTANCE, follows_cluster, is_copy
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, boolean, get, is_open

SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup"


@rule("rds-subnet-group-named", INSTANCE, CLUSTER)
def subnet_group_named(database: Resource, facts: Facts) -> Outcome:
    if follows_cluster(database) or (database.type == INSTANCE and is_copy(database)):
        return not_applicable()
    name = get(database, "dbSubnetGroupName")
    if is_open(name):
        known = facts.targets(database, "dbSubnetGroupName", SUBNET_GROUP)
        return passed("dbSubnetGroupName", name) if known else unknown("dbSubnetGroupName")
    # without one AWS takes the account's default network, which is public
    named = name is not MISSING and name != "default"
    return passed("dbSubnetGroupName", name) if named else failed("dbSubnetGroupName", name)


@rule("rds-security-groups-named", INSTANCE, CLUSTER)
def security_groups_named(database: Resource, facts: Facts) -> Outcome:
    if follows_cluster(database):
        return not_applicable()
    groups = get(database, "vpcSecurityGroupIds")
    if is_open(groups):
        return unknown("vpcSecurityGroupIds")
    named = groups is not MISSING and groups != []
    return passed("vpcSecurityGroupIds", groups) if named else failed("vpcSecurityGroupIds", groups)


@rule("rds-performance-insights-customer-key", INSTANCE, CLUSTER, CLUSTER_INSTANCE)
def insights_key(database: Resource, facts: Facts) -> Outcome:
    enabled = get(database, "performanceInsightsEnabled")
    if is_open(enabled):
        return unknown("performanceInsightsEnabled")
    if boolean(enabled) is not True:
        return not_applicable()
    return customer_key(database, "performanceInsightsKmsKeyId", facts)


@rule("rds-enhanced-monitoring-enabled", INSTANCE, CLUSTER_INSTANCE)
def enhanced_monitoring(database: Resource, facts: Facts) -> Outcome:
    return at_least(database, "monitoringInterval", 1, default=0)


@rule("rds-major-upgrades-deliberate", INSTANCE, CLUSTER)
def major_upgrades_deliberate(database: Resource, facts: Facts) -> Outcome:
    return not_applicable() if follows_cluster(database) else is_false(database, "allowMajorVersionUpgrade")


@rule("rds-changes-in-window", INSTANCE, CLUSTER)
def changes_in_window(database: Resource, facts: Facts) -> Outcome:
    if not facts.production or follows_cluster(database):
        return not_applicable()
    return is_false(database, "applyImmediately")
