"""Verdicts as SARIF 2.1.0, for code scanning: locations point into the requirements document."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hds_blueprint.graph.model import name_of
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Enforcement, Finding, Severity, Status, Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# code scanning sorts by this figure (CVSS bands)
SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
}


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """One run for each stack, with its failures and unknown verdicts."""
    content = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [_run(verdict, language) for verdict in verdicts],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _run(verdict: Verdict, language: Language) -> dict[str, Any]:
    shown = [f for f in verdict.findings if f.status in (Status.FAIL, Status.UNKNOWN)]
    return {
        "tool": {
            "driver": {
                "name": "hds",
                "semanticVersion": "0.1.0",
                "rules": [_rule(rule, shown, language) for rule in sorted({f.rule for f in shown})],
            }
        },
        "automationDetails": {"id": f"hds/{verdict.source or verdict.stack}/"},
        "results": [_result(finding, verdict) for finding in shown],
    }


def _rule(rule_id: str, findings: Sequence[Finding], language: Language) -> dict[str, Any]:
    rule = all_rules().get(rule_id)
    first = next(finding for finding in findings if finding.rule == rule_id)
    described: dict[str, Any] = {
        "id": rule_id,
        "properties": {"security-severity": SECURITY_SEVERITY[first.severity], "tags": list(first.controls)},
    }
    if rule is not None:
        metadata = rule.metadata
        described["shortDescription"] = {"text": metadata.title.say(language)}
        described["fullDescription"] = {"text": metadata.rationale.say(language)}
        described["help"] = {"text": f"{metadata.remediation.say(language)}\n\n{metadata.code}"}
    else:
        described["shortDescription"] = {"text": first.message}
    return described


def _result(finding: Finding, verdict: Verdict) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "kind": "open" if finding.status is Status.UNKNOWN else "fail",
        "level": _level(finding),
        "message": {"text": finding.message},
        "locations": [_location(finding, verdict)],
        "partialFingerprints": {"hds/v1": f"{finding.rule}|{finding.urn}|{finding.path or ''}"},
    }
    if finding.known:
        result["baselineState"] = "unchanged"
    if finding.waiver is not None:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": finding.waiver}]
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
        line = finding.origin.line if finding.origin else 1
        location["physicalLocation"] = {
            "artifactLocation": {"uri": file.replace("\\", "/")},
            "region": {"startLine": max(line, 1)},
        }
    return location
