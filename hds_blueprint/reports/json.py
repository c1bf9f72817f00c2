"""Verdicts as JSON: every one of them, not only failures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from hds_blueprint.graph.model import components_of, name_of
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Finding, Status, Verdict
from hds_blueprint.reports.counterparts import Counterparts
from hds_blueprint.reports.json_text import written

FORMAT_VERSION = 1


def render(verdicts: Sequence[Verdict], language: Language) -> str:
    """`{"version": 1, "stacks": [...]}`, a stack for each verdict (schema.json)."""
    content = {"version": FORMAT_VERSION, "stacks": [_stack(verdict) for verdict in verdicts]}
    return written(content)


def _stack(verdict: Verdict) -> dict[str, Any]:
    counterparts = Counterparts(verdict)
    counts = {status.value: verdict.counts[status] for status in Status}
    return {
        "stack": verdict.stack,
        "profile": verdict.profile or None,
        "source": verdict.source,
        "tools": dict(sorted(verdict.tools.items())),
        "counts": {**counts, "WAIVED": len(verdict.waived)},
        "refused": len(verdict.refused),
        "problems": [asdict(problem) for problem in verdict.problems],
        "notices": list(verdict.notices),
        "changes": [asdict(change) for change in verdict.changes],
        "shifts": [asdict(shift) for shift in verdict.shifts],
        "mended": [_verdict(finding, counterparts) for finding in verdict.mended],
        "verdicts": [_verdict(finding, counterparts) for finding in verdict.findings],
    }


def _verdict(finding: Finding, counterparts: Counterparts) -> dict[str, Any]:
    origin = finding.origin
    return {
        "rule": finding.rule,
        "resource": finding.urn,
        "name": name_of(finding.urn),
        "components": list(components_of(finding.urn)),
        "status": finding.status.value,
        "property": finding.path,
        "value": finding.value,
        "holder": finding.holder,
        "severity": finding.severity.value,
        "enforcement": finding.enforcement.value,
        "message": finding.message,
        "controls": list(finding.controls),
        "tool": finding.tool,
        "waiver": finding.waiver,
        "known": finding.known,
        "origin": asdict(origin) if origin else None,
        # what Checkov says where it asks the same as our rule, and the reverse
        "counterparts": [
            {"rule": each.rule, "status": each.status.value} for each in counterparts.of(finding)
        ],
        "disagreement": bool(counterparts.disagree(finding)),
    }
