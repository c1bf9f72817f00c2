"""The examples grow, shrink and are renamed: nothing that holds data is replaced or dropped."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from hds_blueprint.graph.model import ResourceGraph

from .upgrading import STATEFUL, graph_of, lost

# Together they have a component of every kind.
NAMES = ("connected-devices", "data-warehouse", "teleconsultation")
# What may happen to any service.
EVERYWHERE: dict[str, dict[str, Any]] = {
    "renamed, in other hands": {
        "service": {"name": "renamed", "title": "Renamed", "owner": "other@example.org"},
        "alerts": {"incident_contact": "other@example.org"},
        "access": {"key_administrators": ["arn:aws:iam::123456789012:role/key-administrator"]},
    },
    "another workload, and another store of each kind": {
        "workloads": {"admin": {"image": "example/admin:1", "hostname": "admin.example.org"}},
        "databases": {"more": {"database_name": "more", "key_domain": "more"}},
        "buckets": {"more": {"replicate": True}},
        "caches": {"more": {}},
        "file_systems": {"more": {}},
        "queues": {"more": {}},
        "topics": {"more": {"queues": ["more"]}},
    },
    "backed up more often and longer, one way out": {
        "backup": {"frequency": "6h", "retention_days": 90, "monthly_retention_days": 730},
        "network": {"nat": "single"},
    },
}
# What is particular to one.
PARTICULAR: dict[str, tuple[str, dict[str, Any]]] = {
    "everything bigger": (
        "teleconsultation",
        {
            "databases": {"records": {"instance_class": "db.m7g.4xlarge", "max_storage_gb": 4000}},
            "caches": {"sessions": {"node_class": "cache.m7g.large", "nodes": 3}},
            "buckets": {"reports": {"replicate": True}},
        },
    ),
    "everything smaller": (
        "teleconsultation",
        {
            "databases": {
                "records": {"instance_class": "db.t4g.medium", "multi_az": False, "point_in_time_days": 14}
            },
            "workloads": {"video": None},
        },
    ),
    "minor versions": (
        "teleconsultation",
        {"databases": {"records": {"version": "17.6"}}, "caches": {"sessions": {"version": "8.2"}}},
    ),
    "a major version": ("teleconsultation", {"databases": {"records": {"version": "18"}}}),
    "objects archived sooner, versions kept longer": (
        "imaging-archive",
        {"buckets": {"studies": {"archive_after_days": 30, "noncurrent_days": 365}}},
    ),
    "no replica of a bucket any more": ("imaging-archive", {"buckets": {"studies": {"replicate": False}}}),
    "a larger index, traces kept for another time": (
        "data-warehouse",
        {
            "search": {"documents": {"nodes": 6, "storage_gb": 1000}},
            "logging": {"access": {"months": 12}, "application": {"months": 12}},
        },
    ),
    "messages kept for another time, a job at another hour": (
        "connected-devices",
        {
            "queues": {"measures": {"retention_days": 10, "attempts": 9, "visibility_timeout_seconds": 300}},
            "jobs": {"summary": {"schedule": "45 4 * * *"}},
        },
    ),
    "a job less": ("connected-devices", {"jobs": {"summary": None}}),
    "another image, name and size": (
        "hapi-fhir",
        {
            "workloads": {
                "fhir": {
                    "image": "hapiproject/hapi:v8.4.0-1",
                    "memory": 4096,
                    "hostname": "records.example.org",
                }
            }
        },
    ),
    "a service for the inside only, locked for good": (
        "hapi-fhir",
        {
            "network": {"ingress": {"exposure": "private"}},
            "backup": {"lock": {"mode": "compliance", "cooling_off_days": 7, "reason": "ransom risk"}},
        },
    ),
}


@cache
def before(example: str) -> ResourceGraph:
    graph = graph_of(example)
    assert sum(resource.type in STATEFUL for resource in graph.resources) > 15
    return graph


@pytest.mark.parametrize("example", NAMES)
@pytest.mark.parametrize("change", EVERYWHERE.values(), ids=EVERYWHERE.keys())
def test_no_example_loses_data(example: str, change: dict[str, Any]) -> None:
    assert lost(before(example), graph_of(example, change)) == {}


@pytest.mark.parametrize(("example", "change"), PARTICULAR.values(), ids=PARTICULAR.keys())
def test_what_is_particular_loses_none_either(example: str, change: dict[str, Any]) -> None:
    assert lost(before(example), graph_of(example, change)) == {}


def test_a_zone_more_keeps_the_network() -> None:
    two = graph_of("hapi-fhir", {"network": {"zones": 2}})
    assert lost(two, graph_of("hapi-fhir", {"network": {"zones": 3}})) == {}


def test_the_measure_sees_a_loss() -> None:
    base = before("teleconsultation")
    renamed = graph_of("teleconsultation", {"databases": {"records": {"database_name": "other"}}})
    [found] = lost(base, renamed).items()
    assert found[0].endswith("::records") and found[1] == "replaced by dbName"
    development = {"service": {"environment": "development", "profile": "synthetic"}}
    without = {"buckets": None, "workloads": None}
    gone = lost(graph_of("hapi-fhir", development), graph_of("hapi-fhir", {**development, **without}))
    assert {"documents", "fhir"} <= {urn.split("::")[-1] for urn, what in gone.items() if what == "deleted"}
