"""Verdicts as GitHub workflow commands: annotations beside the lines of the requirements document.

Form: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import NOTICE, Enforcement, Finding, Status, Verdict
from hds_blueprint.policies.waiting import UNKNOWN_POLICY, waiting
from hds_blueprint.problem import Problem
from hds_blueprint.reports.characters import visible
from hds_blueprint.reports.counterparts import Counterparts
from hds_blueprint.reports.order import worst_first
from hds_blueprint.reports.paths import in_repository
from hds_blueprint.reports.texts import texts

# GitHub shows so many annotations of a level and step, and drops the others without a word:
# https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
LIMIT = 10
# a line of a log that holds this is a command of an older form
OLDER_COMMAND = "##["


@dataclass(frozen=True, slots=True)
class _Annotation:
    """One annotation: `level` is error, warning or notice, `place` the properties file, line and title."""

    level: str
    place: Mapping[str, str]
    text: str


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """An error for each failure of a mandatory rule, a warning for others, a notice for waived ones.

    What waits for apply in production, and what the tools did not see, is a notice too. Worst first; those
    beyond GitHub's limit stand in a group of the log, where nothing is lost.
    """
    left = {"error": LIMIT, "warning": LIMIT, "notice": LIMIT}
    shown: list[_Annotation] = []
    rest: list[_Annotation] = []
    for annotation in _annotations(verdicts, language):
        (shown if left[annotation.level] else rest).append(annotation)
        left[annotation.level] = max(left[annotation.level] - 1, 0)
    lines = [_command(each) for each in shown]
    if rest:
        heading = texts(language)["annotations"]["rest"].format(number=len(rest))
        lines += [f"::group::{_data(heading)}", *(_logged(each) for each in rest), "::endgroup::"]
    return "".join(f"{line}\n" for line in lines)


def _annotations(verdicts: Sequence[Verdict], language: Language) -> Iterator[_Annotation]:
    for verdict in verdicts:
        yield from (_problem(problem, language) for problem in verdict.problems)
    failures = [
        (finding, verdict, counterparts.disagreements(finding, language))
        for verdict in verdicts
        for counterparts in (Counterparts(verdict),)
        for finding in (*verdict.with_status(Status.FAIL), *verdict.waived)
    ]
    for finding, verdict, apart in sorted(failures, key=lambda failure: worst_first(failure[0])):
        yield _finding(finding, verdict, apart, language)
    for verdict in verdicts:
        if text := waiting(verdict, language):
            yield _Annotation(
                "notice", {"file": in_repository(verdict.source), "title": UNKNOWN_POLICY}, text
            )
    for verdict in verdicts:
        place = {"file": in_repository(verdict.source), "title": NOTICE}
        yield from (_Annotation("notice", place, visible(notice)) for notice in verdict.notices)


def _finding(
    finding: Finding, verdict: Verdict, disagreements: Sequence[str], language: Language
) -> _Annotation:
    rule = all_rules().get(finding.rule)
    text = "\n".join(map(visible, (finding.message, *disagreements)))
    level = "error" if finding.enforcement is Enforcement.MANDATORY else "warning"
    if finding.waiver is not None:
        level = "notice"
        text += f"\n{texts(language)['waiver'].format(reason=visible(finding.waiver))}"
    elif rule is not None:
        text += f"\n{rule.metadata.remediation.say(language)}"
    file = finding.origin.file if finding.origin else verdict.source
    line = str(max(finding.origin.line, 1)) if finding.origin else ""
    return _Annotation(level, {"file": in_repository(file), "line": line, "title": finding.rule}, text)


def _problem(problem: Problem, language: Language) -> _Annotation:
    file = in_repository(problem.file or "")
    place = {"file": file, "line": str(problem.line or ""), "title": problem.code}
    return _Annotation("error", place, visible(problem.told(language)))


def _command(annotation: _Annotation) -> str:
    place = annotation.place.items()
    said = ",".join(f"{name}={_property(value)}" for name, value in place if value)
    return f"::{annotation.level} {said}::{_data(annotation.text)}"


def _logged(annotation: _Annotation) -> str:
    """A line that no form of command begins, whatever the text holds."""
    place = ":".join(value for value in annotation.place.values() if value)
    text = visible(f"{annotation.level}: {place}: {annotation.text}")
    return text.replace(OLDER_COMMAND, "# #[")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
