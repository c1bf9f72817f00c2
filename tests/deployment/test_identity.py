from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

import hds_blueprint.deployment
from hds_blueprint.deployment.identity import identity, resource_tag

PROVIDER = Path(find_spec("pulumi_aws").origin).parent
TABLE = yaml.safe_load(
    (Path(hds_blueprint.deployment.__file__).parent / "identities.yaml").read_text("utf-8")
)


@pytest.mark.parametrize(
    ("type_", "inputs", "expected"),
    [
        ("aws:s3/bucket:Bucket", {"bucket": "docs"}, "docs"),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {"role": "r", "policyArn": "arn:x"}, "r/arn:x"),
        (
            "aws:ec2/route:Route",
            {"routeTableId": "rtb-1", "destinationCidrBlock": "0.0.0.0/0"},
            "rtb-1_0.0.0.0/0",
        ),
        ("aws:ec2/route:Route", {"routeTableId": "rtb-1", "destinationIpv6CidrBlock": "::/0"}, "rtb-1_::/0"),
        ("aws:ec2/route:Route", {"routeTableId": "rtb-1"}, None),
        ("aws:rds/instance:Instance", {}, None),
        ("aws:rds/instance:Instance", {"identifier": {"4dabf18193072939515e22adb298388d": "x"}}, None),
    ],
)
def test_ids_from_inputs(type_: str, inputs: dict[str, object], expected: str | None) -> None:
    way = identity(type_)
    assert way is not None
    assert way.from_inputs(inputs) == expected


@pytest.mark.parametrize(
    ("type_", "arn", "expected"),
    [
        ("aws:ec2/vpc:Vpc", "arn:aws:ec2:eu-west-3:123456789012:vpc/vpc-0a1b", "vpc-0a1b"),
        ("aws:kms/key:Key", "arn:aws:kms:eu-west-3:123456789012:key/1234-5678", "1234-5678"),
        ("aws:sns/topic:Topic", "arn:aws:sns:eu-west-3:1:alarms", "arn:aws:sns:eu-west-3:1:alarms"),
        ("aws:ecs/service:Service", "arn:aws:ecs:eu-west-3:1:service/cluster/fhir", "cluster/fhir"),
        (
            "aws:sqs/queue:Queue",
            "arn:aws:sqs:eu-west-3:123456789012:measures.fifo",
            "https://sqs.eu-west-3.amazonaws.com/123456789012/measures.fifo",
        ),
        (
            "aws:wafv2/webAcl:WebAcl",
            "arn:aws:wafv2:eu-west-3:1:regional/webacl/edge/a1-b2",
            "a1-b2/edge/REGIONAL",
        ),
        ("aws:ec2/vpc:Vpc", "arn:aws:ec2:eu-west-3:1:subnet/subnet-1", None),
    ],
)
def test_ids_from_arns(type_: str, arn: str, expected: str | None) -> None:
    way = identity(type_)
    assert way is not None
    assert way.from_arn(arn, {"scope": "REGIONAL"}) == expected


def test_an_unknown_type_has_no_way_back() -> None:
    assert identity("aws:nothing/thing:Thing") is None


def test_the_tag_is_read_from_either_place() -> None:
    assert resource_tag({"tags": {"hds:resource": "a"}}) == "a"
    assert resource_tag({"tagsAll": {"hds:resource": "b"}}) == "b"
    assert resource_tag({"tags": {"other": "c"}}) is None
    assert resource_tag({}) is None


@cache
def _source(type_: str) -> str:
    module, _, name = type_.split(":")[1].partition("/")
    package = {"lambda": "lambda_"}.get(module, module)
    file = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return (PROVIDER / package / f"{file}.py").read_text("utf-8")


@pytest.mark.parametrize(
    "type_", [type_ for type_, entry in TABLE.items() if not {"again", "ask"} & entry.keys()]
)
def test_each_type_can_be_imported_by_the_installed_provider(type_: str) -> None:
    """The provider documents an import, with as many separators as the id of the table."""
    examples = re.findall(r"\$ pulumi import \S+ \S+ (\S+)", _source(type_))
    assert examples, "no import is documented"
    template = TABLE[type_].get("import")
    if template is not None:
        marks = re.sub(r"\{[^}]*\}", "", template)
        assert any(all(mark in example for mark in marks) for example in examples), (marks, examples)


def test_what_the_components_create_has_a_way_back(example_types: list[str]) -> None:
    assert [type_ for type_ in example_types if identity(type_) is None] == []
