"""Amazon RDS resources: which are databases of their own, which follow a cluster or copy another database."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.values import MISSING, get

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"


def follows_cluster(database: Resource) -> bool:
    """Whether the resource is one of the cluster-only engines' instances, set up by its cluster."""
    engine = get(database, "engine")
    return database.type == INSTANCE and isinstance(engine, str) and engine.startswith("aurora")


def is_copy(database: Resource) -> bool:
    """Whether it replicates another database: a read replica, or the second cluster of a global database.

    The first cluster of one has a master user, or comes from a snapshot; the others have neither.
    """
    if database.type == INSTANCE:
        return get(database, "replicateSourceDb") is not MISSING
    if get(database, "replicationSourceIdentifier") is not MISSING:
        return True
    own = ("masterUsername", "snapshotIdentifier", "restoreToPointInTime", "s3Import")
    return get(database, "globalClusterIdentifier") is not MISSING and all(
        get(database, name) is MISSING for name in own
    )
