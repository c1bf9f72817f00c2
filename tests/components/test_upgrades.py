"""A document that changes never replaces or drops what holds data."""

from __future__ import annotations

from typing import Any

import pytest

from hds_blueprint.graph.model import ResourceGraph

from .conftest import GraphOf
from .reading import plain

# What holds data, and the inputs whose change makes AWS build a new one ("Forces replacement" in
# the documentation of the AWS provider, version 6).
STATEFUL = {
    "aws:s3/bucket:Bucket": {"bucket", "objectLockEnabled"},
    "aws:rds/instance:Instance": {
        "dbName",
        "engine",
        "kmsKeyId",
        "storageEncrypted",
        "username",
        # renamed in place, but its logs would then go to groups that nobody made
        "identifier",
        # RDS refuses another group in the same network
        "dbSubnetGroupName",
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "atRestEncryptionEnabled",
        "kmsKeyId",
        "port",
        "replicationGroupId",
        "subnetGroupName",
    },
    "aws:efs/fileSystem:FileSystem": {
        "availabilityZoneName",
        "creationToken",
        "encrypted",
        "kmsKeyId",
        "performanceMode",
    },
    "aws:opensearch/domain:Domain": {"domainName", "encryptAtRest"},
    "aws:efs/replicationConfiguration:ReplicationConfiguration": {"destination", "sourceFileSystemId"},
    "aws:backup/vault:Vault": {"name", "kmsKeyArn"},
    "aws:kms/key:Key": {"customerMasterKeySpec", "keyUsage", "multiRegion"},
    "aws:ec2/vpc:Vpc": {"cidrBlock"},
    "aws:ec2/subnet:Subnet": {"cidrBlock", "availabilityZone"},
    "aws:cloudtrail/trail:Trail": {"name"},
}
UPGRADES: dict[str, dict[str, Any]] = {
    "a larger database": {
        "databases": {"records": {"instance_class": "db.m7g.2xlarge", "max_storage_gb": 900}}
    },
    "another minor version": {"databases": {"records": {"version": "17.6"}}},
    "a longer retention": {
        "backup": {"retention_days": 60, "monthly_retention_days": 730},
        "buckets": {"documents": {"noncurrent_days": 180, "archive_after_days": 30}},
        "logging": {"access": {"months": 24, "justification": "audits every two years"}},
    },
    "a replica": {"buckets": {"documents": {"replicate": True}}},
    "another store": {
        "databases": {"audit": {"database_name": "audit"}},
        "buckets": {"archive": {"key_domain": "archive"}},
    },
    "another workload": {
        "workloads": {"admin": {"image": "registry.example.org/admin:1", "hostname": "admin.example.org"}}
    },
    "a renamed service": {"service": {"name": "dossier"}},
    "no way to the internet": {"network": {"nat": "none"}},
    "another owner": {"service": {"owner": "other@example.org"}},
}


def stores(graph: ResourceGraph) -> dict[str, dict[str, Any]]:
    """What would force a replacement, by URN; what is ignored cannot."""
    return {
        resource.urn: {
            name: plain(value)
            for name, value in resource.inputs.items()
            if name in STATEFUL[resource.type] and name not in resource.options.ignore_changes
        }
        for resource in graph.of_type(*STATEFUL)
    }


@pytest.mark.parametrize("change", UPGRADES.values(), ids=UPGRADES.keys())
def test_no_store_is_replaced_or_dropped(
    production: ResourceGraph, graph_of: GraphOf, change: dict[str, Any]
) -> None:
    before, after = stores(production), stores(graph_of(change))
    assert len(before) >= 18
    assert set(before) - set(after) == set()
    assert {urn: after[urn] for urn in before} == before


def test_a_zone_added_later_replaces_nothing(graph_of: GraphOf) -> None:
    before = stores(graph_of({"network": {"zones": 2}}))
    after = stores(graph_of({"network": {"zones": 3}}))
    assert {urn: after.get(urn) for urn in before} == before


def test_a_change_that_would_replace_a_database_is_stopped_by_its_protection(
    production: ResourceGraph, graph_of: GraphOf
) -> None:
    changed = graph_of({"databases": {"records": {"database_name": "other"}}})
    before, after = stores(production), stores(changed)
    moved = [urn for urn in before if before[urn] != after[urn]]
    assert [changed.by_urn[urn].name for urn in moved] == ["records"]
    assert all(changed.by_urn[urn].options.protect for urn in moved)


def test_logical_names_come_from_the_document_alone(production: ResourceGraph, graph_of: GraphOf) -> None:
    def urns(graph: ResourceGraph) -> set[str]:
        return {resource.urn for resource in graph.resources}

    assert urns(graph_of({"service": {"name": "dossier"}})) == urns(production)
