"""Every rule earns its place: a mutant of its case file breaks it and no other rule."""

from __future__ import annotations

from collections import defaultdict

import pytest

from hds_blueprint.policies.engine import judge
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Status

from .case_files import Case, load_cases

BY_RULE: dict[str, list[Case]] = defaultdict(list)
for _case in load_cases():
    BY_RULE[_case.rule].append(_case)


def broken(case: Case) -> set[str]:
    """The rules that fail somewhere in the case's graph."""
    findings = judge(Facts(case.graph, base=case.base), all_rules(), "en")
    return {finding.rule for finding in findings if finding.status is Status.FAIL}


@pytest.mark.parametrize("rule", sorted(all_rules()))
def test_a_mutant_breaks_this_rule_alone(rule: str) -> None:
    before = [broken(case) for case in BY_RULE[rule] if case.group == "good"]
    after = [broken(case) for case in BY_RULE[rule] if case.group == "bad"]
    found = [failed - passed for failed in after for passed in before]
    assert {rule} in found, f"every mutant also breaks {sorted(set().union(*found) - {rule})}"
