"""Inputs of shapes that no provider takes: the rules reach a verdict, and never fail themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hds_blueprint.policies
from hds_blueprint.graph.model import Value
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.rule import EVERY_AWS_TYPE, all_rules

from .graphs import graph, resource

SOURCES = Path(hds_blueprint.policies.__path__[0])
TYPES = sorted({type_ for rule in all_rules().values() for type_ in rule.types if type_ != EVERY_AWS_TYPE})
# every word in quotes that could be an input's name or the start of its path
INPUTS = sorted(
    {
        word
        for path in SOURCES.rglob("*.py")
        for word in re.findall(r'"([a-z][A-Za-z]+)(?:\.[A-Za-z.]+)?"', path.read_text(encoding="utf-8"))
    }
)
VALUES: list[Value] = [
    5,
    10**400,
    "1e999",
    "nan",
    True,
    "x",
    "[" * 50_000,
    '{"Statement": "x"}',
    '{"Statement": [{"Principal": 5, "Action": {"a": 1}, "Condition": [1], "Effect": ["x"]}]}',
    '{"Statement": {"Effect": "Allow", "Action": null, "Principal": {"AWS": [["*"]]}}}',
    '[1, null, "x", [{}], {"environment": [3, {"name": [], "value": {}}], "logConfiguration": 7}]',
    "\ue0007\ue001",
    [],
    [None, 5, "x", [5], {"a": []}],
    {"rule": [{"defaultRetention": {"days": []}}]},
    [{"statement": {"managedRuleGroupStatement": {"name": ["x"]}}, "fromPort": 10**400, "protocol": "tcp"}],
    [{"cidrBlocks": ["0.0.0.0/0"], "fromPort": "1e999", "toPort": "nan", "protocol": "tcp"}],
    [{"destination": 5, "copyActions": [5], "lifecycle": [], "cidrBlocks": [5, None], "status": {}}],
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: str(value)[:20])
def test_any_value_in_any_input_gives_verdicts(value: Value) -> None:
    resources = [resource(type_, "odd", dict.fromkeys(INPUTS, value)) for type_ in TYPES]
    verdict = evaluate(graph(*resources), as_of=None)
    assert len(verdict.findings) > len(TYPES)
