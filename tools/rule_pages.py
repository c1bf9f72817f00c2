"""The pages of the rules, docs/reference/rules: words and mappings from the rules' data, and their cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.rule import EVERY_AWS_TYPE, Rule, all_rules

REPOSITORY = Path(__file__).parents[1]
FOLDER = "docs/reference/rules"
CASES = REPOSITORY / "tests" / "policies" / "cases"
WORDS: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
LANGUAGES: tuple[Language, ...] = ("en", "fr")


def contents() -> dict[str, str]:
    """Path of each page to its text."""
    pages: dict[str, str] = {}
    for language in LANGUAGES:
        by_service: dict[str, list[Rule]] = defaultdict(list)
        for rule in all_rules().values():
            by_service[rule.service].append(rule)
        pages[_path("README", language)] = _index(by_service, language)
        for service, rules in sorted(by_service.items()):
            text = "\n".join(_rule(rule, language) for rule in rules)
            pages[_path(service, language)] = (
                f"# {_heading(service)}\n\n{WORDS[language]['generated']}\n\n{text}"
            )
    return pages


def _path(name: str, language: Language) -> str:
    return f"{FOLDER}/{name}.md" if language == "en" else f"{FOLDER}/{name}.{language}.md"


def _heading(service: str) -> str:
    return service.replace("_", " ")


def _index(by_service: Mapping[str, list[Rule]], language: Language) -> str:
    words = WORDS[language]
    total = sum(len(rules) for rules in by_service.values())
    lines = [f"# {words['index']}", "", words["generated"], ""]
    lines += [words["intro"].format(rules=total, files=len(by_service)), "", words["cases"], ""]
    lines += [f"| {words['rule']} | {words['severity']} | {words['what']} |", "|---|---|---|"]
    for service, rules in sorted(by_service.items()):
        page = Path(_path(service, language)).name
        for rule in rules:
            severity = words["severities"][rule.metadata.severity.value]
            title = rule.metadata.title.say(language)
            lines.append(f"| [`{rule.id}`]({page}#{rule.id}) | {severity} | {_cell(title)} |")
    return "\n".join([*lines, ""])


def _rule(rule: Rule, language: Language) -> str:
    words, metadata = WORDS[language], rule.metadata
    types = ", ".join(f"`{each}`" for each in rule.types if each != EVERY_AWS_TYPE)
    about = types or words["every_type" if rule.types else "whole_graph"]
    lines = [f"## {rule.id}", "", f"**{metadata.title.say(language)}.**", ""]
    lines += [metadata.rationale.say(language), ""]
    lines += [f"- {words['severity']}: {words['severities'][metadata.severity.value]}"]
    lines += [f"- {words['about']}: {about}"]
    if metadata.bounds:
        lines += [f"- {words['bounds']}: " + ", ".join(f"`{k}` = {v}" for k, v in metadata.bounds.items())]
    if metadata.health_data_only:
        lines += [f"- {words['health']}"]
    lines += [f"- {words['controls']}: " + ", ".join(metadata.controls)]
    if metadata.aliases:
        lines += [f"- {words['aliases']}: " + ", ".join(f"`{alias}`" for alias in metadata.aliases)]
    lines += ["", metadata.remediation.say(language), "", "```python", metadata.code.rstrip(), "```", ""]
    if language == "en":
        lines += ["```yaml", (CASES / f"{rule.id}.yaml").read_text("utf-8").rstrip(), "```", ""]
    else:
        lines += [words["cases_elsewhere"].format(page=f"{rule.service}.md#{rule.id}"), ""]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
