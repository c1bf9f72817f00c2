"""Which resources hold data that nothing else can rebuild."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import (
    BUCKETS,
    holds_configuration,
    holds_trail,
    receives_access_logs,
    replication_source,
)
from hds_blueprint.policies.databases import CLUSTER, INSTANCE, follows_cluster, is_copy
from hds_blueprint.policies.facts import Facts

TYPES = (
    *BUCKETS,
    INSTANCE,
    CLUSTER,
    "aws:dynamodb/table:Table",
    "aws:efs/fileSystem:FileSystem",
    "aws:docdb/cluster:Cluster",
    "aws:neptune/cluster:Cluster",
)

# What must not vanish or be made anew by the way: besides what a plan backs up, stores that are backed up by
# their own means, queues and streams with what nobody has read yet, directories of people, vaults, and keys,
# without which nothing can be read any more.
KEPT = (
    *TYPES,
    "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault",
    "aws:backup/vault:Vault",
    "aws:cloudtrail/eventDataStore:EventDataStore",
    "aws:cognito/userPool:UserPool",
    "aws:docdb/elasticCluster:ElasticCluster",
    "aws:ebs/volume:Volume",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:elasticache/serverlessCache:ServerlessCache",
    "aws:fsx/lustreFileSystem:LustreFileSystem",
    "aws:fsx/ontapFileSystem:OntapFileSystem",
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
    "aws:fsx/windowsFileSystem:WindowsFileSystem",
    "aws:keyspaces/table:Table",
    "aws:kinesis/stream:Stream",
    "aws:kms/key:Key",
    "aws:memorydb/cluster:Cluster",
    "aws:mq/broker:Broker",
    "aws:msk/cluster:Cluster",
    "aws:msk/serverlessCluster:ServerlessCluster",
    "aws:opensearch/domain:Domain",
    "aws:opensearch/serverlessCollection:ServerlessCollection",
    "aws:redshift/cluster:Cluster",
    "aws:redshiftserverless/namespace:Namespace",
    "aws:s3/directoryBucket:DirectoryBucket",
    "aws:s3tables/tableBucket:TableBucket",
    "aws:sqs/queue:Queue",
    "aws:timestreamwrite/table:Table",
)


def holds_data(store: Resource, facts: Facts) -> bool:
    """Whether the store holds data of its own: not a log bucket, a replica or a cluster's member."""
    if store.type in BUCKETS:
        logs = (
            receives_access_logs(store, facts)
            or holds_trail(store, facts)
            or holds_configuration(store, facts)
        )
        return not logs and replication_source(store, facts) is None and facts.complete
    return not follows_cluster(store) and not is_copy(store)
