"""The AWS providers of a graph in the plan: regions, aliases, default tags, credentials."""

from __future__ import annotations

import json
from typing import Any

from hds_blueprint.checkov.plan import BridgedPlan, terraform_plan
from hds_blueprint.checkov.providers import TYPE as PROVIDER
from hds_blueprint.data_files import read_data
from hds_blueprint.graph.model import Ref, Resource, Secret, Unknown, Value
from hds_blueprint.simulated_aws.argument_classes import properties
from tests.policies.graphs import BUCKET, graph, resource, urn

ROLE = "aws:iam/role:Role"


def bridged(*resources: Resource) -> BridgedPlan:
    return terraform_plan(graph(*resources))


def settings(**inputs: Value) -> dict[str, Any]:
    found = bridged(resource(PROVIDER, "main", inputs))
    return found.plan["configuration"]["provider_config"]["aws"].get("expressions", {})


def test_providers_with_regions() -> None:
    default = resource(PROVIDER, "default", {"region": "eu-west-3"})
    recovery = resource(PROVIDER, "recovery", {"region": "eu-central-1", "secretKey": "hunter2-hunter2"})
    found = bridged(
        default,
        recovery,
        resource(BUCKET, "here", provider=default.urn),
        resource(BUCKET, "there", provider=recovery.urn),
    )
    configuration = found.plan["configuration"]
    assert configuration["provider_config"]["aws.recovery"]["alias"] == "recovery"
    regions = [
        each["expressions"]["region"]["constant_value"] for each in configuration["provider_config"].values()
    ]
    assert regions == ["eu-west-3", "eu-central-1"]
    keys = [each["provider_config_key"] for each in configuration["root_module"]["resources"]]
    assert keys == ["aws", "aws.recovery"]
    assert "hunter2" not in json.dumps(found.plan)


def test_providers_keep_apart() -> None:
    providers = [resource(PROVIDER, name, {"region": "eu-west-3"}) for name in ("p", "default", "a-b", "a_b")]
    found = bridged(*providers, *(resource(BUCKET, f"b{n}", provider=p.urn) for n, p in enumerate(providers)))
    keys = [each["provider_config_key"] for each in found.plan["configuration"]["root_module"]["resources"]]
    assert keys == ["aws", "aws.default_2", "aws.a_b", "aws.a_b_2"]
    assert [found.addresses["aws.default" if key == "aws" else key] for key in keys] == [
        provider.urn for provider in providers
    ]


def test_every_argument_of_the_provider_is_known() -> None:
    known = read_data("hds_blueprint.checkov", "provider_arguments.yaml")
    named = [*known["arguments"], *known["blocks"], *known["secret"]]
    arguments = properties("", "ProviderArgs")
    assert len(named) == len(set(named))
    assert set(arguments) == set(named) - {"webIdentityToken"}  # of a block
    blocks = {
        name
        for name, argument in arguments.items()
        if argument.shape.fields() or (argument.shape.element and argument.shape.element.fields())
    }
    assert blocks == set(known["blocks"])


def test_settings_and_blocks() -> None:
    found = settings(
        region="eu-west-3",
        allowedAccountIds=["123456789012"],
        assumeRoles=[{"roleArn": "arn:aws:iam::123456789012:role/deployer", "sessionName": "s"}],
        defaultTags={"tags": {"owner": "dpo"}},
        s3UsEast1RegionalEndpoint="regional",
        version="7.51.1",
    )
    assert found == {
        "region": {"constant_value": "eu-west-3"},
        "allowed_account_ids": {"constant_value": ["123456789012"]},
        "assume_role": [
            {
                "role_arn": {"constant_value": "arn:aws:iam::123456789012:role/deployer"},
                "session_name": {"constant_value": "s"},
            }
        ],
        "default_tags": [{"tags": {"constant_value": {"owner": "dpo"}}}],
        "s3_us_east_1_regional_endpoint": {"constant_value": "regional"},
    }


def test_blocks_as_the_engine_holds_them() -> None:
    text = json.dumps({"tags": {"owner": "dpo"}})
    assert settings(defaultTags=text) == {"default_tags": [{"tags": {"constant_value": {"owner": "dpo"}}}]}
    assert settings(defaultTags="no JSON") == {}


def test_nothing_secret_is_in_the_plan() -> None:
    hidden: dict[str, Value] = dict.fromkeys(
        ("accessKey", "secretKey", "token", "httpProxy"), "hunter2-hunter2"
    )
    found = json.dumps(settings(**hidden, assumeRoleWithWebIdentity={"webIdentityToken": "hunter2-hunter2"}))
    assert "hunter2" not in found
    assert settings(accessKey=Secret(), region=Unknown(), profile=Ref(urn(ROLE, "r"), "name")) == {}


def test_a_setting_without_counterpart_is_reported() -> None:
    found = bridged(resource(PROVIDER, "main", {"invented": 1, "__internal": {}, "version": "7.51.1"}))
    assert found.unmapped == (f"{PROVIDER}.invented",)


def test_default_tags_are_on_all_that_the_provider_creates() -> None:
    tagged = resource(PROVIDER, "main", {"defaultTags": {"tags": {"owner": "dpo", "service": "all"}}})
    plain = resource(PROVIDER, "plain")
    found = bridged(
        *(tagged, plain),
        resource(BUCKET, "own", {"tags": {"service": "fhir"}}, provider=tagged.urn),
        resource(BUCKET, "none", provider=tagged.urn),
        resource(BUCKET, "hidden", {"tags": Unknown()}, provider=tagged.urn),
        resource(BUCKET, "other", {"tags": {"service": "fhir"}}, provider=plain.urn),
        resource("aws:s3/bucketVersioning:BucketVersioning", "untaggable", provider=tagged.urn),
    )
    planned = found.plan["planned_values"]["root_module"]["resources"]
    assert [each["values"].get("tags_all") for each in planned] == [
        {"owner": "dpo", "service": "fhir"},
        {"owner": "dpo", "service": "all"},
        {"owner": "dpo", "service": "all"},
        None,
        None,
    ]


def test_a_region_of_a_resource_of_its_own() -> None:
    found = bridged(resource(BUCKET, "there", {"region": "eu-central-1"}))
    (planned,) = found.plan["planned_values"]["root_module"]["resources"]
    assert planned["values"] == {"region": "eu-central-1"}
