"""Inputs of shapes that no provider takes: the rules reach a verdict, and never fail themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hds_blueprint.policies
from hds_blueprint.graph import program
from hds_blueprint.graph.model import Join, Ref, ResourceGraph, Secret, Unknown, Value
from hds_blueprint.hosting.loader import load
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


STRANGER = Ref("urn:pulumi:a::b::aws:kms/key:Key::stranger", "arn")
ODD: list[Value] = [
    *VALUES,
    None,
    -1,
    "",
    "::/0",
    "999.1.1.1/99",
    "arn:aws:kms:us-east-1:1:key/x",
    {},
    [[]],
    Unknown(),
    Secret(),
    STRANGER,
    Join(("arn:", STRANGER)),
]


@cache
def example() -> ResourceGraph:
    path = Path(__file__).parents[2] / "stacks" / "examples" / "data-warehouse.yaml"
    return program.build(load(path), stack="prod")


def spoilt(value: Value, chance: Random, share: float) -> Value:
    """The value with a share of its parts replaced by odd ones, or left out."""
    if chance.random() < share:
        return chance.choice(ODD)
    if isinstance(value, dict):
        return {k: spoilt(v, chance, share) for k, v in value.items() if chance.random() > share / 3}
    if isinstance(value, list):
        return [spoilt(item, chance, share) for item in value]
    return value


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([0.01, 0.05, 0.2]))
def test_spoilt_platforms_give_verdicts(seed: int, share: float) -> None:
    chance = Random(seed)

    def inputs(given_: Mapping[str, Value]) -> dict[str, Value]:
        return {name: spoilt(value, chance, share) for name, value in given_.items()}

    resources = [replace(each, inputs=inputs(each.inputs)) for each in example().resources]
    kept = tuple(each for each in resources if chance.random() > share / 3)
    verdict = evaluate(replace(example(), resources=kept), as_of=None)
    assert len(verdict.findings) > len(kept)
