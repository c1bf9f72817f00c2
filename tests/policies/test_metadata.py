"""What stands beside the rules is complete, in both languages."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from hds_blueprint.policies.rule import Rule, all_rules
from hds_blueprint.policies.verdict import Enforcement

RULES = list(all_rules().values())
ALIAS = re.compile(r"(checkov:CKV2?_AWS_\d+|securityhub:[A-Za-z0-9]+\.\d+|prowler:[a-z0-9_]+)")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_metadata(rule: Rule) -> None:
    metadata = rule.metadata
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.id)
    placeholders = [
        {field for _, field, _, _ in Formatter().parse(text) if field}
        for text in (metadata.message.fr, metadata.message.en)
    ]
    assert placeholders[0] == placeholders[1], "both languages say the same"
    for words in (metadata.title, metadata.rationale, metadata.remediation):
        assert words.fr != words.en
        assert not words.fr.startswith(" ")
    assert not metadata.title.en.endswith(".")
    assert all(ALIAS.fullmatch(alias) for alias in metadata.aliases)
    assert any(control.startswith("iso-27001-2022:") for control in metadata.controls)
    assert (rule.check is None) != (rule.graph_check is None)


def test_production_enforces_what_matters() -> None:
    for rule in RULES:
        if rule.metadata.severity in ("critical", "high"):
            assert rule.enforcement("production") is Enforcement.MANDATORY, rule.id


def test_an_environment_is_never_stricter_than_production() -> None:
    order = [Enforcement.DISABLED, Enforcement.ADVISORY, Enforcement.MANDATORY]
    for rule in RULES:
        levels = [order.index(rule.enforcement(name)) for name in ("development", "staging", "production")]
        assert levels == sorted(levels), rule.id
