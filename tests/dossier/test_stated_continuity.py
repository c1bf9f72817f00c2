"""Continuity as the layout gives it: figures, what is said of what is not there, and the plan's commands."""

from __future__ import annotations

from hds_blueprint.dossier.model import Dossier
from tests.dossier.conftest import documented
from tests.dossier.inventions import runs

SHARED, OWN, FIRST, WARM = "shared-hosting", "own-records", "first-steps", "warm-standby"


def _text(name: str, page: str) -> str:
    return "".join(run.text for place, run in runs(_dossier(name)) if place.startswith(f"{page}#"))


def _dossier(name: str) -> Dossier:
    return documented(name).dossier("en")


def _rows(name: str, table: str) -> list[list[str]]:
    found = next(each for _, each in _dossier(name).tables() if each.name == table)
    return [[cell.text for cell in row.cells] for row in found.rows]


def test_figures_are_those_of_the_slowest_store() -> None:
    computed = {row[0]: row[1:4] for row in _rows(SHARED, "continuity-targets")}
    assert computed["Loss of data (RPO)"] == [
        "12 hours", "12 hours", "interval of the backups of file_systems.pieces",
    ]  # fmt: skip
    assert computed["Loss of data where the region is lost"][2] == (
        "how far the continuous copy of buckets.pieces is behind, planning value"
    )


def test_a_warm_standby_of_data_alone_is_as_fast_as_a_pilot_light() -> None:
    computed = {row[0]: row[2] for row in _rows(WARM, "continuity-targets")}
    assert computed["Return where the region is lost"] == "1 hour"


def test_what_is_not_there_is_not_restored_from() -> None:
    first, shared = _text(FIRST, "continuity"), _text(SHARED, "continuity")
    assert "This stack copies no backup to another region" in first
    assert "no lock keeps them from being deleted" in first
    assert "load balancer sends nothing" not in first
    assert "in region eu-central-1" not in _text(FIRST, "contract")
    assert "the vault's lock, in compliance mode, keeps it" in shared.replace("\u2019", "'")
    assert "The copies in account 555566667777 are out of reach" in _text(OWN, "continuity")


def test_the_critical_alarm_reaches_whom_the_document_routes_it_to() -> None:
    assert "The critical alarm reaches garde@exemple.fr." in _text(SHARED, "continuity")
    assert "The critical alarm reaches incidents@exemple.fr." in _text(OWN, "continuity")


def test_copies_of_clusters_and_files_are_taken_over() -> None:
    commands = {(row[0], row[2].partition(" --region")[0]) for row in _rows(SHARED, "commands-take-over")}
    assert commands == {
        ("journal-replica", "aws rds promote-read-replica"),
        ("dossiers-replica", "aws rds remove-from-global-cluster"),
        ("dossiers-replica", "aws rds create-db-instance"),
        ("file-system-pieces", "aws efs describe-replication-configurations"),
        ("file-system-pieces", "aws efs delete-replication-configuration"),
    }
    restored = {row[0] for row in _rows(SHARED, "commands-restore-database")}
    assert restored == {"journal", "dossiers"}
    stopped = {row[0] for row in _rows(SHARED, "commands-stop-writing")}
    assert stopped == {"api", "job_purge"}, "what works with no database goes on"


def test_the_contract_has_the_periods_of_every_class_of_backups() -> None:
    said = _text(SHARED, "contract")
    for figure in ("12 hours", "4 hours", "28 days", "17 days", "200 days", "19 to 40 days"):
        assert figure in said


def test_an_assessment_that_is_not_made_has_its_reason() -> None:
    assert "no assessment made. Reason: En cours, fin prévue en mars 2027." in _text(SHARED, "aipd")
    assert "does not state where the assessment stands" in _text(OWN, "aipd")


def test_each_lock_keeps_for_its_own_period() -> None:
    said = _text(SHARED, "reversibility")
    assert "The lock of backup keeps recovery points for at least 17 days." in said
    assert "The lock of backup-copies keeps recovery points for at least 19 days." in said
