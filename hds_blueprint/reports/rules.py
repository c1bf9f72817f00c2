"""The rules and the coverage of the frameworks, for people and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hds_blueprint.policies.catalogue import FRAMEWORKS, Framework, framework
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.rule import Rule
from hds_blueprint.reports.texts import texts

PROFILES = ("development", "staging", "production")


def rules_data(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Everything that stands beside each rule."""
    return [
        {
            "id": rule.id,
            "types": list(rule.types),
            **rule.metadata.model_dump(mode="json"),
            "enforcement": {profile: rule.enforcement(profile).value for profile in PROFILES},
        }
        for rule in rules
    ]


def coverage_data() -> list[dict[str, Any]]:
    """How many requirements of each framework are evidenced, and how."""
    return [
        {
            "framework": each.id,
            "version": each.version,
            "requirements": len(each.requirements),
            "evidence": dict(sorted(Counter(row.evidence for row in each.requirements).items())),
            "with_rules": sum(bool(row.rules) for row in each.requirements),
            "not_automated": [row.id for row in each.requirements if not row.rules],
        }
        for each in map(framework, FRAMEWORKS)
    ]


def show_rules(rules: Sequence[Rule], console: Console, language: Language) -> None:
    """One line for each rule."""
    words = texts(language)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column()
    for rule in rules:
        severity = words["severities"][rule.metadata.severity]
        table.add_row(rule.id, Text(f"{rule.metadata.title.say(language)} ({severity})"))
    console.print(table)


def show_rule(rule: Rule, console: Console, language: Language) -> None:
    """One rule in full."""
    words, metadata = texts(language), rule.metadata
    levels = ", ".join(
        f"{words['profiles'][profile]} {words['levels'][rule.enforcement(profile)]}" for profile in PROFILES
    )
    console.print(Text(rule.id, style="bold"))
    for line in (
        metadata.title.say(language),
        "",
        metadata.rationale.say(language),
        "",
        words["remediation"].format(text=metadata.remediation.say(language)),
        "",
        metadata.code.rstrip(),
        "",
        f"{words['severities'][metadata.severity]} · {levels}",
        ", ".join(metadata.controls),
        ", ".join(metadata.aliases),
    ):
        console.print(Text(line))


def show_coverage(console: Console, language: Language) -> None:
    """For each framework, the shares of its requirements by what evidences them."""
    words = texts(language)["coverage"]
    for each in map(framework, FRAMEWORKS):
        _show_framework(each, console, language, words)


def _show_framework(each: Framework, console: Console, language: Language, words: dict[str, str]) -> None:
    total = len(each.requirements)
    console.print(Text(f"{each.title.say(language)} ({total})", style="bold"))
    for evidence, number in sorted(Counter(row.evidence for row in each.requirements).items()):
        console.print(Text(f"  {words[evidence]}: {number} ({number / total:.0%})"))
    with_rules = sum(bool(row.rules) for row in each.requirements)
    console.print(Text(f"  {words['with_rules']}: {with_rules} ({with_rules / total:.0%})"))
    console.print()
