"""All matrices and registers as one workbook: contents, then a sheet a table; the same bytes every time."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, time
from typing import Any

import xlsxwriter

from hds_blueprint.dossier.model import Dossier, Table
from hds_blueprint.dossier.texts import Translate

_NAME_LENGTH = 31  # the most that a sheet's name may have
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")  # in the name of a sheet
_CELL_LENGTH = 32_767  # the most characters that Excel keeps in a cell
_OPTIONS = {
    "in_memory": True,
    # texts of the document stay texts, whatever they look like
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTH = 150  # of all columns of a sheet, in characters


def workbook(dossier: Dossier, translate: Translate) -> bytes:
    """The workbook; its dates are the day of the judgement."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        day = datetime.combine(dossier.as_of, time(), UTC).replace(tzinfo=None)
        book.set_properties({"title": dossier.title, "subject": dossier.subtitle, "created": day})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EAF1F6"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        contents = translate("Contents")
        used = {contents.casefold()}
        tables = [(table, _sheet_name(table.title, used)) for _, table in dossier.tables()]
        sheet = book.add_worksheet(contents)
        _contents(sheet, dossier, translate, tables, head, body)
        for table, name in tables:
            _fill(book.add_worksheet(name), table, head, body)
    return buffer.getvalue()


def _contents(
    sheet: Any, dossier: Dossier, _: Translate, tables: list[tuple[Table, str]], head: Any, body: Any
) -> None:
    """What the workbook is of and what is in it; each title leads to its sheet."""
    said = (dossier.title, dossier.subtitle, dossier.day, f"SHA-256 {dossier.digest}", dossier.disclaimer)
    for number, text in enumerate(said):
        sheet.write_string(number, 0, text, body)
    start = len(said) + 1
    sheet.write_row(start, 0, (_("Table"), _("Rows")), head)
    for number, (table, name) in enumerate(tables, start=start + 1):
        sheet.write_url(number, 0, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", string=table.title)
        sheet.write_number(number, 1, len(table.rows), body)
    sheet.set_column(0, 0, 90)
    _set_up_page(sheet)


def _fill(sheet: Any, table: Table, head: Any, body: Any) -> None:
    shares = table.widths or (1,) * len(table.columns)
    for column, share in enumerate(shares):
        sheet.set_column(column, column, _WIDTH * share / sum(shares))
    sheet.write_row(0, 0, table.columns, head)
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row.cells):
            sheet.write_string(number, column, _cut(cell.text), body)
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.repeat_rows(0)
    _set_up_page(sheet)


def _cut(text: str) -> str:
    return text if len(text) <= _CELL_LENGTH else f"{text[: _CELL_LENGTH - 2]} …"


def _set_up_page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _sheet_name(title: str, used: set[str]) -> str:
    """The title as the name of a sheet: what Excel takes, and no two that differ in case alone."""
    plain = _FORBIDDEN.sub(" ", title).strip("' ") or "-"
    name, number = plain[:_NAME_LENGTH].rstrip("' "), 2
    while name.casefold() in used:
        end = f" {number}"
        name = plain[: _NAME_LENGTH - len(end)].rstrip("' ") + end
        number += 1
    used.add(name.casefold())
    return name
