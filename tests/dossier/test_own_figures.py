"""Each figure of a register is that of the resource of its row, and each value that of its own field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hds_blueprint.dossier.model import Block, Cell, Dossier, Page, Row, Run, Section, Table
from tests.dossier.conftest import Stack, documented
from tests.dossier.own_figures import REGISTERS, figures_of, shown, strangers

NAMES = ("shared-hosting", "own-records", "first-steps", "warm-standby")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_figures_are_those_of_the_row(name: str, language: str) -> None:
    stack = documented(name)
    assert strangers(stack, stack.dossier(language)) == []  # pyright: ignore[reportArgumentType]


def test_the_example_has_the_figures_of_its_rows(example: Stack) -> None:
    assert strangers(example, example.dossier("fr")) == []


def _tables(dossier: Dossier) -> Iterator[Table]:
    return (table for _, table in dossier.tables() if table.name in REGISTERS)


def _with(dossier: Dossier, old: Row, new: Row) -> Dossier:
    """The file with one row of a register put in the stead of another."""

    def block(each: Block) -> Block:
        if not isinstance(each, Table) or old not in each.rows:
            return each
        return replace(each, rows=tuple(new if row is old else row for row in each.rows))

    def section(each: Section) -> Section:
        return replace(each, blocks=tuple(block(one) for one in each.blocks))

    def page(each: Page) -> Page:
        return replace(each, sections=tuple(section(one) for one in each.sections))

    return replace(dossier, pages=tuple(page(each) for each in dossier.pages))


def _lied(row: Row, old: str, new: str) -> Row:
    def cell(each: Cell) -> Cell:
        lines = tuple(
            tuple(replace(run, text=_swapped(run, old, new)) for run in line) for line in each.lines
        )
        return replace(each, lines=lines)

    return replace(row, cells=tuple(cell(each) for each in row.cells))


def _swapped(run: Run, old: str, new: str) -> str:
    return " ".join(new if word == old else word for word in run.text.split(" "))


LIES = [
    ("register-logs", "audit-trail", "180", "545"),
    ("register-logs", "dossiers-rotation", "545", "180"),
    ("register-logs", "audit", "273", "547"),
    ("register-keys", "logs", "365", "200"),
    ("register-keys", "domain-journal", "30", "28"),
    ("register-secrets", "journal-master", "7", "30"),
    ("register-backups", "backup\nregular", "28", "17"),
    ("register-backups", "backup\nregular", "40", "19"),
    ("register-backups", "backup-frequent\nregular", "17", "28"),
    ("register-backups", "backup\nmonthly", "200", "365"),
    ("register-backups", "backup\nregular", "17", "19"),
    ("register-flows", "F16", "3306", "5432"),
    ("register-flows", "F14", "5432", "6379"),
    ("register-restore-tests", "journal Relational database (RDS)", "24", "28"),
]


@pytest.mark.parametrize(("register", "start", "old", "new"), LIES)
def test_a_figure_of_another_row_is_noticed(register: str, start: str, old: str, new: str) -> None:
    """Every one of these figures stands elsewhere in the same graph."""
    stack = documented("shared-hosting")
    dossier = stack.dossier("en")
    table = next(each for each in _tables(dossier) if each.name == register)
    row = next(each for each in table.rows if f"{each.cells[0].text}\n".startswith(f"{start}\n"))
    lied = _lied(row, old, new)
    assert lied != row
    found = strangers(stack, _with(dossier, row, lied))
    assert {(name, figure) for name, _, figure in found} == {(register, new)}


def test_few_figures_of_a_register_would_pass_in_another_row() -> None:
    """How narrow it is: figures of a column put into each other row of it are strangers there."""
    stack = documented("shared-hosting")
    dossier = stack.dossier("en")
    tried = passed = 0
    for table in _tables(dossier):
        rows = [(frozenset(shown(row, "en")), figures_of(stack, table, row)) for row in table.rows]
        for figures, _ in rows:
            for column, figure in figures:
                others = [own[column] for theirs, own in rows if (column, figure) not in theirs]
                tried += len(others)
                passed += sum(figure in own for own in others)
    assert tried > 500
    assert passed < tried / 10
