"""Verdicts as GitHub workflow commands: annotations beside the lines of the requirements document.

Form: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Enforcement, Finding, Status, Verdict
from hds_blueprint.problem import Problem


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """An error for each failure of a mandatory rule, a warning for the others; one line each."""
    lines = [
        *(_problem(problem) for verdict in verdicts for problem in verdict.problems),
        *(
            _finding(finding, verdict, language)
            for verdict in verdicts
            for finding in verdict.with_status(Status.FAIL)
        ),
    ]
    return "".join(f"{line}\n" for line in lines)


def _finding(finding: Finding, verdict: Verdict, language: Language) -> str:
    rule = all_rules().get(finding.rule)
    text = finding.message
    if rule is not None:
        text += f"\n{rule.metadata.remediation.say(language)}"
    level = "error" if finding.enforcement is Enforcement.MANDATORY else "warning"
    file = finding.origin.file if finding.origin else verdict.source
    place = {"file": file, "line": str(max(finding.origin.line, 1)) if finding.origin else ""}
    return _command(level, {**place, "title": finding.rule}, text)


def _problem(problem: Problem) -> str:
    place = {"file": problem.file or "", "line": str(problem.line or ""), "title": problem.code}
    return _command("error", place, str(problem))


def _command(level: str, properties: Mapping[str, str], text: str) -> str:
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{level} {said}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
