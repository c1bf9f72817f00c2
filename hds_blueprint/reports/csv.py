"""Verdicts as CSV, one line each, for a spreadsheet; UTF-8, separated by commas, ends of lines as on Unix."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Finding, Verdict
from hds_blueprint.problem import Problem
from hds_blueprint.reports.characters import visible
from hds_blueprint.reports.counterparts import Counterparts

COLUMNS = (
    *("source", "stack", "rule", "status", "severity", "enforcement", "resource", "property", "value"),
    *("message", "controls", "file", "line", "document_path", "tool", "waiver", "known"),
    *("counterparts", "disagreement"),
)
# a spreadsheet takes a cell that starts so for a formula, in full width too
# (https://owasp.org/www-community/attacks/CSV_Injection)
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """All verdicts with a heading line; a waiver that cannot be applied is a line of status ERROR, what the
    tools did not see one of status NOTICE."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for verdict in verdicts:
        counterparts = Counterparts(verdict)
        rows = [
            *(_row(verdict, finding, counterparts) for finding in verdict.findings),
            *(_problem(verdict, problem, language) for problem in verdict.problems),
            *(_notice(verdict, notice) for notice in verdict.notices),
        ]
        writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def _row(verdict: Verdict, finding: Finding, counterparts: Counterparts) -> tuple[object, ...]:
    origin = finding.origin
    return (
        *(verdict.source, verdict.stack, finding.rule, finding.status.value, finding.severity.value),
        *(finding.enforcement.value, finding.urn, finding.path, finding.value, finding.message),
        " ".join(control.replace(" ", "_") for control in finding.controls),
        *((origin.file, origin.line, origin.path) if origin else (None, None, None)),
        *(finding.tool, finding.waiver, "true" if finding.known else None),
        " ".join(f"{each.rule}={each.status.value}" for each in counterparts.of(finding)),
        "true" if counterparts.disagree(finding) else None,
    )


def _problem(verdict: Verdict, problem: Problem, language: Language) -> tuple[object, ...]:
    # what has no column of its own
    said = replace(problem, file=None, line=None, column=None, path=None, value=None).told(language)
    return (
        *(verdict.source, verdict.stack, problem.code, "ERROR", None, None, None, None, problem.value),
        *(said, None, problem.file, problem.line, problem.path, "hds", None, None),
        *(None, None),
    )


def _notice(verdict: Verdict, notice: str) -> tuple[object, ...]:
    ahead, behind = COLUMNS.index("message"), len(COLUMNS) - COLUMNS.index("message") - 1
    row = (verdict.source, verdict.stack, None, "NOTICE")
    return (*row, *(None,) * (ahead - len(row)), notice, *(None,) * behind)


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = visible(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
