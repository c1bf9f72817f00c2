"""Queues, topics, jobs and images on the real engine: deployed, left alone, and changed without a loss."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from .workshop import ROOT, Workshop

STACK = "connected-devices"
KEPT = (
    "aws:sqs/queue:Queue",
    "aws:sns/topic:Topic",
    "aws:ecr/repository:Repository",
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
    "aws:kms/key:Key",
)

pytestmark = [pytest.mark.engine]


@pytest.fixture(scope="module")
def devices(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    made = Workshop.make(tmp_path_factory.mktemp("devices") / "project")
    made.up(STACK)
    return made


def found(devices: Workshop, type_: str) -> dict[str, dict[str, Any]]:
    """The resources of a type in the state, by logical name."""
    ours = [each for each in devices.resources(STACK) if each["type"] == type_]
    return {each["urn"].rpartition("::")[2]: each for each in ours}


def test_every_section_of_the_document_is_deployed(devices: Workshop) -> None:
    document = yaml.safe_load((ROOT / "stacks/examples" / f"{STACK}.yaml").read_text(encoding="utf-8"))
    queues = found(devices, "aws:sqs/queue:Queue")
    assert set(document["queues"]) <= set(queues)
    assert queues["alarms"]["outputs"]["arn"].endswith(".fifo")
    assert set(document["images"]) == set(found(devices, "aws:ecr/repository:Repository"))
    assert {f"job_{name}" for name in document["jobs"]} == set(
        found(devices, "aws:scheduler/schedule:Schedule")
    )
    (subscription,) = [
        each
        for each in found(devices, "aws:sns/topicSubscription:TopicSubscription").values()
        if each["outputs"]["protocol"] == "sqs"
    ]
    assert subscription["outputs"]["endpoint"] == queues["alarms"]["outputs"]["arn"]


def test_a_second_up_changes_nothing(devices: Workshop) -> None:
    assert "no change" in devices.up(STACK).stdout


def test_a_changed_document_replaces_nothing_that_holds_data(devices: Workshop) -> None:
    before = {type_: {name: each["id"] for name, each in found(devices, type_).items()} for type_ in KEPT}
    document = yaml.safe_load((ROOT / "stacks/examples" / f"{STACK}.yaml").read_text(encoding="utf-8"))
    document["queues"]["measures"]["retention_days"] = 7
    document["queues"]["letters"] = {}
    document["topics"]["events"] = {"queues": ["letters"]}
    document["workloads"]["notifier"]["uses"].append("queues.letters:receive")
    document["jobs"]["summary"]["schedule"] = "45 4 * * 1-5"
    text = yaml.safe_dump(document, allow_unicode=True)
    (devices.documents() / f"{STACK}.yaml").write_text(text, encoding="utf-8")
    devices.up(STACK)
    for type_, kept in before.items():
        after = found(devices, type_)
        assert {name: after[name]["id"] for name in kept} == kept, type_
    queues = found(devices, "aws:sqs/queue:Queue")
    assert queues["measures"]["outputs"]["messageRetentionSeconds"] == 7 * 86400
    assert {"letters", "letters_unprocessed", "events_undelivered"} <= set(queues)
    schedule = found(devices, "aws:scheduler/schedule:Schedule")["job_summary"]
    assert schedule["outputs"]["scheduleExpression"] == "cron(45 4 ? * MON,TUE,WED,THU,FRI *)"
