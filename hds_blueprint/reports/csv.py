"""Verdicts as CSV, one line each, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Finding, Verdict

COLUMNS = (
    *("source", "stack", "rule", "status", "severity", "enforcement", "resource", "property", "value"),
    *("message", "controls", "file", "line", "document_path", "tool", "waiver"),
)
# a spreadsheet takes a cell that starts so for a formula
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """All verdicts, with a heading line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for verdict in verdicts:
        for finding in verdict.findings:
            writer.writerow([_cell(value) for value in _row(verdict, finding)])
    return buffer.getvalue()


def _row(verdict: Verdict, finding: Finding) -> tuple[object, ...]:
    origin = finding.origin
    return (
        *(verdict.source, verdict.stack, finding.rule, finding.status.value, finding.severity.value),
        *(finding.enforcement.value, finding.urn, finding.path, finding.value, finding.message),
        " ".join(control.replace(" ", "_") for control in finding.controls),
        *((origin.file, origin.line, origin.path) if origin else (None, None, None)),
        *(finding.tool, finding.waiver),
    )


def _cell(value: object) -> object:
    text = "" if value is None else value
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA_STARTS) else text
