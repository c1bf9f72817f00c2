"""What is known only after apply is never judged good: each property that a bad case fails on, hidden."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from hds_blueprint.graph.model import Resource, ResourceGraph, Unknown
from hds_blueprint.policies.engine import judge
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.values import steps
from hds_blueprint.policies.verdict import Status

from .case_files import SUBJECT, Case, load_cases

# An ARN may be written in any input: one that is not known is only told by the name of the input (`…Arn`).
EXCEPTIONS = ("arns-within-eea",)
CASES = [case for case in load_cases() if case.group == "bad" and case.rule not in EXCEPTIONS]


def without(resource: Resource, path: str) -> Resource | None:
    """The resource with the property at a path not known yet; None where it does not have it."""
    *before, last = steps(path.partition(".Statement[")[0])
    inputs: Any = deepcopy(dict(resource.inputs))
    holder = inputs
    try:
        for step in before:
            holder = holder[step]
        holder[last]
    except (IndexError, KeyError, TypeError):
        return None
    holder[last] = Unknown()
    return replace(resource, inputs=inputs)


def hidden(case: Case) -> list[ResourceGraph]:
    """The case's graph, once for each resource that has the property, with the property not known yet."""
    resources, graphs = case.graph.resources, []
    for index, resource in enumerate(resources):
        changed = without(resource, case.path or "")
        if changed is not None:
            replaced = (*resources[:index], changed, *resources[index + 1 :])
            graphs.append(replace(case.graph, resources=replaced))
    return graphs


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.title}")
def test_what_is_not_known_does_not_pass(case: Case) -> None:
    for graph in hidden(case):
        findings = judge(Facts(graph, base=case.base), {case.rule: all_rules()[case.rule]}, "en")
        about = {finding.status for finding in findings if finding.urn.endswith(f"::{SUBJECT}")}
        assert about != {Status.PASS}


def test_most_cases_say_where_the_property_is() -> None:
    assert sum(bool(hidden(case)) for case in CASES) > len(CASES) / 2
