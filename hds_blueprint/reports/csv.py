"""Verdicts as CSV, one line each, for a spreadsheet; UTF-8, separated by commas, ends of lines as on Unix."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Finding, Verdict
from hds_blueprint.problem import Problem
from hds_blueprint.reports.characters import visible

COLUMNS = (
    *("source", "stack", "rule", "status", "severity", "enforcement", "resource", "property", "value"),
    *("message", "controls", "file", "line", "document_path", "tool", "waiver", "known"),
)
# a spreadsheet takes a cell that starts so for a formula, in full width too
# (https://owasp.org/www-community/attacks/CSV_Injection)
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """All verdicts with a heading line; a waiver that cannot be applied is a line of status ERROR."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for verdict in verdicts:
        rows = [
            *(_row(verdict, finding) for finding in verdict.findings),
            *(_problem(verdict, problem) for problem in verdict.problems),
        ]
        writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def _row(verdict: Verdict, finding: Finding) -> tuple[object, ...]:
    origin = finding.origin
    return (
        *(verdict.source, verdict.stack, finding.rule, finding.status.value, finding.severity.value),
        *(finding.enforcement.value, finding.urn, finding.path, finding.value, finding.message),
        " ".join(control.replace(" ", "_") for control in finding.controls),
        *((origin.file, origin.line, origin.path) if origin else (None, None, None)),
        *(finding.tool, finding.waiver, "true" if finding.known else None),
    )


def _problem(verdict: Verdict, problem: Problem) -> tuple[object, ...]:
    return (
        *(verdict.source, verdict.stack, problem.code, "ERROR", None, None, None, None, problem.value),
        *(problem.reason, None, problem.file, problem.line, problem.path, "hds", None, None),
    )


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = visible(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
