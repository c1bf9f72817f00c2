"""Who is said to do what: the RACI matrix and the table of guarantees follow the document's providers."""

from __future__ import annotations

import pytest

from hds_blueprint.dossier.raci import Letters, assigned
from hds_blueprint.hosting.organisation import Party, Provider
from tests.dossier.conftest import documented

SHARED, OWN, WARM = "shared-hosting", "own-records", "warm-standby"
TASK = Letters("R", "A", "C")


def _rows(name: str, table: str) -> list[list[str]]:
    found = next(each for _, each in documented(name).dossier("en").tables() if each.name == table)
    return [
        list(found.columns),
        *([cell.text.replace("\u00a0", " ") for cell in row.cells] for row in found.rows),
    ]


def _by(*parties: Party) -> list[Provider]:
    return [Provider(by=each, name="Tiers" if each == "third-party" else None) for each in parties]


@pytest.mark.parametrize(
    ("performers", "taken", "expected"),
    [
        (_by("organisation", "aws"), True, TASK),
        (_by("organisation", "third-party"), True, Letters("R", "A", "C", (("R", "Tiers"),))),
        (_by("third-party"), True, Letters("R", "A", "C", (("R", "Tiers"),))),
        (_by("third-party"), False, Letters("R", "I", "C", (("A", "Tiers"),))),
        (_by("controller"), False, Letters("R", "I", "A")),
        (_by("aws"), False, Letters("RA", "I", "C")),
        (_by("nobody"), False, Letters("R", "", "C", open=True)),
        ([], False, Letters("R", "", "C", open=True)),
        ([], True, TASK),
    ],
)
def test_the_hosters_letters_pass_to_whoever_performs_the_activity(
    performers: list[Provider], taken: bool, expected: Letters
) -> None:
    assert assigned(TASK, performers, taken=taken) == expected


def test_tasks_that_are_not_the_hosters_stay_as_they_are() -> None:
    code = Letters("", "C", "RA")
    assert assigned(code, _by("third-party"), taken=False) == code


def test_the_matrix_follows_providers_and_parts_of_activity_5() -> None:
    heading, *rows = _rows(SHARED, "raci")
    found = {row[0]: row[2:6] for row in rows}
    assert heading[3] == "Exemple Infogérance", "the hoster is another one"
    assert found["Accounts, private network, rules of flows"] == ["", "I", "C", "R, A: Exemple Hébergement"]
    assert found["Hypervisor and control planes of managed services"] == ["R, A", "I", "", ""]
    assert found["Code of the application, images and their patches"] == ["", "C", "R, A", ""]
    assert found["Prior approval of interventions"] == ["", "I", "R, A", ""]
    assert found["Keys: administration, rotation, deletion"] == ["", "R, A", "C", ""]
    backups = {row[0]: row[2:6] for row in _rows(WARM, "raci")[1:]}
    assert backups["Restore tests and their report"] == ["", "I", "R, A", ""]


def test_each_company_has_its_own_certificate_and_activities() -> None:
    rows = {row[0]: row[1:] for row in _rows(SHARED, "guarantees")[1:]}
    assert list(rows) == ["Exemple Hébergement", "Exemple Infogérance", "Amazon Web Services"]
    assert rows["Exemple Hébergement"][:2] == ["hoster", "HEB-12, until 31 May 2028"]
    assert rows["Exemple Hébergement"][3] == "3, 4"
    assert rows["Exemple Infogérance"][1] == "INF-34, until 14 September 2028"
    detail = "Clauses contractuelles types du 3 avril 2026"
    access = f"United States: appropriate safeguards (GDPR, article 46) – {detail}"
    assert rows["Exemple Infogérance"][4] == access


def test_whoever_hosts_its_own_data_is_not_called_a_hoster() -> None:
    assert _rows(OWN, "guarantees")[1][:2] == ["CH d'Exemple", "controller, hosting its own data"]


def test_the_contract_names_the_hosters_certificate() -> None:
    page = next(each for each in documented(SHARED).dossier("en").pages if each.name == "contract")
    said = str(page)
    assert "HEB-12" in said
    assert "INF-34" not in said
