"""Data sources are answered offline, the same way every time."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws
import pytest

from hds_blueprint.graph.data_sources import account
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.model import Unknown
from hds_blueprint.graph.policy_document import policy_document
from tests.graph.programs import recorded


def _exports(program: object, **arguments: object) -> dict[str, object]:
    return dict(recorded(program, **arguments).outputs)


def test_account_and_partition() -> None:
    def program() -> None:
        pulumi.export("account", aws.get_caller_identity_output().account_id)
        pulumi.export("partition", aws.get_partition_output().partition)

    assert _exports(program) == {"account": account(), "partition": "aws"}
    assert len(account()) == 12


def test_the_region_is_that_of_the_provider_of_the_call() -> None:
    def program() -> None:
        provider = aws.Provider("paris", region="eu-west-3")
        options = pulumi.InvokeOptions(provider=provider)
        pulumi.export("output", aws.get_region_output(opts=options).region)
        pulumi.export("configured", aws.get_region_output().region)
        pulumi.export("argument", aws.get_region_output(region="eu-north-1").region)
        pulumi.export("zones", aws.get_availability_zones_output(opts=options).names)

    assert _exports(program, config={"aws:region": "eu-west-1"}) == {
        "argument": "eu-north-1",
        "configured": "eu-west-1",
        "output": "eu-west-3",
        "zones": ["eu-west-3a", "eu-west-3b", "eu-west-3c"],
    }


def test_the_direct_form_answers_at_once() -> None:
    seen: list[object] = []

    def program() -> None:
        seen.append(aws.get_caller_identity().account_id)
        seen.append(aws.get_availability_zones(state="available").zone_ids)

    recorded(program, config={"aws:region": "eu-central-1"})
    assert seen == [account(), ["euc1-az1", "euc1-az2", "euc1-az3"]]


def test_answers_of_the_caller_come_first() -> None:
    token = "aws:index/getCallerIdentity:getCallerIdentity"

    def program() -> None:
        pulumi.export("account", aws.get_caller_identity_output().account_id)

    assert _exports(program, answers={token: {"accountId": "210987654321"}}) == {"account": "210987654321"}


def test_an_unknown_data_source_is_named_with_its_place() -> None:
    def program() -> None:
        aws.rds.get_instance(db_instance_identifier="records")

    with pytest.raises(GraphError) as caught:
        recorded(program)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("unanswered-data-source", "aws:rds/getInstance:getInstance")
    assert "--answers" in str(problem.suggestion)
    assert (problem.file or "").endswith("test_data_sources.py")
    assert problem.line == program.__code__.co_firstlineno + 1


def test_what_only_aws_knows_is_unknown_wherever_it_goes() -> None:
    def program() -> None:
        ami = aws.ec2.get_ami(most_recent=True, owners=["amazon"])
        aws.ec2.Instance("web", ami=ami.id, instance_type="t3.micro", tags={"from": f"image {ami.name}"})
        pulumi.export("image", ami.id)

    graph = recorded(program)
    (instance,) = graph.of_type("aws:ec2/instance:Instance")
    assert (instance.inputs["ami"], instance.inputs["tags"]) == (Unknown(), {"from": Unknown()})
    assert graph.outputs["image"] == Unknown()


def test_a_policy_document_made_of_one_that_is_not_known_yet() -> None:
    def program() -> None:
        key = aws.kms.Key("key")
        merged = aws.iam.get_policy_document_output(source_policy_documents=[key.policy])
        aws.sns.Topic("news", policy=merged.json)

    graph = recorded(program)
    (topic,) = graph.of_type("aws:sns/topic:Topic")
    assert topic.inputs["policy"] == Unknown((graph.of_type("aws:kms/key:Key")[0].urn,))


def test_a_missing_region_is_said() -> None:
    with pytest.raises(GraphError, match="needs a region"):
        recorded(lambda: aws.get_region())


def test_policy_document_as_the_provider_writes_it() -> None:
    result = policy_document(
        {
            "statements": [
                {
                    "sid": "Read",
                    "actions": ["s3:GetObject", "s3:ListBucket"],
                    "resources": ["arn:aws:s3:::b"],
                    "principals": [{"type": "AWS", "identifiers": ["*"]}],
                    "conditions": [
                        {"test": "Bool", "variable": "aws:SecureTransport", "values": ["true"]},
                        {"test": "StringLike", "variable": "aws:PrincipalArn", "values": ["a", "b"]},
                    ],
                },
                {
                    "effect": "Deny",
                    "notActions": ["iam:*"],
                    "principals": [{"type": "*", "identifiers": ["*"]}],
                },
            ]
        }
    )
    assert json.loads(result["json"]) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Action": ["s3:ListBucket", "s3:GetObject"],
                "Resource": "arn:aws:s3:::b",
                "Principal": {"AWS": "*"},
                "Condition": {
                    "Bool": {"aws:SecureTransport": "true"},
                    "StringLike": {"aws:PrincipalArn": ["a", "b"]},
                },
            },
            {"Effect": "Deny", "NotAction": "iam:*", "Principal": "*"},
        ],
    }
    assert json.loads(result["minifiedJson"]) == json.loads(result["json"])


def test_a_later_statement_replaces_one_of_its_name() -> None:
    source = json.dumps({"Statement": [{"Sid": "A", "Effect": "Allow"}, {"Sid": "B", "Effect": "Allow"}]})
    override = json.dumps({"Statement": {"Sid": "B", "Effect": "Deny"}})
    result = policy_document({"sourcePolicyDocuments": [source], "overridePolicyDocuments": [override]})
    assert [(each["Sid"], each["Effect"]) for each in json.loads(result["json"])["Statement"]] == [
        ("A", "Allow"),
        ("B", "Deny"),
    ]


def test_a_source_document_that_is_no_json_is_refused() -> None:
    with pytest.raises(GraphError, match="not JSON"):
        policy_document({"sourceJson": "{"})
