"""The calls by which the engine starts, configures and ends a provider instance."""

from __future__ import annotations

import json
from importlib.metadata import version

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2

from hds_blueprint.simulated_aws.values import encode
from tests.simulated_aws.client import BUCKET, Client, connected, urn_of


def test_the_handshake_says_that_secrets_and_autonaming_are_understood(port: int) -> None:
    with connected(port, None) as client:
        answer = client.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address="127.0.0.1:1"))
    assert answer.accept_secrets
    assert answer.accept_outputs
    assert answer.supports_autonaming_configuration
    assert not answer.accept_resources


def test_attaching_is_accepted(port: int) -> None:
    with connected(port, None) as client:
        answer = client.stub.Attach(plugin_pb2.PluginAttach(address="127.0.0.1:1"))
    assert answer == empty_pb2.Empty()


def test_the_plugin_has_the_version_of_the_installed_package(port: int) -> None:
    with connected(port, None) as client:
        assert client.stub.GetPluginInfo(empty_pb2.Empty()).version == version("pulumi-aws")


def test_the_schema_names_every_resource_type_of_the_package(client: Client) -> None:
    schema = json.loads(client.stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)
    assert schema["name"] == "aws"
    assert schema["version"] == version("pulumi-aws")
    assert {BUCKET, "aws:rds/instance:Instance"} <= schema["resources"].keys()


def config_failures(client: Client, **arguments: object) -> dict[str, str]:
    answer = client.stub.CheckConfig(provider_pb2.CheckRequest(news=encode(arguments)))
    return {item.property: item.reason for item in answer.failures}


def test_a_good_configuration_passes_unchanged(client: Client) -> None:
    news = encode({"region": "eu-west-3", "skipCredentialsValidation": "true"})
    answer = client.stub.CheckConfig(provider_pb2.CheckRequest(news=news))
    assert not answer.failures
    assert answer.inputs == news


def test_an_unknown_argument_of_the_provider_is_refused_with_a_suggestion(client: Client) -> None:
    found = config_failures(client, region="eu-west-3", defaultTag="{}")
    assert list(found) == ["defaultTag"]
    assert "Did you mean 'defaultTags'?" in found["defaultTag"]


def test_a_region_that_does_not_exist_is_refused(client: Client) -> None:
    assert "eu-west-33" in config_failures(client, region="eu-west-33")["region"]


def config_diff(client: Client, old: dict[str, object], new: dict[str, object]) -> provider_pb2.DiffResponse:
    return client.stub.DiffConfig(
        provider_pb2.DiffRequest(urn="u", old_inputs=encode(old), olds=encode(old), news=encode(new))
    )


def test_another_region_replaces_the_provider_and_other_arguments_do_not(client: Client) -> None:
    same = config_diff(client, {"region": "eu-west-3"}, {"region": "eu-west-3"})
    assert same.changes == provider_pb2.DiffResponse.DIFF_NONE
    moved = config_diff(client, {"region": "eu-west-3"}, {"region": "eu-west-1"})
    assert list(moved.replaces) == ["region"]
    tagged = config_diff(client, {"region": "eu-west-3"}, {"region": "eu-west-3", "defaultTags": "{}"})
    assert tagged.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert not tagged.replaces


def test_configuring_accepts_secrets_and_previews(port: int) -> None:
    with connected(port, None) as client:
        answer = client.configure("eu-west-3")
    assert answer.acceptSecrets
    assert answer.supportsPreview
    assert answer.acceptOutputs


def test_a_provider_without_a_region_is_not_configured(port: int) -> None:
    with connected(port, None) as client, pytest.raises(grpc.RpcError) as caught:
        client.configure(None)
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert "missing region" in caught.value.details()


def test_an_instance_that_is_not_configured_does_nothing(port: int) -> None:
    with connected(port, None) as client, pytest.raises(grpc.RpcError) as caught:
        client.create(BUCKET, "records")
    assert caught.value.code() == grpc.StatusCode.FAILED_PRECONDITION


def test_configuration_also_comes_as_variables(port: int) -> None:
    with connected(port, None) as client:
        client.stub.Configure(provider_pb2.ConfigureRequest(variables={"region": "eu-west-1"}))
        assert client.invoke("aws:index/getRegion:getRegion")["name"] == "eu-west-1"


def test_an_unknown_resource_type_is_an_error_with_a_suggestion(client: Client) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        client.check("aws:s3/bukket:Bukket", "records", {})
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert "has no resource type aws:s3/bukket:Bukket" in caught.value.details()
    assert "Did you mean aws:s3/bucket:Bucket" in caught.value.details()


def test_a_malformed_urn_is_an_error_for_people(client: Client) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        client.stub.Check(provider_pb2.CheckRequest(urn="nonsense"))
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_a_child_resource_is_recognised_by_the_last_type_of_its_urn(client: Client) -> None:
    urn = urn_of(f"hds:storage:Storage${BUCKET}", "records")
    answer = client.stub.Check(provider_pb2.CheckRequest(urn=urn, news=encode({"nonsense": 1})))
    assert [item.property for item in answer.failures] == ["nonsense"]
