"""Verdicts as GitLab's code quality report.

Form: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Finding, Severity, Status, Verdict

SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
}


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """A list of issues, one for each failure that no waiver covers and for each void waiver."""
    issues = [
        issue
        for verdict in verdicts
        for issue in (
            *(_finding(finding, verdict) for finding in verdict.with_status(Status.FAIL)),
            *(
                _issue(problem.code, str(problem), "blocker", problem.file or verdict.source, problem.line)
                for problem in verdict.problems
            ),
        )
    ]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _finding(finding: Finding, verdict: Verdict) -> dict[str, Any]:
    file = finding.origin.file if finding.origin else verdict.source
    line = finding.origin.line if finding.origin else None
    issue = _issue(finding.rule, finding.message, SEVERITIES[finding.severity], file, line)
    # not the line: a finding stays the same when the document grows above it
    named = (verdict.source, finding.rule, finding.urn, finding.holder or "", finding.path or "")
    return {**issue, "fingerprint": _fingerprint(*named)}


def _issue(rule: str, text: str, severity: str, file: str, line: int | None) -> dict[str, Any]:
    return {
        "description": text,
        "check_name": rule,
        "fingerprint": _fingerprint(rule, text, file),
        "severity": severity,
        "location": {"path": file.replace("\\", "/"), "lines": {"begin": max(line or 1, 1)}},
    }


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
