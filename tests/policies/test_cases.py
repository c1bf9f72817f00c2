"""Every rule's case file: what passes, what fails, what is unknown, what does not apply."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from hds_blueprint.policies.engine import judge
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Status

from .case_files import CASES, SUBJECT, Case, load_cases

ALL = load_cases()
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
RULES_OF_PRESENCE = ("account-settings-apart", "ecr-repository-private", "iam-user-without-password")
MINIMUM = {"good": 2, "bad": 2, "unknown": 1, "not_applicable": 1}


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.rule}-{case.group}-{case.title}")
def test_case(case: Case) -> None:
    rule = all_rules()[case.rule]
    findings = judge(Facts(case.graph, base=case.base), {case.rule: rule}, "en")
    about = [finding for finding in findings if finding.urn.endswith(f"::{SUBJECT}")]
    # a rule is not even asked about a resource of another type
    statuses = {finding.status for finding in about} or {Status.NOT_APPLICABLE}
    assert statuses == {case.status}, [finding.message for finding in about]
    if case.path is not None:
        assert case.path in [finding.path for finding in about]
    if case.group == "bad":
        assert case.changes == 1, "a bad case differs from a good one by one property"
        assert case.path is not None, "a bad case says where the failure is"
        assert not any(PLACEHOLDER.search(finding.message) for finding in about)


def test_every_rule_has_a_case_file() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(all_rules())


@pytest.mark.parametrize("rule", sorted(all_rules()))
def test_every_case_file_is_complete(rule: str) -> None:
    counted = Counter(case.group for case in ALL if case.rule == rule)
    # a rule that speaks of what is present in or absent from the graph has nothing to be unknown about
    presence = all_rules()[rule].graph_check or rule in RULES_OF_PRESENCE
    minimum = {**MINIMUM, "unknown": 0} if presence else MINIMUM
    assert {group: counted[group] for group in MINIMUM if counted[group] < minimum[group]} == {}
