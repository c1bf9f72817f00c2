"""Verdicts as Markdown, for the comment of a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from hds_blueprint.graph.model import name_of
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Finding, Severity, Status, Verdict
from hds_blueprint.reports.change import sections
from hds_blueprint.reports.texts import texts

ORDER = {severity: index for index, severity in enumerate(Severity)}


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """A section for each stack: counts, then a table of failures."""
    return "\n".join(_section(verdict, language) for verdict in verdicts)


def _section(verdict: Verdict, language: Language) -> str:
    words = texts(language)
    head = words["stack" if verdict.source else "stack_alone"].format(
        source=verdict.source,
        stack=verdict.stack,
        profile=words["profiles"].get(verdict.profile, verdict.profile),
    )
    counts = " · ".join(f"{verdict.counts[status]} {words['statuses'][status]}" for status in Status)
    lines = [f"### {_text(head)}", "", counts, ""]
    lines += [f"- {_text(str(problem))}" for problem in verdict.problems]
    failures = sorted(verdict.with_status(Status.FAIL), key=lambda f: (ORDER[f.severity], f.rule, f.urn))
    if failures:
        columns = words["columns"]
        lines += [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
        lines += [_row(finding, words["severities"][finding.severity]) for finding in failures]
    elif not verdict.problems:
        lines.append(words["clean"])
    for heading, entries in sections(verdict, language):
        lines += ["", f"#### {_text(heading)}", "", *(f"- {_text(entry)}" for entry in entries)]
    return "\n".join([*lines, ""])


def _row(finding: Finding, severity: str) -> str:
    origin = finding.origin
    place = f"{origin.file}:{origin.line}" if origin else ""
    cells = (severity, finding.rule, name_of(finding.urn), finding.message, place)
    return f"| {' | '.join(_text(cell) for cell in cells)} |"


def _text(text: str) -> str:
    """Text that Markdown leaves as it is, on one line."""
    escaped = "".join(f"\\{char}" if char in "\\`*_{}[]<>|#~@" else char for char in text)
    return " ".join(escaped.split())
