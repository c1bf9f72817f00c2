"""Verdicts as JUnit XML: a suite for each stack, a test case for each verdict that applies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Enforcement, Finding, Status, Verdict

# what XML 1.0 cannot hold, even escaped
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """Failures of mandatory rules fail; unknown verdicts and waived failures are skipped tests."""
    root = Xml.Element("testsuites", name="hds")
    for verdict in verdicts:
        cases = [f for f in verdict.findings if f.status is not Status.NOT_APPLICABLE]
        suite = Xml.SubElement(
            root,
            "testsuite",
            name=_clean(verdict.source or verdict.stack),
            tests=str(len(cases)),
            failures=str(sum(_fails(finding) for finding in cases)),
            errors=str(len(verdict.problems)),
            skipped=str(sum(_skipped(finding) is not None for finding in cases)),
        )
        for finding in cases:
            _case(suite, finding)
        for problem in verdict.problems:
            case = Xml.SubElement(
                suite, "testcase", classname="waivers", name=_clean(problem.path or "waivers")
            )
            Xml.SubElement(case, "error", message=_clean(str(problem)))
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _case(suite: Xml.Element, finding: Finding) -> None:
    case = Xml.SubElement(suite, "testcase", classname=finding.rule, name=_clean(finding.urn))
    if _fails(finding):
        failure = Xml.SubElement(
            case, "failure", message=_clean(finding.message), type=finding.severity.value
        )
        failure.text = _clean(f"{finding.path or ''} {finding.value or ''}".strip())
    elif (reason := _skipped(finding)) is not None:
        Xml.SubElement(case, "skipped", message=_clean(reason))


def _fails(finding: Finding) -> bool:
    mandatory = finding.enforcement is Enforcement.MANDATORY
    return finding.status is Status.FAIL and finding.waiver is None and not finding.known and mandatory


def _skipped(finding: Finding) -> str | None:
    if finding.waiver is not None:
        return finding.waiver
    return None if finding.status is Status.PASS or _fails(finding) else finding.message


def _clean(text: str) -> str:
    return _ILLEGAL.sub("�", text)
