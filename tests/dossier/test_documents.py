"""What the file says of layouts that the examples do not have: each sentence against its document."""

from __future__ import annotations

import pytest

from hds_blueprint.dossier.location import locations
from hds_blueprint.dossier.model import Table
from hds_blueprint.dossier.registers.copies import copy_table
from hds_blueprint.dossier.registers.processors import processors
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
