"""Assessments for CISO Assistant's data import: a workbook a framework, a row for each node that it assesses.

Columns are those that its import reads (backend/data_wizard/views.py, read on 24 November 2026); nodes are
named as its libraries name them (ciso_assistant.yaml). The result is left to the assessor: verdicts, parts of
this file for a requirement and what remains for people are in the observations.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

import xlsxwriter

from hds_blueprint.data_files import read_data
from hds_blueprint.dossier import texts
from hds_blueprint.dossier.matrices import Matrix, Row, matrices
from hds_blueprint.dossier.prepared import prepared
from hds_blueprint.dossier.source import Source

COLUMNS = (
    "assessable",
    "ref_id",
    "urn",
    "name",
    "compliance_result",
    "requirement_progress",
    "score",
    "observations",
)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def files(source: Source) -> dict[str, bytes]:
    """A workbook for each framework that CISO Assistant has a library of: name to content."""
    libraries: dict[str, Any] = read_data("hds_blueprint.dossier", "forms/ciso_assistant.yaml")
    found = matrices(source.graph, source.verdict, source.language, source.translate)
    return {
        f"{each.id.removeprefix('matrix-')}.xlsx": _workbook(source, each, libraries[each.framework])
        for each in found
        if each.framework in libraries
    }


def _workbook(source: Source, matrix: Matrix, library: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        day = datetime.combine(source.day, time(), UTC).replace(tzinfo=None)
        book.set_properties({"title": matrix.title, "created": day})
        sheet = book.add_worksheet("assessment")
        sheet.write_row(0, 0, COLUMNS)
        rows = [row for block in matrix.blocks for row in block.rows]
        cells = [each for row in rows for each in _nodes(source, row, library)]
        for number, values in enumerate(cells, start=1):
            for column, value in enumerate(values):
                sheet.write_string(number, column, value)
    return buffer.getvalue()


def _nodes(source: Source, row: Row, library: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """The cells of each node that stands for a requirement: the requirement itself, or its parts."""
    reference = library["reference"].format(id=row.id)
    parts = library.get("parts", {}).get(row.id)
    if parts is None:
        yield _cells(source, row, reference, "", row.title)
        return
    scenarios = {fact.label: f"{fact.label}. {fact.value}" for fact in row.scenarios}
    for scenario, nodes in parts.items() if isinstance(parts, dict) else [("", parts)]:
        for node in nodes:
            yield _cells(
                source, row, "", library["urn"].format(node=node), scenarios.get(scenario, row.title)
            )


def _cells(source: Source, row: Row, reference: str, urn: str, name: str) -> tuple[str, ...]:
    _ = source.translate
    statuses = texts.statuses(_)
    said = _("%(status)s:\u00a0%(number)s")
    verdicts = (said % {"status": statuses[status], "number": number} for status, number in row.counts)
    parts = "".join(run.text for run in prepared(source, *row.reference))
    observations = [
        *verdicts,
        *row.evidence,
        f"{_('In this file:')} {parts}" if parts else "",
        row.remains,
    ]
    return (
        "x",
        reference,
        urn,
        name,
        "not_assessed",
        "in_progress" if row.counts else "to_do",
        "",
        "\n".join(text for text in observations if text),
    )
