"""What is read from the source text of pulumi_aws is what its classes say when they are imported."""

from __future__ import annotations

import importlib
import inspect
import re

import pytest

from hds_blueprint.simulated_aws.argument_classes import (
    UnknownTypeError,
    properties,
    resource_type,
    type_tokens,
)
from tests.simulated_aws.client import QUEUE, ROLE

SERVICES = ("sqs", "sns", "kms", "ecr", "backup")
TOKENS = sorted(token for token, (folder, _) in type_tokens().items() if folder in SERVICES)


def camel_case_names(cls: type) -> dict[str, str]:
    """Python name → engine name, as the package's own decorators recorded them."""
    return {
        name: getattr(value.fget, "_pulumi_name", name)
        for name, value in vars(cls).items()
        if isinstance(value, property)
    }


@pytest.mark.parametrize("token", TOKENS)
def test_names_and_obligations_are_those_of_the_imported_class(token: str) -> None:
    folder, class_name = type_tokens()[token]
    module = importlib.import_module(f"pulumi_aws.{folder}")
    resource = getattr(module, class_name)
    file = importlib.import_module(resource.__module__)
    arguments = getattr(file, f"{class_name}InitArgs", None) or getattr(file, f"{class_name}Args")
    names = camel_case_names(arguments)
    parameters = inspect.signature(arguments.__init__).parameters
    expected = {
        names[name]: parameter.default is inspect.Parameter.empty
        for name, parameter in parameters.items()
        if name in names
    }
    read = resource_type(token)
    assert {name: item.required for name, item in read.inputs.items()} == expected
    state = camel_case_names(getattr(file, f"_{class_name}State"))
    assert set(read.state) == set(state.values())


def test_enough_types_were_compared() -> None:
    assert len(TOKENS) > 40
    assert any(resource_type(token).inputs for token in TOKENS)


def test_every_type_of_the_package_can_be_read() -> None:
    # This one takes and tells nothing (its class in the package has no argument).
    empty = {"aws:ram/sharingWithOrganization:SharingWithOrganization"}
    assert {token for token in type_tokens() if not resource_type(token).state} == empty


def test_shapes_are_told_apart() -> None:
    queue = resource_type(QUEUE).inputs
    assert queue["delaySeconds"].shape.kind == "integer"
    assert queue["fifoQueue"].shape.kind == "boolean"
    assert queue["name"].shape.kind == "string"
    assert queue["tags"].shape.kind == "map"
    group = resource_type("aws:ec2/securityGroup:SecurityGroup").inputs["ingress"].shape
    assert group.kind == "list"
    assert group.element is not None
    assert group.element.kind == "object"
    fields = group.element.fields()
    assert fields["fromPort"].required
    assert not fields["cidrBlocks"].required
    policy = resource_type(ROLE).inputs["assumeRolePolicy"].shape
    assert policy.kind in ("union", "string")


def test_nested_classes_are_read_down_to_the_last() -> None:
    shape = resource_type("aws:wafv2/webAcl:WebAcl").inputs["rules"].shape.element
    for name in ("statement", "managedRuleGroupStatement"):
        assert shape is not None
        shape = shape.fields()[name].shape
    assert shape is not None
    assert {name for name, item in shape.fields().items() if item.required} == {"name", "vendorName"}


def test_secret_properties_are_those_that_the_package_declares() -> None:
    assert resource_type("aws:rds/instance:Instance").secrets >= {"password", "passwordWo"}
    assert resource_type(QUEUE).secrets == frozenset()


def test_the_arguments_of_the_provider_are_read() -> None:
    assert {"region", "defaultTags", "assumeRoles"} <= properties("", "ProviderArgs").keys()


def test_a_type_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UnknownTypeError, match=re.escape("aws:s3/bukket:Bukket")):
        resource_type("aws:s3/bukket:Bukket")
