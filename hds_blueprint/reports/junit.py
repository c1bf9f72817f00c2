"""Verdicts as JUnit XML: a suite for each stack, a test case for each verdict that applies."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Enforcement, Finding, Status, Verdict
from hds_blueprint.reports.characters import visible
from hds_blueprint.reports.counterparts import Counterparts
from hds_blueprint.reports.paths import in_repository


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """Failures of mandatory rules fail; unknown verdicts and waived failures are skipped tests."""
    root = Xml.Element("testsuites", name="hds")
    for verdict in verdicts:
        cases = [f for f in verdict.findings if f.status is not Status.NOT_APPLICABLE]
        suite = Xml.SubElement(
            root,
            "testsuite",
            name=visible(verdict.source or verdict.stack),
            tests=str(len(cases) + len(verdict.problems)),
            failures=str(sum(_fails(finding) for finding in cases)),
            errors=str(len(verdict.problems)),
            skipped=str(sum(_skipped(finding) is not None for finding in cases)),
        )
        _counts(suite, verdict)
        counterparts = Counterparts(verdict)
        for finding in cases:
            _case(suite, finding, counterparts.disagreements(finding, language))
        for problem in verdict.problems:
            about = visible(problem.path or verdict.source or verdict.stack)
            case = Xml.SubElement(suite, "testcase", classname=problem.code, name=about)
            Xml.SubElement(case, "error", message=visible(problem.told(language)))
        if verdict.notices:
            Xml.SubElement(suite, "system-out").text = "\n".join(map(visible, verdict.notices))
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _counts(suite: Xml.Element, verdict: Verdict) -> None:
    """The counts of the other formats, where JUnit knows failed and skipped tests only."""
    properties = Xml.SubElement(suite, "properties")
    counts = {status.value: number for status, number in verdict.counts.items()}
    for name, number in {**counts, "WAIVED": len(verdict.waived)}.items():
        Xml.SubElement(properties, "property", name=name, value=str(number))
    for tool, found in sorted(verdict.tools.items()):
        Xml.SubElement(properties, "property", name=tool, value=found)


def _case(suite: Xml.Element, finding: Finding, disagreements: Sequence[str]) -> None:
    case = Xml.SubElement(suite, "testcase", classname=finding.rule, name=visible(finding.urn))
    if finding.origin is not None:
        case.set("file", visible(in_repository(finding.origin.file)))
        case.set("line", str(max(finding.origin.line, 1)))
    if _fails(finding):
        failure = Xml.SubElement(
            case, "failure", message=visible(finding.message), type=finding.severity.value
        )
        failure.text = visible(f"{finding.path or ''} {finding.value or ''}".strip())
    elif (reason := _skipped(finding)) is not None:
        Xml.SubElement(case, "skipped", message=visible(reason))
    if disagreements:
        Xml.SubElement(case, "system-out").text = "\n".join(map(visible, disagreements))


def _fails(finding: Finding) -> bool:
    mandatory = finding.enforcement is Enforcement.MANDATORY
    return finding.status is Status.FAIL and finding.waiver is None and not finding.known and mandatory


def _skipped(finding: Finding) -> str | None:
    if finding.waiver is not None:
        return finding.waiver
    return None if finding.status is Status.PASS or _fails(finding) else finding.message
