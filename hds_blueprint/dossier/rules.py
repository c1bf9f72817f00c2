"""The rules that were applied, with their verdicts in numbers: what the control tables refer to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hds_blueprint.dossier.anchors import slug
from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.typography import typeset
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Severity, Status, Verdict


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule; `counts` are its verdicts by status (`WAIVED` for those under a waiver), zeros left out."""

    anchor: str
    id: str
    title: str
    severity: Severity
    counts: tuple[tuple[str, int], ...]


def rule_anchor(rule: str) -> str:
    """The id of a rule's row on the page."""
    return f"rule-{slug(rule)}"


def rules(verdict: Verdict, language: Language) -> tuple[RuleRow, ...]:
    """Every rule that the verdict speaks of, by id."""
    known = all_rules()
    counts: dict[str, Counter[str]] = {}
    severities: dict[str, Severity] = {}
    for finding in verdict.findings:
        if finding.tool == "hds":
            status = finding.status.value if finding.waiver is None else "WAIVED"
            counts.setdefault(finding.rule, Counter())[status] += 1
            severities[finding.rule] = finding.severity
    shown = (*(status.value for status in Status), "WAIVED")
    return tuple(
        RuleRow(
            anchor=rule_anchor(rule),
            id=rule,
            title=typeset(known[rule].metadata.title.say(language), language) if rule in known else "",
            severity=severities[rule],
            counts=tuple((status, found[status]) for status in shown if found[status]),
        )
        for rule, found in sorted(counts.items())
    )
