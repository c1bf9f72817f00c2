"""What a document says of backups, traces and waivers, on the real engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from .workshop import HERE, Workshop

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]

PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"
VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    made = Workshop.make(tmp_path_factory.mktemp("classes") / "project")
    made.up("classes")
    return made


def changed(workshop: Workshop, changes: dict[str, Any]) -> None:
    """The document with sections of it replaced."""
    document = yaml.safe_load((HERE / "documents" / "classes.yaml").read_text(encoding="utf-8"))
    path: Path = workshop.documents() / "classes.yaml"
    path.unlink()
    path.write_text(yaml.safe_dump(document | changes, sort_keys=False), encoding="utf-8")


def kept(workshop: Workshop) -> dict[tuple[str, str], str]:
    """The ids of vaults and plans, by type and name."""
    with workshop.world("classes") as world:
        return {(each.type, each.name): each.id for kind in (VAULT, PLAN) for each in world.find(type=kind)}


def test_each_class_is_deployed_with_its_store(archive: Workshop) -> None:
    with archive.world("classes") as world:
        plans = {each.name: each for each in world.find(type=PLAN)}
        locks = [each.inputs["minRetentionDays"] for each in world.find(type=LOCK)]
        selections = {each.name: each.inputs["resources"] for each in world.find(type=SELECTION)}
    assert set(plans) == {"backup", "backup-hourly"}
    assert sorted(locks) == [14, 14]
    assert [":db:" in arn for arn in selections["backup-hourly"]] == [True]
    assert [arn.startswith("arn:aws:s3:::") for arn in selections["backup"]] == [True]


def test_traces_say_why_they_are_kept_so_long(archive: Workshop) -> None:
    with archive.world("classes") as world:
        groups = {each.name: each.inputs for each in world.find(type=LOG_GROUP)}
    assert groups["flow-logs"]["retentionInDays"] == 1827
    assert groups["flow-logs"]["tags"]["retention-basis"] == "Article 12 of the contract security annex"
    assert "retention-basis" not in groups["index-postgresql"]["tags"]


def test_another_class_replaces_neither_vault_nor_plan(archive: Workshop) -> None:
    before = kept(archive)
    weekly = {"frequency": "7d", "retention_days": 60, "monthly_retention_days": 365}
    hourly = {"frequency": "1h", "retention_days": 14, "monthly_retention_days": None}
    changed(
        archive,
        {
            "buckets": {"studies": {"backup_class": "weekly"}},
            "backup": {"classes": {"hourly": hourly, "weekly": weekly}},
        },
    )
    archive.up("classes")
    after = kept(archive)
    assert before.items() < after.items()
    assert set(after) - set(before) == {(PLAN, "backup-weekly")}


def test_a_waiver_beside_the_document_counts(archive: Workshop) -> None:
    checked = archive.hds("check", "stacks/classes.yaml", "--no-checkov", "--format", "json")
    assert checked.returncode == 0, checked.stderr
    [stack] = json.loads(checked.stdout)["stacks"]
    assert {each["rule"] for each in stack["verdicts"] if each["waiver"]} == {"rds-final-snapshot-taken"}
    assert stack["problems"] == []
