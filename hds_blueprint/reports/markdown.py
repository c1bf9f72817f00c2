"""Verdicts as Markdown, for the comment of a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hds_blueprint.graph.model import name_of
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Finding, Status, Verdict
from hds_blueprint.reports.change import sections
from hds_blueprint.reports.characters import visible
from hds_blueprint.reports.counterparts import Counterparts
from hds_blueprint.reports.order import worst_first
from hds_blueprint.reports.texts import texts, title

# GitHub refuses a comment of more than 65,536 characters; the workflow adds a line of its own
LIMIT = 65_000
# a mention or a link to an issue, which no backslash prevents: https://github.com/github/cmark-gfm/issues/181
LINKING = {"@": "@<!-- -->", "#": "#<!-- -->"}
MARKUP = frozenset("\\`*_{}[]<>|~&!")


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """A section for each stack: counts, then a table of failures; cut at the length that GitHub takes.

    Counts stand first and are never cut; what is left out is counted where the cut is.
    """
    heads = [_head(verdict, language) for verdict in verdicts]
    left = LIMIT - sum(len(head) + 1 for head in heads)
    parts: list[str] = []
    for number, (head, verdict) in enumerate(zip(heads, verdicts, strict=True)):
        # every stack may take an equal part of what is left, and what others do not use
        body = _cut(list(_body(verdict, language)), left // (len(heads) - number), language)
        left -= len(body)
        parts.append(head + body)
    return "\n".join(parts)


def _head(verdict: Verdict, language: Language) -> str:
    words = texts(language)
    head = f"### {_text(title(verdict, language))}\n\n"
    if not verdict.judged:
        return head
    counts = [f"{verdict.counts[status]} {words['statuses'][status]}" for status in Status]
    waived = f"{len(verdict.waived)} {words['statuses']['WAIVED']}"
    return f"{head}{' · '.join([*counts, waived])}\n\n"


def _body(verdict: Verdict, language: Language) -> Iterator[str]:
    words = texts(language)
    if verdict.problems:
        # an empty line, without which what follows belongs to the list
        yield from (
            *(f"- {_text(problem.told(language))}" for problem in verdict.problems),
            "",
        )
    failures = sorted(verdict.with_status(Status.FAIL), key=worst_first)
    if failures:
        columns = words["columns"]
        yield from (f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}")
        yield from (_row(finding, words["severities"][finding.severity]) for finding in failures)
    elif not verdict.problems:
        yield words["clean"]
    if verdict.waived:
        yield from ("", f"#### {words['waived']}", "")
        yield from (f"- {_text(_waived(finding, words))}" for finding in verdict.waived)
    counterparts = Counterparts(verdict)
    checks = [finding for finding in verdict.findings if finding.tool == "checkov"]
    apart = [line for each in checks for line in counterparts.disagreements(each, language)]
    if apart:
        yield from ("", f"#### {words['disagreements']}", "", *(f"- {_text(line)}" for line in apart))
    for heading, entries in sections(verdict, language):
        yield from ("", f"#### {_text(heading)}", "", *(f"- {_text(entry)}" for entry in entries))
    notices = [f"Checkov {found}"] if (found := verdict.tools.get("checkov")) else []
    if notices := [*notices, *verdict.notices]:
        yield from ("", *(f"> {_text(notice)}  " for notice in notices))


def _waived(finding: Finding, words: dict[str, Any]) -> str:
    waiver = words["waiver"].format(reason=finding.waiver)
    return f"{finding.rule} {words['about'].format(name=name_of(finding.urn))} · {waiver}"


def _cut(lines: list[str], room: int, language: Language) -> str:
    """The lines that fit, each with its end, and a last one that counts the others."""
    words = texts(language)
    spare = len(words["cut"]) + 20
    length = 0
    for number, line in enumerate(lines):
        length += len(line) + 1
        if length > room - spare:
            return "".join(f"{each}\n" for each in lines[:number]) + (
                f"\n{words['cut'].format(number=len(lines) - number)}\n"
            )
    return "".join(f"{line}\n" for line in lines)


def _row(finding: Finding, severity: str) -> str:
    origin = finding.origin
    place = f"{origin.file}:{origin.line}" if origin else ""
    cells = (severity, finding.rule, name_of(finding.urn), finding.message, place)
    return f"| {' | '.join(_text(cell) for cell in cells)} |"


def _text(text: str) -> str:
    """Text that Markdown leaves as it is, on one line."""
    return "".join(f"\\{char}" if char in MARKUP else LINKING.get(char, char) for char in visible(text))
