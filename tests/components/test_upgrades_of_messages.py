"""Queues, topics, images, locks and schedules that change never replace what holds data."""

from __future__ import annotations

from typing import Any

import pytest

from hds_blueprint.graph.model import ResourceGraph

from .conftest import GraphOf, find
from .messaging import IMAGE, MESSAGING
from .reading import plain
from .small_platform import merged

# What holds messages, images or objects, and the inputs whose change makes AWS build a new one
# ("Forces replacement" in the documentation of the AWS provider, version 6).
STATEFUL = {
    "aws:sqs/queue:Queue": {"name", "fifoQueue"},
    "aws:sns/topic:Topic": {"name", "fifoTopic"},
    "aws:ecr/repository:Repository": {"name", "encryptionConfigurations"},
    "aws:s3/bucket:Bucket": {"bucket", "objectLockEnabled"},
    "aws:kms/key:Key": {"customerMasterKeySpec", "keyUsage", "multiRegion"},
}
BASE: dict[str, Any] = {**MESSAGING, "images": {"web": {}}}
UPGRADES: dict[str, dict[str, Any]] = {
    "another retention": {"queues": {"measures": {"retention_days": 3, "attempts": 9}}},
    "another timeout of readers": {"queues": {"measures": {"visibility_timeout_seconds": 900}}},
    "another queue": {"queues": {"letters": {"ordered": True, "key_domain": "letters"}}},
    "another topic": {"topics": {"events": {"queues": ["measures"]}}},
    "another schedule": {"jobs": {"summary": {"schedule": "0 */6 * * *", "timeout_minutes": 90}}},
    "another job": {"jobs": {"purge": {"image": IMAGE, "schedule": "0 2 1 * *"}}},
    "no job": {"jobs": None},
    "more images": {"images": {"web": {"keep_images": 500}}},
    "a lock": {
        "data": {"retention": {"days": 7305, "legal_basis": "R.1112-7 CSP"}},
        "buckets": {"documents": {"object_lock": "governance"}},
    },
    "a renamed service": {"service": {"name": "dossier"}},
    "workers that follow their backlog": {
        "workloads": {"processing": {"scaling": {"messages_per_task": 50, "maximum": 20}}}
    },
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


@pytest.fixture(scope="module")
def before(graph_of: GraphOf) -> ResourceGraph:
    return graph_of(BASE)


@pytest.mark.parametrize("change", UPGRADES.values(), ids=UPGRADES.keys())
def test_nothing_that_holds_data_is_replaced_or_dropped(
    before: ResourceGraph, graph_of: GraphOf, change: dict[str, Any]
) -> None:
    old, new = stores(before), stores(graph_of(merged(BASE, change)))
    lost = {urn.rpartition("::")[2] for urn in set(old) - set(new)}
    # what could not start goes with its job; it holds no data of anybody
    assert lost == ({"job_summary_not-started"} if change == {"jobs": None} else set())
    assert {urn: new[urn] for urn in old if urn in new} == {urn: old[urn] for urn in old if urn in new}


def test_another_schedule_changes_the_schedule_alone(before: ResourceGraph, graph_of: GraphOf) -> None:
    after = graph_of(merged(BASE, {"jobs": {"summary": {"schedule": "0 4 * * *"}}}))
    changed = {
        resource.name
        for resource in before.resources
        if resource.type.startswith("aws:")
        and {key: plain(value) for key, value in resource.inputs.items()}
        != {key: plain(value) for key, value in after.by_urn[resource.urn].inputs.items()}
    }
    assert changed == {"job_summary"}
    schedule = find(after, "aws:scheduler/schedule:Schedule", "job_summary")
    assert schedule.inputs["scheduleExpression"] == "cron(0 4 * * ? *)"


def test_an_order_that_is_asked_for_later_is_stopped_by_the_protection(
    before: ResourceGraph, graph_of: GraphOf
) -> None:
    after = graph_of(merged(BASE, {"queues": {"measures": {"ordered": True}}}))
    old, new = stores(before), stores(after)
    moved = [urn for urn in old if old[urn] != new[urn]]
    assert {after.by_urn[urn].name for urn in moved} == {"measures", "measures_unprocessed"}
    assert all(after.by_urn[urn].options.protect for urn in moved)
