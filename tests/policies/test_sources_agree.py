"""What a later source knows less of stays UNKNOWN: no verdict turns round where references are hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, Unknown, Value, references
from hds_blueprint.policies.engine import judge
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Status

from .case_files import SUBJECT, Case, load_cases

CASES = [case for case in load_cases() if case.group in ("good", "bad")]


def hidden(value: Value) -> Value:
    """The value as a preview has it: what is computed from other resources is not known."""
    if isinstance(value, Ref):
        return Unknown((value.urn,))
    if isinstance(value, Join):
        return Unknown(tuple(part.urn for part in value.parts if isinstance(part, Ref)))
    if isinstance(value, dict):
        return {name: hidden(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [hidden(inner) for inner in value]
    return value


def as_previewed(resource: Resource) -> Resource:
    """References hidden, and the dependencies of each property recorded, as the engine does."""
    return replace(
        resource,
        inputs={name: hidden(value) for name, value in resource.inputs.items()},
        dependencies={
            name: tuple(reference.urn for reference in references(value))
            for name, value in resource.inputs.items()
        },
    )


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
