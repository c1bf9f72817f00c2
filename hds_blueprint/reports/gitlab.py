"""Verdicts as GitLab's code quality report.

Form: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import NOTICE, Finding, Severity, Status, Verdict
from hds_blueprint.policies.waiting import UNKNOWN_POLICY, waiting
from hds_blueprint.reports.characters import visible
from hds_blueprint.reports.counterparts import Counterparts
from hds_blueprint.reports.fingerprints import fingerprint, fingerprints
from hds_blueprint.reports.json_text import written
from hds_blueprint.reports.paths import in_repository
from hds_blueprint.reports.texts import texts

SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
}


# what a waiver covers, and what only the apply tells, stays in the report and counts for nothing
TOLD = "info"


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """A list of issues: failures, waived ones too, void waivers, and what waits for apply in production."""
    return written([issue for verdict in verdicts for issue in _issues(verdict, language)])


def _issues(verdict: Verdict, language: Language) -> Iterator[dict[str, Any]]:
    shown = [*verdict.with_status(Status.FAIL), *verdict.waived]
    counterparts = Counterparts(verdict)
    for finding, mark in zip(shown, fingerprints(verdict, shown), strict=True):
        yield _finding(finding, verdict, mark, counterparts.disagreements(finding, language), language)
    for number, problem in enumerate(verdict.problems):
        text, file = problem.told(language), problem.file or verdict.source
        mark = fingerprint(f"{problem.code}\n{text}\n{file}\n{number}")
        yield _issue(problem.code, text, "blocker", file, problem.line, mark)
    if text := waiting(verdict, language):
        mark = fingerprint(f"{UNKNOWN_POLICY}\n{verdict.source}\n{verdict.stack}")
        yield _issue(UNKNOWN_POLICY, text, TOLD, verdict.source, None, mark)
    for notice in verdict.notices:
        mark = fingerprint(f"{NOTICE}\n{notice}\n{verdict.source}")
        yield _issue(NOTICE, notice, TOLD, verdict.source, None, mark)


def _finding(
    finding: Finding, verdict: Verdict, mark: str, disagreements: Sequence[str], language: Language
) -> dict[str, Any]:
    file = finding.origin.file if finding.origin else verdict.source
    line = finding.origin.line if finding.origin else None
    text, severity = " · ".join((finding.message, *disagreements)), SEVERITIES[finding.severity]
    if finding.waiver is not None:
        text += f" ({texts(language)['waiver'].format(reason=finding.waiver)})"
        severity = TOLD
    return _issue(finding.rule, text, severity, file, line, mark)


def _issue(rule: str, text: str, severity: str, file: str, line: int | None, mark: str) -> dict[str, Any]:
    return {
        "description": visible(text),
        "check_name": rule,
        "fingerprint": mark,
        "severity": severity,
        "location": {"path": in_repository(file), "lines": {"begin": max(line or 1, 1)}},
    }
