"""Verdicts as SARIF 2.1.0, for code scanning: locations point into the requirements document."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from hds_blueprint.graph.model import name_of
from hds_blueprint.policies.help_pages import help_page
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Enforcement, Finding, Severity, Status, Verdict
from hds_blueprint.problem import Problem
from hds_blueprint.reports.characters import visible
from hds_blueprint.reports.counterparts import Counterparts
from hds_blueprint.reports.fingerprints import fingerprints
from hds_blueprint.reports.json_text import written
from hds_blueprint.reports.paths import in_repository

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# code scanning sorts by this figure (CVSS bands)
SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
}


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """One run for each stack, with its failures and unknown verdicts; waived ones are suppressed.

    Errors of waivers are notifications of the run, which then was no success.
    """
    content = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [_run(verdict, language) for verdict in verdicts],
    }
    return written(content)


def _run(verdict: Verdict, language: Language) -> dict[str, Any]:
    shown = [f for f in verdict.findings if f.status in (Status.FAIL, Status.UNKNOWN)]
    rules = sorted({finding.rule for finding in shown})
    counterparts = Counterparts(verdict)
    return {
        "tool": {
            "driver": {
                "name": "hds",
                "semanticVersion": version("hds-blueprint"),
                "rules": [_rule(rule, shown, language) for rule in rules],
            },
            "extensions": [
                {"name": tool, "version": found}
                for tool, found in sorted(verdict.tools.items())
                if tool != "hds"
            ],
        },
        "language": language,
        "automationDetails": {"id": f"hds/{quote(verdict.source or verdict.stack)}/"},
        "invocations": [
            {
                "executionSuccessful": not verdict.problems,
                "toolExecutionNotifications": [
                    *(_notification(problem, language) for problem in verdict.problems),
                    *({"level": "note", "message": {"text": visible(each)}} for each in verdict.notices),
                ],
            }
        ],
        "results": [
            _result(finding, verdict, mark, rules.index(finding.rule), counterparts, language)
            for finding, mark in zip(shown, fingerprints(verdict, shown), strict=True)
        ],
    }


def _rule(rule_id: str, findings: Sequence[Finding], language: Language) -> dict[str, Any]:
    rule = all_rules().get(rule_id)
    first = next(finding for finding in findings if finding.rule == rule_id)
    described: dict[str, Any] = {
        "id": rule_id,
        "properties": {"security-severity": SECURITY_SEVERITY[first.severity], "tags": list(first.controls)},
    }
    if page := help_page(rule_id):
        described["helpUri"] = page
    if rule is None:
        described["shortDescription"] = {"text": visible(first.message)}
        return described
    metadata = rule.metadata
    remediation = metadata.remediation.say(language)
    described["shortDescription"] = {"text": metadata.title.say(language)}
    described["fullDescription"] = {"text": metadata.rationale.say(language)}
    described["help"] = {
        "text": f"{remediation}\n\n{metadata.code}",
        "markdown": f"{remediation}\n\n```python\n{metadata.code.rstrip()}\n```\n",
    }
    return described


def _result(
    finding: Finding,
    verdict: Verdict,
    mark: str,
    index: int,
    counterparts: Counterparts,
    language: Language,
) -> dict[str, Any]:
    apart = counterparts.disagreements(finding, language)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "kind": "open" if finding.status is Status.UNKNOWN else "fail",
        "level": _level(finding),
        "message": {
            "text": visible(". ".join((finding.message.rstrip("."), *apart)) if apart else finding.message)
        },
        "locations": [_location(finding, verdict)],
        "partialFingerprints": {"hds/v1": mark},
    }
    if others := counterparts.of(finding):
        said = {each.rule: each.status.value for each in others}
        result["properties"] = {"counterparts": said, "disagreement": bool(apart)}
    if finding.known:
        result["baselineState"] = "unchanged"
    if finding.waiver is not None:
        reason = visible(finding.waiver)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return result


def _level(finding: Finding) -> str:
    if finding.status is Status.UNKNOWN:
        return "none"
    return "error" if finding.enforcement is Enforcement.MANDATORY else "warning"


def _location(finding: Finding, verdict: Verdict) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [
            {"name": name_of(finding.urn), "fullyQualifiedName": finding.urn, "kind": "resource"}
        ]
    }
    file = finding.origin.file if finding.origin else verdict.source
    if file:
        location["physicalLocation"] = _physical(file, finding.origin.line if finding.origin else None)
    return location


def _notification(problem: Problem, language: Language) -> dict[str, Any]:
    said: dict[str, Any] = {
        "level": "error",
        "descriptor": {"id": problem.code},
        "message": {"text": visible(problem.told(language))},
    }
    if problem.file:
        said["locations"] = [{"physicalLocation": _physical(problem.file, problem.line)}]
    return said


def _physical(file: str, line: int | None) -> dict[str, Any]:
    uri = quote(in_repository(file))
    return {
        "artifactLocation": {"uri": f"file://{uri}" if uri.startswith("/") else uri},
        "region": {"startLine": max(line or 1, 1)},
    }
