"""The code of every remediation is Python, and names only arguments that pulumi_aws has."""

from __future__ import annotations

import ast

import pytest

from hds_blueprint.policies.rule import Rule, all_rules

from .remediation_code import unknown_arguments

RULES = list(all_rules().values())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_code_is_python_that_pulumi_aws_understands(rule: Rule) -> None:
    tree = ast.parse(rule.metadata.code)
    assert unknown_arguments(tree) == []
    # a call, or a part of a JSON document (a statement of a policy, a container): never a lone argument
    last = tree.body[-1]
    assert isinstance(last, ast.Expr | ast.Assign)
    assert isinstance(last.value, ast.Call) or isinstance(last, ast.Expr)
    assert isinstance(last.value, ast.Call | ast.Dict)
    # nothing is left for the reader to guess
    assert not any(isinstance(node, ast.Constant) and node.value is ... for node in ast.walk(tree))


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ('aws.s3.Bucket("a", bucket_nam="b")', "Bucket(bucket_nam=)"),
        ('aws.s3.Buckets("a")', "aws.s3.Buckets"),
        ('aws.rds.ParameterGroup("a", parameters=[{"nam": "b"}])', "ParameterGroup.parameters.nam"),
    ],
)
def test_what_pulumi_aws_does_not_have_is_seen(code: str, fault: str) -> None:
    assert unknown_arguments(ast.parse(code)) == [fault]
