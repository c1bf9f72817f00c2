"""The rules and the coverage of the frameworks, for people and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, get_args

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hds_blueprint.policies.catalogue import FRAMEWORKS, Framework, Requirement, framework
from hds_blueprint.policies.catalogue.frameworks import Means
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
    """How each framework's requirements are met or evidenced, in figures and row by row.

    A requirement may be met by several means, so that their shares add up to more than one.
    """
    return [_coverage(each) for each in map(framework, FRAMEWORKS)]


def _coverage(each: Framework) -> dict[str, Any]:
    rows, total = each.requirements, len(each.requirements)
    means = {name: sum(name in row.means for row in rows) for name in get_args(Means)}
    return {
        "framework": each.id,
        "version": each.version,
        "title": each.title.model_dump(),
        "published": each.published,
        "state_of_knowledge": each.state_of_knowledge,
        "source": each.source,
        "requirements": total,
        "evidence": dict(sorted(Counter(row.evidence for row in rows).items())),
        "means": {name: {"number": n, "share": round(n / total, 4)} for name, n in means.items()},
        "automated_alone": [row.id for row in rows if row.means == ("automated",)],
        "with_rules": means["automated"],
        "not_automated": [row.id for row in rows if not row.rules],
        "rows": [_row(row) for row in rows],
    }


def _row(row: Requirement) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title.model_dump(),
        "evidence": row.evidence,
        "means": list(row.means),
        "rules": list(row.rules),
        "components": list(row.components),
        "inherited": row.inherited.model_dump() if row.inherited else None,
        "documents": list(row.documents),
        "remaining": row.remaining.model_dump() if row.remaining else None,
        **row.provenance.model_dump(),
    }


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
    """For each framework, the shares of its requirements by what meets or evidences them."""
    words = texts(language)["coverage"]
    for each in coverage_data():
        _show_framework(each, console, language, words)


def _show_framework(
    each: dict[str, Any], console: Console, language: Language, words: dict[str, Any]
) -> None:
    total = each["requirements"]
    console.print(Text(f"{each['title'][language]} ({total})", style="bold"))
    console.print(Text(words["read"].format(**each), style="dim"))
    figures = [(words["means"][name], found["number"]) for name, found in each["means"].items()]
    figures += [(words["evidence"][name], number) for name, number in each["evidence"].items()]
    for text, number in figures:
        figure = words["figure"].format(text=text, number=number, percent=round(100 * number / total))
        console.print(Text(f"  {figure}"))
    # an id stays whole on a line
    missing = ", ".join(id_.replace(" ", "\u00a0") for id_ in each["not_automated"]) or words["none"]
    line = Text(words["not_automated"].format(ids=missing))
    for part in line.wrap(console, max(console.width - 2, 20)):
        console.print(Text("  ") + part)
    console.print()
