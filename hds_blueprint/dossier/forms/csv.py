"""Each matrix and register as CSV, for a spreadsheet or another tool."""

from __future__ import annotations

import csv
import io

from hds_blueprint.dossier.model import Dossier, Table

# a spreadsheet takes a cell that starts so for a formula
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def tables(dossier: Dossier) -> dict[str, str]:
    """Every named table: file name to content, UTF-8 with the mark by which spreadsheets know it."""
    return {f"{table.name}.csv": render(table) for _, table in dossier.tables()}


def render(table: Table) -> str:
    """One table with a heading line; what is a line of a cell on the page is a line of the cell here."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")  # RFC 4180
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([harmless(cell.text) for cell in row.cells])
    return "\ufeff" + buffer.getvalue()


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
