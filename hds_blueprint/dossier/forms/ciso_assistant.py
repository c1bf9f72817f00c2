"""Assessments for CISO Assistant's data import: one sheet a framework, a row a requirement.

Columns and references are those that its import and its libraries use (backend/data_wizard/views.py,
backend/library/libraries/hds-v2.yaml and iso27001-2022.yaml, read on 24 November 2026). The result is left to
the assessor; the evidence and what remains are in the observations.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime, time

import xlsxwriter

from hds_blueprint.dossier.matrices import Matrix, Row, matrices
from hds_blueprint.dossier.source import Source

COLUMNS = (
    "assessable",
    "ref_id",
    "name",
    "compliance_result",
    "requirement_progress",
    "score",
    "observations",
)
# How CISO Assistant's libraries write the references of ours.
REFERENCES = {"matrix-hds-2-0": "[{id}]", "matrix-iso-27001-2022": "A.{id}"}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def files(source: Source) -> dict[str, bytes]:
    """A workbook for each framework that CISO Assistant has a library of: name to content."""
    found = matrices(source.graph, source.verdict, source.language, source.translate)
    return {
        f"{each.id.removeprefix('matrix-')}.xlsx": _workbook(source, each)
        for each in found
        if each.id in REFERENCES
    }


def _workbook(source: Source, matrix: Matrix) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        day = datetime.combine(source.day, time(), UTC).replace(tzinfo=None)
        book.set_properties({"title": matrix.title, "created": day})
        sheet = book.add_worksheet("assessment")
        sheet.write_row(0, 0, COLUMNS)
        rows = [row for block in matrix.blocks for row in block.rows]
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(_cells(source, matrix, row)):
                sheet.write_string(number, column, value)
    return buffer.getvalue()


def _cells(source: Source, matrix: Matrix, row: Row) -> tuple[str, ...]:
    evidenced = bool(row.counts)
    observations = [*(f"{name}: {number}" for name, number in row.counts), *row.evidence, row.remains]
    return (
        "x",
        REFERENCES[matrix.id].format(id=row.id),
        row.title,
        "not_assessed",
        "in_progress" if evidenced else "to_do",
        "",
        "\n".join(text for text in observations if text),
    )
