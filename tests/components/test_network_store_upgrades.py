"""Caches, file systems and search indexes that change are never replaced or dropped."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import GraphOf
from .test_upgrades import stores

BASE: dict[str, Any] = {
    "workloads": {"web": {"uses": ["caches.sessions", "file_systems.shared", "search.letters"]}},
    "caches": {"sessions": {}},
    "file_systems": {"shared": {}},
    "search": {"letters": {}},
}
UPGRADES: dict[str, dict[str, Any]] = {
    "a bigger node": {"caches": {"sessions": {"node_class": "cache.m7g.large"}}},
    "more nodes of a cache": {"caches": {"sessions": {"nodes": 3}}},
    "a newer version of a cache": {"caches": {"sessions": {"version": "8.2"}}},
    "snapshots kept longer": {"caches": {"sessions": {"snapshot_days": 30}}},
    "another cache": {"caches": {"pages": {"engine": "redis", "key_domain": "pages"}}},
    "a copy of the files": {"file_systems": {"shared": {"replicate": True}}},
    "another path": {"file_systems": {"shared": {"mount_path": "/srv/files"}}},
    "files kept near": {"file_systems": {"shared": {"infrequent_after_days": None}}},
    "another that mounts": {"workloads": {"worker": {"image": "a/b:1", "uses": ["file_systems.shared"]}}},
    "more nodes of an index": {"search": {"letters": {"nodes": 6}}},
    "bigger nodes of an index": {"search": {"letters": {"instance_class": "r7g.xlarge.search"}}},
    "more storage": {"search": {"letters": {"storage_gb": 500}}},
    "a newer version of an index": {"search": {"letters": {"version": "3.1"}}},
    "another administrator": {"search": {"letters": {"administered_by": "workloads.web"}}},
    "a renamed service": {"service": {"name": "dossier"}},
    "a baseline": {"baseline": "hds"},
    "a class of backups": {
        "backup": {"classes": {"hourly": {"frequency": "1h"}}},
        "file_systems": {"shared": {"backup_class": "hourly"}},
    },
}


def merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The base with nested changes laid over it."""
    result = dict(base)
    for key, value in changes.items():
        inner = result.get(key)
        result[key] = merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return result


@pytest.mark.parametrize("change", UPGRADES.values(), ids=UPGRADES.keys())
def test_no_store_is_replaced_or_dropped(small_graph: GraphOf, change: dict[str, Any]) -> None:
    before, after = stores(small_graph(BASE)), stores(small_graph(merged(BASE, change)))
    kinds = {urn.split("$")[-1].split("::")[0] for urn in before}
    assert {
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:efs/fileSystem:FileSystem",
        "aws:opensearch/domain:Domain",
    } <= kinds
    assert {urn: after.get(urn) for urn in before} == before


def test_a_zone_added_later_replaces_nothing(small_graph: GraphOf) -> None:
    two = merged(BASE, {"network": {"zones": 2}, "search": {"letters": {"nodes": 6}}})
    three = merged(two, {"network": {"zones": 3}})
    before, after = stores(small_graph(two)), stores(small_graph(three))
    assert {urn: after.get(urn) for urn in before} == before


def test_the_role_of_search_stays_when_a_baseline_takes_it_over(small_graph: GraphOf) -> None:
    [role] = small_graph(BASE).of_type("aws:iam/serviceLinkedRole:ServiceLinkedRole")
    assert role.options.retain_on_delete, "the account's other domains live on it"
