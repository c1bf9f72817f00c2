"""The file of an account: what it has once, from the same pages, without what only a service has."""

from __future__ import annotations

from pathlib import Path

import pytest

from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.model import Dossier
from hds_blueprint.graph import program
from hds_blueprint.hosting.loader import load
from tests.dossier.conftest import DAY, EXAMPLE, Stack, stack_of
from tests.dossier.inventions import inventions
from tests.dossier.reading import read

BASELINE = EXAMPLE.parents[1] / "baseline.yaml"


def _stack(path: Path) -> Stack:
    document = load(path, as_of=DAY)
    return stack_of(document, program.build(document, stack=path.stem))


@pytest.fixture(scope="module")
def baseline() -> Stack:
    return _stack(BASELINE)


@pytest.fixture(scope="module")
def french(baseline: Stack) -> Dossier:
    return baseline.dossier("fr")


def test_pages_of_services_are_left_out(french: Dossier) -> None:
    assert [page.name for page in french.pages] == [
        "index", "architecture", "inventory", "location", "findings", "matrix-hds-2-0", "matrix-csp-r1111-11",
        "matrix-iso-27001-2022", "risks", "registers", "waivers", "about",
    ]  # fmt: skip
    assert french.title == "Compte d'hébergement"
    assert french.subtitle == "Dossier d’architecture du compte d’hébergement"


def test_registers_hold_what_the_account_has(french: Dossier) -> None:
    tables = {table.name: table for page, table in french.tables() if page.name == "registers"}
    assert set(tables) == {
        "register-copies", "register-keys", "register-logs", "register-roles", "register-people",
        "register-processors",
    }  # fmt: skip
    assert all(table.rows for table in tables.values())
    traces = [row.cells[0].text.split("\n")[0] for row in tables["register-logs"].rows]
    assert {"audit", "audit-trail", "configuration", "delivery"} <= set(traces)
    rights = {row.cells[0].text: row.cells[2].text for row in tables["register-people"].rows}
    assert rights["Audit, en lecture seule"].startswith("sessions de 4 heures au plus")
    assert rights["Accès de secours"].startswith("sessions de 1 heure au plus")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_invented_of_an_account(baseline: Stack, language: Language) -> None:
    assert inventions(baseline, baseline.dossier(language)) == []


def test_links_to_pages_of_services_are_left_out(french: Dossier) -> None:
    targets = {
        run.target
        for page, table in french.tables()
        if page.name.startswith("matrix")
        for row in table.rows
        for cell in row.cells
        for line in cell.lines
        for run in line
        if run.target.startswith("#")
    }
    assert len(targets) > 50
    assert {target for target in targets if target[1:] not in french.places} == set()


def test_an_account_without_health_data_says_nothing_of_hds(tmp_path: Path) -> None:
    path = tmp_path / "baseline.yaml"
    path.write_text(BASELINE.read_text("utf-8").replace("profile: hds", "profile: generic"), "utf-8")
    made = _stack(path).dossier("fr")
    assert not [page.name for page in made.pages if page.name in ("matrix-hds-2-0", "risks")]
    (processors,) = (table for _, table in made.tables() if table.name == "register-processors")
    assert len(processors.columns) == 4


def test_the_account_is_drawn_by_region(baseline: Stack) -> None:
    page = read(baseline.site("fr")["architecture.html"])
    drawn = page.sections["architecture"]
    assert "Région eu-west-3" in drawn
    assert "Région eu-central-1" in drawn
    assert len(page.diagram_links) > 20
