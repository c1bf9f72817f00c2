"""Rules of Aurora clusters and global databases."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_false, is_true
from hds_blueprint.policies.databases import CLUSTER, CLUSTER_INSTANCE, is_copy
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, boolean, get, is_open

GLOBAL = (
    "aws:rds/globalCluster:GlobalCluster",
    "aws:docdb/globalCluster:GlobalCluster",
    "aws:neptune/globalCluster:GlobalCluster",
)
# what a global database may be made of
SOURCES = (CLUSTER, "aws:docdb/cluster:Cluster", "aws:neptune/cluster:Cluster")
_SOURCE = "sourceDbClusterIdentifier"


@rule("rds-cluster-instances-several", CLUSTER)
def instances_several(cluster: Resource, facts: Facts) -> Outcome:
    engine = get(cluster, "engine")
    aurora = isinstance(engine, str) and engine.startswith("aurora")
    if is_open(engine):
        return unknown("engine")
    if not facts.production or not aurora or is_copy(cluster):
        return not_applicable()
    attached = facts.attached(cluster, "clusterIdentifier", CLUSTER_INSTANCE)
    if len(attached.resources) >= 2:
        return passed("clusterMembers")
    return unknown("clusterMembers") if attached.uncertain else failed("clusterMembers")


@rule("rds-cluster-data-api-closed", CLUSTER)
def data_api_closed(cluster: Resource, facts: Facts) -> Outcome:
    return is_false(cluster, "enableHttpEndpoint")


@rule("rds-global-cluster-encrypted", *GLOBAL)
def global_encrypted(whole: Resource, facts: Facts) -> Outcome:
    source = get(whole, _SOURCE)
    if get(whole, "storageEncrypted") is not MISSING or source is MISSING:
        return is_true(whole, "storageEncrypted")
    # without a word of its own it is as encrypted as the cluster that it is made of
    clusters = facts.target_resources(whole, _SOURCE, *SOURCES)
    if not clusters:
        return unknown(_SOURCE)
    encrypted = get(clusters[0], "storageEncrypted")
    if is_open(encrypted):
        return unknown(_SOURCE)
    return passed(_SOURCE, source) if boolean(encrypted) is True else failed(_SOURCE, source)


@rule("rds-global-cluster-deletion-protected", *GLOBAL)
def global_deletion_protected(whole: Resource, facts: Facts) -> Outcome:
    return is_true(whole, "deletionProtection")


@rule("rds-global-cluster-members-kept", GLOBAL[0])
def members_kept(whole: Resource, facts: Facts) -> Outcome:
    return is_false(whole, "forceDestroy")
