"""A stack that grows on the real engine: what holds data keeps its id through changes of the document."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from .workshop import ROOT, Workshop

STACK = "growing"
STATEFUL = (
    "aws:backup/vault:Vault",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:kms/key:Key",
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
)

pytestmark = [pytest.mark.engine]


def document(**changes: Any) -> str:
    needs = yaml.safe_load((ROOT / "stacks/examples/hapi-fhir.yaml").read_text("utf-8"))
    needs["network"]["zones"] = 2
    for path, value in changes.items():
        section, _, below = path.partition("__")
        if below:
            needs.setdefault(section, {}).update({below: value})
        else:
            needs[section] = value
    return yaml.safe_dump(needs, allow_unicode=True)


def stores(made: Workshop) -> dict[str, str]:
    return {item["urn"]: item["id"] for item in made.resources(STACK) if item["type"] in STATEFUL}


def test_ids_stay_while_the_document_changes(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = Workshop.make(tmp_path_factory.mktemp("upgrade") / "project")
    path = made.documents() / f"{STACK}.yaml"
    path.write_text(document())
    made.up(STACK)
    before = stores(made)
    assert len(before) > 20
    database = {
        "version": "17.6",
        "instance_class": "db.m7g.2xlarge",
        "storage_gb": 200,
        "max_storage_gb": 900,
        "database_name": "fhir",
    }
    path.write_text(
        document(
            service__name="renamed",
            network__zones=3,
            databases={"records": database, "more": {"database_name": "more"}},
            buckets={"documents": {"noncurrent_days": 180, "archive_after_days": 90, "replicate": True}},
            backup__retention_days=60,
        )
    )
    told = json.loads(made.up(STACK, "--format", "json").stdout)
    assert told["changes"]["update"] > 5 and told["changes"]["create"] > 20
    after = stores(made)
    assert {urn: after.get(urn) for urn in before} == before
    with made.world(STACK) as world:
        ended = [entry for entry in world.journal() if entry.verb == "delete"]
    lost = {entry.urn for entry in ended} & set(before)
    assert lost == set(), "nothing that holds data was deleted on the way"
