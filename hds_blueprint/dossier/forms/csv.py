"""Each matrix and register as CSV, for a spreadsheet or another tool."""

from __future__ import annotations

import csv
import io
import re

from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.model import Dossier, Table

# A spreadsheet takes a cell that starts so for a formula, after blanks and with signs of full width too
# (OWASP, "CSV Injection").
FORMULA = re.compile(r"[\s\u00a0\u202f]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# What spreadsheets of the language take for the end of a cell: in French the comma is that of decimals.
SEPARATORS: dict[Language, str] = {"fr": ";", "en": ","}


def tables(dossier: Dossier) -> dict[str, str]:
    """Every named table: file name to content, UTF-8 with the mark by which spreadsheets know it."""
    return {f"{table.name}.csv": render(table, dossier.language) for _, table in dossier.tables()}


def render(table: Table, language: Language) -> str:
    """One table with a heading line; what is a line of a cell on the page is a line of the cell here."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=SEPARATORS[language], lineterminator="\r\n")  # RFC 4180
    writer.writerow([harmless(column) for column in table.columns])
    for row in table.rows:
        writer.writerow([harmless(cell.text) for cell in row.cells])
    return "\ufeff" + buffer.getvalue()


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if FORMULA.match(text) else text
