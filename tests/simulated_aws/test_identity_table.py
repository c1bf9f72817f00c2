"""The table of ids, ARNs and addresses against the types of the installed pulumi_aws."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from hds_blueprint.simulated_aws import checking
from hds_blueprint.simulated_aws.argument_classes import ResourceType, Shape, resource_type
from hds_blueprint.simulated_aws.data_files import table
from hds_blueprint.simulated_aws.naming import naming_rule
from hds_blueprint.simulated_aws.operations import ProviderState, place_of
from hds_blueprint.simulated_aws.outputs import identity, outputs
from hds_blueprint.simulated_aws.values import Secret, reveal

TYPES: dict[str, Any] = table("identity.yaml")["types"]
URN = "urn:pulumi:test::hds-blueprint::{}::records"
# Parts of a template that are not properties.
CONTEXT = {"region", "account", "partition", "suffix", "name", "hex", "alnum", "digits", "uuid"}
# Outputs that are those of another resource, which an example does not have.
OF_ANOTHER = {
    ("aws:ec2/natGateway:NatGateway", "publicIp"),
    ("aws:rds/subnetGroup:SubnetGroup", "vpcId"),
    ("aws:elasticache/subnetGroup:SubnetGroup", "vpcId"),
    ("aws:efs/mountTarget:MountTarget", "availabilityZoneName"),
    ("aws:lb/loadBalancer:LoadBalancer", "vpcId"),
    ("aws:cloudtrail/trail:Trail", "snsTopicArn"),
}


def example(shape: Shape) -> Any:
    """A value of a shape."""
    match shape.kind:
        case "integer" | "number":
            return 1
        case "boolean":
            return True
        case "list":
            return [example(shape.element)] if shape.element else []
        case "map":
            return {"key": example(shape.element)} if shape.element else {}
        case "object":
            return {name: example(item.shape) for name, item in shape.fields().items() if item.required}
        case "union":
            return example(shape.choices[0])
        case _:
            return "example"


def answer(kind: ResourceType, region: str = "eu-west-3", account: str = "123456789012") -> dict[str, Any]:
    """Outputs of a resource with the required inputs and a name; what they refer to has ids."""
    inputs = {name: example(item.shape) for name, item in kind.inputs.items() if item.required}
    rule = naming_rule(kind)
    for name in ("name", "bucket", "family", "vpcId", rule.property if rule else "name"):
        if name in kind.inputs:
            inputs[name] = "records"
    for name in kind.inputs:
        if name in inputs and (name.endswith("Arn") or name in ("secretId", "topic")):
            inputs[name] = f"arn:aws:service:{region}:{account}:example/one"
    place = place_of(kind, {}, ProviderState(region, account))
    identified = identity(kind, URN.format(kind.token), inputs, place, 0, _anything, lambda _: 1)
    return outputs(kind, inputs, identified, place)


@pytest.mark.parametrize("token", TYPES)
def test_the_table_fits_the_type(token: str) -> None:
    kind = resource_type(token)
    assert TYPES[token].keys() - {"id"} <= kind.state.keys()
    made = answer(kind)
    assert made["id"]
    assert isinstance(made["id"], str)
    for name, value in made.items():
        if name in kind.state:
            assert checking.failures({name: value}, {name: kind.state[name]}) == []
    absent = kind.state.keys() - kind.inputs.keys() - made.keys()
    assert {(token, name) for name in absent} <= OF_ANOTHER
    assert all(isinstance(made[name], Secret) for name in kind.secrets & made.keys())


@pytest.mark.parametrize("token", TYPES)
def test_no_part_of_a_template_is_left_in_an_answer(token: str) -> None:
    for name, value in answer(resource_type(token)).items():
        for text in _texts(reveal(value)):
            assert "{" not in text, (name, text)
            assert not text.endswith((":", "/")) or name == "path" or text == "/", (name, text)


@pytest.mark.parametrize("token", TYPES)
def test_arns_have_their_six_parts_and_name_the_account_where_they_name_one(token: str) -> None:
    kind = resource_type(token)
    made = answer(kind, account="210987654321")
    arn = made.get("arn")
    if "arn" in kind.inputs or not isinstance(arn, str) or not arn:
        return
    parts = arn.split(":", 5)
    assert len(parts) == 6
    assert parts[:2] == ["arn", "aws"]
    assert parts[3] in ("eu-west-3", "us-east-1", "")
    assert parts[4] in ("210987654321", "")
    assert parts[5]


@pytest.mark.parametrize("token", TYPES)
def test_templates_refer_to_properties_above_them(token: str) -> None:
    below = list(TYPES[token])
    while below:
        name = below.pop(0)
        used = set(re.findall(r"\{(\w+)[}:>]", json.dumps(TYPES[token][name])))
        assert used & set(below) - {name} - CONTEXT == set(), name


@pytest.mark.parametrize("token", [token for token in TYPES if TYPES[token].get("id") == "{arn}"])
def test_a_type_whose_id_is_its_arn_has_it(token: str) -> None:
    made = answer(resource_type(token))
    assert made["id"] == made["arn"]


def test_the_answers_of_two_runs_are_byte_for_byte_the_same() -> None:
    def written() -> str:
        return json.dumps({token: reveal(answer(resource_type(token))) for token in TYPES})

    assert written() == written()


def test_other_partitions_have_their_own_arns_and_addresses() -> None:
    made = answer(resource_type("aws:rds/instance:Instance"), region="eusc-de-east-1")
    assert made["arn"].startswith("arn:aws-eusc:rds:eusc-de-east-1:")
    assert made["address"].endswith(".eusc-de-east-1.rds.amazonaws.eu")


def _anything(reference: str) -> dict[str, Any]:
    """Outputs of whatever is referred to."""
    return {"defaultSecurityGroupId": "sg-0123456789abcdef0", "arn": reference}


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for item in items for text in _texts(item)]
