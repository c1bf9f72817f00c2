"""Verdicts for a person at a terminal: failures first with their place, then the counts."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from hds_blueprint.graph.model import name_of, type_of
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Enforcement, Finding, Severity, Status, Verdict
from hds_blueprint.reports.change import sections
from hds_blueprint.reports.characters import visible
from hds_blueprint.reports.counterparts import Counterparts
from hds_blueprint.reports.order import worst_first
from hds_blueprint.reports.texts import texts, title

COLOURS = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
}
INDENT = 4
PLAIN_WIDTH = 80
NARROWEST = 20
NAMES_SHOWN = 3


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """The report as plain text of 80 columns, for a file."""
    buffer = io.StringIO()
    show(verdicts, language, Console(file=buffer, width=PLAIN_WIDTH, no_color=True, highlight=False))
    return buffer.getvalue()


def show(verdicts: Sequence[Verdict], language: Language, console: Console) -> None:
    """Prints the report."""
    for index, verdict in enumerate(verdicts):
        if index:
            console.print()
        _Report(verdict, language, console).show()


class _Report:
    """One stack's report."""

    def __init__(self, verdict: Verdict, language: Language, console: Console) -> None:
        self.verdict = verdict
        self.language: Language = language
        self.words = texts(language)
        self.console = console
        self.counterparts = Counterparts(verdict)

    def show(self) -> None:
        self._line(title(self.verdict, self.language), "bold")
        if not self.verdict.judged:
            self._problems()
            return
        failures = self.verdict.with_status(Status.FAIL)
        self._failures([f for f in failures if f.tool == "hds"])
        self._second_opinion([f for f in failures if f.tool != "hds"])
        self._disagreements()
        self._grouped("unknowns", self.verdict.with_status(Status.UNKNOWN))
        self._waived()
        for heading, entries in sections(self.verdict, self.language):
            self.console.print()
            self._line(heading, "bold")
            for entry in entries:
                self._line(entry, "", 2)
        if self.verdict.problems:
            self._heading("problems")
            self._problems()
        self._counts(failures)
        for notice in self.verdict.notices:
            self._line(notice, "dim")

    def _problems(self) -> None:
        for problem in self.verdict.problems:
            self._line(problem.told(self.language), "red", INDENT)

    def _failures(self, failures: Sequence[Finding]) -> None:
        if not failures:
            return
        self._heading("failures")
        for finding in sorted(failures, key=worst_first):
            severity = self.words["severities"][finding.severity]
            level = self.words["levels"][finding.enforcement]
            self._line(f"{severity} · {finding.rule} ({level})", COLOURS[finding.severity], 2)
            self._line(finding.message, "", INDENT)
            self._line(self._place(finding), "dim", INDENT)
            remediation = all_rules()[finding.rule].metadata.remediation.say(self.language)
            self._line(self.words["remediation"].format(text=remediation), "", INDENT)
            if too := ", ".join(each.rule for each in self.counterparts.agree(finding)):
                self._line(self.words["checkov_too"].format(checks=too), "dim", INDENT)

    def _place(self, finding: Finding) -> str:
        resource = f"{type_of(finding.urn)} {name_of(finding.urn)}"
        if finding.origin is None:
            return resource
        origin = finding.origin
        return f"{origin.file}:{origin.line} {origin.path} · {resource}"

    def _second_opinion(self, failures: Sequence[Finding]) -> None:
        """What Checkov alone says; where our rule fails too, the two are shown together above."""
        alone = [finding for finding in failures if not self.counterparts.agree(finding)]
        if alone:
            self._heading("second_opinion")
            for rule, findings in _by_rule(sorted(alone, key=worst_first)).items():
                severity = self.words["severities"][findings[0].severity]
                self._line(f"{severity} · {rule} {findings[0].message}", COLOURS[findings[0].severity], 2)
                for finding in findings:
                    self._line(self._place(finding), "dim", INDENT)

    def _disagreements(self) -> None:
        """Where our rule passes what Checkov fails, or the reverse."""
        lines = [
            line
            for finding in self.verdict.findings
            if finding.tool == "checkov"
            for line in self.counterparts.disagreements(finding, self.language)
        ]
        if lines:
            self._heading("disagreements")
            for line in lines:
                self._line(line, "", 2)

    def _grouped(self, heading: str, findings: Sequence[Finding]) -> None:
        if findings:
            self._heading(heading)
        for rule, grouped in sorted(_by_rule(findings).items()):
            self._line(rule, "", 2)
            names = sorted({name_of(finding.urn) for finding in grouped})
            shown = ", ".join(names[:NAMES_SHOWN])
            if len(names) > NAMES_SHOWN:
                shown += f" +{len(names) - NAMES_SHOWN}"
            self._line(self.words["about"].format(name=shown), "dim", INDENT)

    def _waived(self) -> None:
        if not self.verdict.waived:
            return
        self._heading("waived")
        for finding in self.verdict.waived:
            self._line(f"{finding.rule} {self.words['about'].format(name=name_of(finding.urn))}", "", 2)
            self._line(self.words["waiver"].format(reason=finding.waiver), "dim", INDENT)

    def _counts(self, failures: Sequence[Finding]) -> None:
        self._heading("counts")
        ours = "hds" in self.verdict.tools or "checkov" not in self.verdict.tools
        if ours:
            self._line(self._tally("hds"), "", 2)
        if version := self.verdict.tools.get("checkov"):
            self._line(f"Checkov {version}: {self._tally('checkov')}", "", 2)
        refused = len(self.verdict.refused)
        advisory = sum(f.enforcement is Enforcement.ADVISORY and f.tool == "hds" for f in failures)
        if refused and ours:
            self._line(self.words["refused"].format(number=refused), "bold red", 2)
        if advisory:
            self._line(self.words["advisory"].format(number=advisory), "yellow", 2)
        if not refused and not advisory:
            self._line(self.words["clean"], "green", 2)

    def _tally(self, tool: str) -> str:
        """How many verdicts of each status a tool reached."""
        statuses = self.words["statuses"]
        found = [finding for finding in self.verdict.findings if finding.tool == tool]
        counted = Counter(f.status for f in found if f.waiver is None and not f.known)
        waived = sum(finding.waiver is not None for finding in found)
        parts = [f"{counted[status]} {statuses[status]}" for status in Status]
        return " · ".join([*parts, f"{waived} {statuses['WAIVED']}"])

    def _heading(self, key: str) -> None:
        self.console.print()
        self._line(self.words[key], "bold")

    def _line(self, text: str, style: str = "", indent: int = 0) -> None:
        width = max(self.console.width - indent, NARROWEST)
        for line in Text(visible(text), style=style).wrap(self.console, width, overflow="fold"):
            line.rstrip()
            self.console.print(Text(" " * indent) + line, highlight=False, soft_wrap=True)


def _by_rule(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    return groups
