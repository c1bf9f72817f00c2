"""What the file says of layouts that the examples do not have: each sentence against its document."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hds_blueprint.dossier.location import locations
from hds_blueprint.dossier.model import Line, Table
from hds_blueprint.dossier.registers.copies import copy_table
from hds_blueprint.dossier.registers.logs import logs
from hds_blueprint.dossier.registers.processors import processors
from hds_blueprint.dossier.values import values
from tests.dossier.conftest import DOCUMENTS, documented

SHARED, OWN, FIRST, WARM = "shared-hosting", "own-records", "first-steps", "warm-standby"
NAMES = sorted(path.stem for path in DOCUMENTS.glob("*.yaml"))


def cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("name", NAMES)
def test_every_type_of_our_components_has_a_name(name: str) -> None:
    stack = documented(name)
    labels = stack.source().labels
    shown = {each.type for each in stack.graph.resources if each.custom and each.type.startswith("aws:")}
    assert sorted(shown - set(labels.types)) == []


def test_a_private_registry_is_no_recipient() -> None:
    assert [row[0] for row in cells(processors(documented(OWN).source("fr")))] == ["Amazon Web Services"]
    assert "docker.io" not in str(cells(processors(documented(SHARED).source("fr"))))


def test_copies_in_another_region_are_held_there() -> None:
    source = documented(SHARED).source("en")
    held = {place.region: place.rows for place in locations(source.inventory, "en")}
    copies = {(row.name, row.label): row for row in held["eu-north-1"]}
    assert ("file-system-pieces", "File system copy") in copies
    assert copies["file-system-pieces", "File system copy"].data_class == "health"
    secret = copies["journal-master", "Copy of the secret"]
    assert secret.encryption.name == "recovery-copies"
    assert "File system copy" not in {row.label for row in held["eu-west-1"]}
    assert "journal-master" in {row.name for row in held["eu-west-1"]}


def test_everything_that_follows_its_origin_is_listed() -> None:
    rows = cells(copy_table(documented(SHARED).source("en")))
    found = {(row[0], row[1]) for row in rows if row[2:4] == ["eu-west-1", "eu-north-1"]}
    assert {
        ("pieces Storage bucket (S3)", "pieces_replica"),
        ("journal Relational database (RDS)", "journal-replica"),
        ("dossiers Database cluster (Aurora)", "dossiers-replica"),
        ("journal-master Secret", "Copy of the secret"),
        ("file-system-pieces File system (EFS)", "File system copy"),
    } <= found


def test_traces_are_kept_for_the_period_of_their_class() -> None:
    """The three classes of the document have different periods, so that a wrong class shows."""
    stack = documented(SHARED)
    logging = stack.document.requirements.logging
    longest = {name: logging.of(name).months * 365 // 12 + 1 for name in logging.TRACE_CLASSES}
    rows = cells(logs(stack.source("en")))
    for place, _, kind, _, kept, reason, *_ in rows:
        days, months = int(kept.split()[0]), logging.of(kind).months  # pyright: ignore[reportArgumentType]
        shorter = max((each for each in longest.values() if each < longest[kind]), default=0)
        assert shorter <= days + 100 and days <= longest[kind], place
        assert f"{months} months asked for" in reason, place
    by_place = {row[0].split("\n")[0]: row for row in rows}
    assert by_place["dossiers-rotation"][2] == "access"
    assert by_place["egress-flow"][1:3] == ["egress Network firewall logs", "security"]
    assert "the longest period within it that CloudWatch Logs offers" in by_place["flow-logs"][5]
    assert "longest" not in by_place["audit"][5], "a bucket keeps as long as is asked for"


def test_readers_of_traces_are_those_whom_their_roles_let_in() -> None:
    rows = {row[0].split("\n")[0]: row[8] for row in cells(logs(documented(SHARED).source("en")))}
    everybody = "administrators of the account"
    assert rows["audit-trail"] == f"service-auditor\ntrace-reader\n{everybody}"
    assert rows["delivery"] == rows["api"] == f"trace-reader\n{everybody}"
    assert {row[8] for row in cells(logs(documented(FIRST).source("en")))} == {everybody}


def test_an_archive_of_traces_is_a_place_of_traces() -> None:
    rows = {row[0].split("\n")[0]: row for row in cells(logs(documented(OWN).source("en")))}
    archive = rows["archive"]
    assert archive[1:4] == ["audit Storage bucket (S3)", "security", "eu-west-3 (account 210987654321)"]
    assert archive[4] == "365 days"
    assert archive[8] == "administrators of the account (account 210987654321)"


def test_the_contract_promises_no_longer_traces_than_are_kept() -> None:
    said = {name: "".join(run.text for run in line) for name, line in _values(SHARED).items()}
    assert said["logging.security"] == "180 to 273 days"
    assert said["logging.access"] == "545 to 547 days"
    assert "".join(run.text for run in _values(OWN)["logging.access"]) == "365 days"


def _values(name: str) -> Mapping[str, Line]:
    return values(documented(name).source("en"))
