"""All matrices and registers as one workbook: a sheet a table, the same bytes every time."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time

import xlsxwriter

from hds_blueprint.dossier.model import Dossier, Table

_NAME_LENGTH = 31  # the most that a sheet's name may have
_OPTIONS = {
    "in_memory": True,
    # texts of the document stay texts, whatever they look like
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTH = 150  # of all columns of a sheet, in characters


def workbook(dossier: Dossier) -> bytes:
    """The workbook; its dates are the day of the judgement."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        day = datetime.combine(dossier.as_of, time(), UTC).replace(tzinfo=None)
        book.set_properties({"title": dossier.title, "subject": dossier.subtitle, "created": day})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EAF1F6"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        used: set[str] = set()
        for _, table in dossier.tables():
            sheet = book.add_worksheet(_sheet_name(table, used))
            shares = table.widths or (1,) * len(table.columns)
            for column, share in enumerate(shares):
                sheet.set_column(column, column, _WIDTH * share / sum(shares))
            sheet.write_row(0, 0, table.columns, head)
            for number, row in enumerate(table.rows, start=1):
                for column, cell in enumerate(row.cells):
                    sheet.write_string(number, column, cell.text[:32_000], body)
            sheet.freeze_panes(1, 1)
            if table.rows:
                sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
    return buffer.getvalue()


def _sheet_name(table: Table, used: set[str]) -> str:
    name = table.name[:_NAME_LENGTH]
    number = 2
    while name in used:
        name = f"{table.name[: _NAME_LENGTH - 3]}-{number}"
        number += 1
    used.add(name)
    return name
