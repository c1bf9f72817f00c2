"""A database that changes with its document is changed in place, by simulated AWS's table of replacements."""

from __future__ import annotations

from typing import Any

import pytest

from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.graph.replacement import forces_replacement

from .conftest import GraphOf
from .reading import plain

STATEFUL = (
    "aws:rds/instance:Instance",
    "aws:rds/cluster:Cluster",
    "aws:rds/globalCluster:GlobalCluster",
    "aws:secretsmanager/secret:Secret",
    "aws:kms/key:Key",
    "aws:ec2/vpc:Vpc",
)
INSTANCES = "aws:rds/clusterInstance:ClusterInstance"
ENGINES: dict[str, dict[str, Any]] = {
    "postgresql": {"version": "17"},
    "mysql": {"engine": "mysql", "version": "8.4"},
    "aurora-postgresql": {"engine": "aurora-postgresql", "version": "17", "instance_class": "db.r7g.large"},
    "aurora-mysql": {"engine": "aurora-mysql", "version": "8.0", "instance_class": "db.r7g.large"},
}
MINOR = {
    "postgresql": "17.6",
    "mysql": "8.4.7",
    "aurora-postgresql": "17.5",
    "aurora-mysql": "8.0.mysql_aurora.3.10.0",
}
CHANGES: dict[str, dict[str, Any]] = {
    "more of everything": {
        "databases": {
            "records": {
                "instance_class": "db.r7g.2xlarge",
                "storage_gb": 300,
                "max_storage_gb": 900,
                "point_in_time_days": 14,
                "iam_user": "app",
            }
        },
        "continuity": {"maintenance": [{"day": "monday", "start": "22:00"}]},
    },
    "one zone": {"databases": {"records": {"multi_az": False}}},
    "a pilot light of a renamed service": {
        "continuity": {"strategy": "pilot-light"},
        "service": {"name": "dossier"},
    },
}


def replaced(before: ResourceGraph, after: ResourceGraph, *types: str) -> list[tuple[str, str]]:
    """What AWS would build anew, or the program would drop: name and property."""
    later = after.by_urn
    found: list[tuple[str, str]] = []
    for resource in before.of_type(*types):
        if resource.urn not in later:
            found.append((resource.name, "(dropped)"))
            continue
        now = later[resource.urn]
        for name in {*resource.inputs, *now.inputs} - set(now.options.ignore_changes):
            same = plain(resource.inputs.get(name)) == plain(now.inputs.get(name))
            if not same and forces_replacement(resource.type, name, "update"):
                found.append((resource.name, name))
    return found


@pytest.fixture(scope="module", params=list(ENGINES))
def started(request: pytest.FixtureRequest, graph_of: GraphOf) -> tuple[str, ResourceGraph]:
    """An engine, and the platform with a database of it."""
    return request.param, graph_of({"databases": {"records": ENGINES[request.param]}})


@pytest.mark.parametrize("change", CHANGES)
def test_no_database_is_replaced_or_dropped(
    graph_of: GraphOf, started: tuple[str, ResourceGraph], change: str
) -> None:
    engine, before = started
    changes = dict(CHANGES[change])
    changes["databases"] = {"records": {**ENGINES[engine], **changes.get("databases", {}).get("records", {})}}
    after = graph_of(changes)
    assert replaced(before, after, *STATEFUL) == []


def test_a_minor_version_is_an_upgrade_in_place(
    graph_of: GraphOf, started: tuple[str, ResourceGraph]
) -> None:
    engine, before = started
    after = graph_of({"databases": {"records": {**ENGINES[engine], "version": MINOR[engine]}}})
    assert replaced(before, after, *STATEFUL, "aws:rds/optionGroup:OptionGroup") == []


def test_a_reader_more_moves_no_other_instance(graph_of: GraphOf) -> None:
    base = ENGINES["aurora-postgresql"]
    before = graph_of({"databases": {"records": base}, "network": {"zones": 2}})
    after = graph_of({"databases": {"records": {**base, "readers": 2}}, "network": {"zones": 3}})
    assert replaced(before, after, *STATEFUL, INSTANCES) == []
    assert [each.name for each in after.of_type(INSTANCES)] == [f"records-{n}" for n in (1, 2, 3, 4)]


def test_the_end_of_a_strategy_leaves_its_copies(graph_of: GraphOf) -> None:
    with_copy = graph_of({"continuity": {"strategy": "pilot-light"}})
    dropped = {name for name, _ in replaced(with_copy, graph_of(), *STATEFUL)}
    assert dropped == {"records-replica", "records-master", "recovery"}
    kept = [
        each for each in with_copy.of_type(*STATEFUL) if each.name in {"records-replica", "records-master"}
    ]
    assert all(each.options.retain_on_delete for each in kept)


def test_another_engine_is_a_replacement_that_the_protection_stops(graph_of: GraphOf) -> None:
    before = graph_of({"databases": {"records": ENGINES["postgresql"]}})
    after = graph_of({"databases": {"records": ENGINES["mysql"]}})
    assert replaced(before, after, "aws:rds/instance:Instance") == [("records", "(dropped)")]
    assert all(each.options.protect for each in before.of_type("aws:rds/instance:Instance"))
