"""Amazon RDS resources: which are databases of their own and which follow a cluster."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.values import get

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"


def follows_cluster(database: Resource) -> bool:
    """Whether the resource is one of the cluster-only engines' instances, set up by its cluster."""
    engine = get(database, "engine")
    return database.type == INSTANCE and isinstance(engine, str) and engine.startswith("aurora")
