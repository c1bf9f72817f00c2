"""What a later source knows less of stays UNKNOWN: no verdict turns round where references are hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.policies.engine import judge
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Status
from tests.graph.previewing import as_previewed

from .case_files import SUBJECT, Case, load_cases

CASES = [case for case in load_cases() if case.group in ("good", "bad")]


def statuses(case: Case, graph: ResourceGraph) -> set[Status]:
    findings = judge(Facts(graph, base=case.base), {case.rule: all_rules()[case.rule]}, "en")
    return {finding.status for finding in findings if finding.urn.endswith(f"::{SUBJECT}")}


@pytest.mark.parametrize("rule", sorted({case.rule for case in CASES}))
def test_hidden_references_never_turn_a_verdict_round(rule: str) -> None:
    for case in CASES:
        if case.rule != rule:
            continue
        resources = tuple(as_previewed(each) for each in case.graph.resources)
        before, after = statuses(case, case.graph), statuses(case, replace(case.graph, resources=resources))
        assert after in (before, {Status.UNKNOWN}) or not after, (case.group, case.title, before, after)


@pytest.mark.parametrize("rule", sorted({case.rule for case in CASES}))
def test_the_order_of_a_source_never_changes_a_finding(rule: str) -> None:
    rules = {rule: all_rules()[rule]}
    for case in CASES:
        if case.rule != rule or len(case.graph.resources) == 1:
            continue
        turned = replace(case.graph, resources=case.graph.resources[::-1])
        expected, found = (judge(Facts(each, base=case.base), rules, "en") for each in (case.graph, turned))
        assert found == expected, (case.group, case.title)
