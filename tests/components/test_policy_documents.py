from __future__ import annotations

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from hds_blueprint.components.policy_documents import (
    ANYONE,
    Principals,
    Statement,
    assumed_by,
    policy_document,
    tls_only,
)
from hds_blueprint.graph.program import record

from .conftest import find, text


def written(*statements: Statement) -> dict[str, Any]:
    """The policy as a resource would receive it."""
    return document(lambda: policy_document(*statements))


def document(policy: Any) -> dict[str, Any]:
    def program() -> None:
        aws.sns.TopicPolicy("policy", arn="arn:aws:sns:eu-west-3:123456789012:topic", policy=policy())

    graph = record(program, project="policies", stack="test")
    return json.loads(text(find(graph, "aws:sns/topicPolicy:TopicPolicy", "policy").inputs["policy"]))


def test_a_statement_in_the_words_of_the_policy_grammar() -> None:
    statement = Statement(
        sid="Read",
        actions=["s3:GetObject", "s3:ListBucket"],
        resources=["arn:aws:s3:::one", "arn:aws:s3:::one/*"],
        principals=Principals(
            services=["logs.example"], accounts_and_roles=["arn:aws:iam::123456789012:root"]
        ),
        conditions={"StringEquals": {"aws:SourceAccount": "123456789012", "aws:PrincipalTag/a": ["b", "c"]}},
    )
    assert written(statement) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::123456789012:root", "Service": "logs.example"},
                "Action": ["s3:GetObject", "s3:ListBucket"],
                "Resource": ["arn:aws:s3:::one", "arn:aws:s3:::one/*"],
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": "123456789012", "aws:PrincipalTag/a": ["b", "c"]}
                },
            }
        ],
    }


def test_a_reference_inside_a_policy_stays_a_reference() -> None:
    def program() -> None:
        bucket = aws.s3.Bucket("one")
        statement = Statement(
            sid="Read",
            actions=["s3:GetObject"],
            resources=[pulumi.Output.concat(bucket.arn, "/*")],
            principals=Principals(services=["logs.example"]),
        )
        aws.s3.BucketPolicy("one", bucket=bucket.id, policy=policy_document(statement))

    graph = record(program, project="policies", stack="test")
    policy = json.loads(text(find(graph, "aws:s3/bucketPolicy:BucketPolicy", "one").inputs["policy"]))
    assert policy["Statement"][0]["Resource"] == "${aws:s3/bucket:Bucket::one.arn}/*"


def test_a_trust_policy_has_no_resource() -> None:
    trust = document(lambda: assumed_by("ecs-tasks.amazonaws.com", conditions={"Bool": {"a:b": "true"}}))
    assert trust["Statement"] == [
        {
            "Sid": "ServiceAssumesRole",
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"Bool": {"a:b": "true"}},
        }
    ]


def test_what_comes_without_tls_is_refused_to_everybody() -> None:
    (statement,) = written(tls_only(["arn:aws:s3:::one"], actions="s3:*"))["Statement"]
    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_everybody_is_written_as_a_star(effect: Any) -> None:
    statement = Statement(
        sid="All", effect=effect, principals=ANYONE, actions=["s3:GetObject"], resources=["a"]
    )
    assert written(statement)["Statement"][0]["Principal"] == "*"
