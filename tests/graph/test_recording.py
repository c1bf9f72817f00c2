"""What a recorded program looks like as a graph."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws
import pytest

from hds_blueprint.graph.model import Join, Ref, ResourceGraph, Secret, Unknown
from tests.graph.programs import Group, named, recorded, storage, urn

GROUP = "hds:group:Group"
KEY = urn(f"{GROUP}$aws:kms/key:Key", "key")
BUCKET = urn(f"{GROUP}$aws:s3/bucket:Bucket", "documents")
DATABASE = urn(f"{GROUP}$aws:rds/instance:Instance", "records")


@pytest.fixture(scope="module")
def graph() -> ResourceGraph:
    return recorded(storage)


def test_urns_have_the_chain_of_parent_types_without_the_stack(graph: ResourceGraph) -> None:
    assert {KEY, BUCKET, DATABASE, urn(GROUP, "data"), urn("pulumi:pulumi:Stack", "clinic-test")} <= set(
        graph.by_urn
    )


def test_parents_and_kinds(graph: ResourceGraph) -> None:
    group = named(graph, "data")
    assert (group.custom, group.parent) == (False, urn("pulumi:pulumi:Stack", "clinic-test"))
    assert (named(graph, "key").custom, named(graph, "key").parent) == (True, group.urn)


def test_every_resource_stands_after_what_it_needs(graph: ResourceGraph) -> None:
    seen: set[str] = set()
    for resource in graph.resources:
        needs = {resource.parent, resource.provider, *resource.options.depends_on}
        needs.update(target for targets in resource.dependencies.values() for target in targets)
        assert {need for need in needs if need} <= seen
        seen.add(resource.urn)


def test_plain_inputs_keep_names_and_types(graph: ResourceGraph) -> None:
    inputs = named(graph, "key").inputs
    assert inputs == {"deletionWindowInDays": 30, "enableKeyRotation": True}
    assert type(inputs["deletionWindowInDays"]) is int


def test_an_output_is_a_reference_also_in_nested_values(graph: ResourceGraph) -> None:
    assert named(graph, "records").inputs["kmsKeyId"] == Ref(KEY, "arn")
    assert named(graph, "documents").inputs["tags"] == {"key": Ref(KEY, "arn")}
    assert named(graph, "encryption").inputs["bucket"] == Ref(BUCKET, "id")
    assert named(graph, "encryption").inputs["rules"] == [
        {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": Ref(KEY, "arn")}}
    ]


def test_a_json_text_keeps_its_references(graph: ResourceGraph) -> None:
    arn = Ref(BUCKET, "arn")
    assert named(graph, "policy").inputs["policy"] == Join(
        ('{"Statement": [{"Resource": ["', arn, '", "', arn, '/*"]}]}')
    )


def test_an_output_that_echoes_a_known_input_has_its_value(graph: ResourceGraph) -> None:
    assert named(graph, "policy").inputs["bucket"] == "known-name"


def test_dependencies_are_by_property(graph: ResourceGraph) -> None:
    assert named(graph, "policy").dependencies == {"bucket": (BUCKET,), "policy": (BUCKET,)}
    assert named(graph, "records").dependencies == {"kmsKeyId": (KEY,)}


def test_a_number_that_apply_would_tell_is_unknown(graph: ResourceGraph) -> None:
    assert named(graph, "port").inputs["displayName"] == Unknown((DATABASE,))
    assert named(graph, "port").dependencies == {"displayName": (DATABASE,)}


def test_secrets_have_no_value(graph: ResourceGraph) -> None:
    assert named(graph, "records").inputs["password"] == Secret()
    assert named(graph, "password").inputs["value"] == Secret(Ref(DATABASE, "password"))


def test_stack_outputs(graph: ResourceGraph) -> None:
    assert graph.outputs == {"bucket": Ref(BUCKET, "arn"), "password": Secret(Ref(DATABASE, "password"))}


def test_provider_and_region(graph: ResourceGraph) -> None:
    provider = named(graph, "paris")
    assert (provider.type, provider.region) == ("pulumi:providers:aws", "eu-west-3")
    assert (named(graph, "key").provider, named(graph, "key").region) == (provider.urn, "eu-west-3")


def test_protection_is_inherited_from_the_component(graph: ResourceGraph) -> None:
    assert named(graph, "key").options.protect
    assert not named(graph, "port").options.protect


def test_the_default_provider_is_the_engines() -> None:
    def program() -> None:
        aws.sqs.Queue("queue")
        aws.sqs.Queue("own", region="eu-central-1")

    graph = recorded(program, config={"aws:region": "eu-west-1"})
    default = urn("pulumi:providers:aws", "default_7_51_1")
    assert graph.by_urn[default].inputs == {"region": "eu-west-1", "version": "7.51.1"}
    assert (named(graph, "queue").provider, named(graph, "queue").region) == (default, "eu-west-1")
    assert named(graph, "own").region == "eu-central-1"


def test_options() -> None:
    def program() -> None:
        first = aws.sqs.Queue("first")
        group = Group("group", "")
        inner = aws.sqs.Queue("inner", opts=pulumi.ResourceOptions(parent=group))
        aws.sqs.Queue(
            "second",
            name="q",
            opts=pulumi.ResourceOptions(
                protect=True,
                retain_on_delete=True,
                depends_on=[first, group],
                ignore_changes=["tags", "kms_master_key_id"],
                delete_before_replace=True,
                import_="https://sqs/q",
                aliases=[pulumi.Alias(name="former"), pulumi.Alias(parent=inner)],
            ),
        )

    options = named(recorded(program), "second").options
    assert (options.protect, options.retain_on_delete, options.delete_before_replace) == (True, True, True)
    # a component stands for its children
    assert options.depends_on == (
        urn("aws:sqs/queue:Queue", "first"),
        urn(f"{GROUP}$aws:sqs/queue:Queue", "inner"),
    )
    assert options.ignore_changes == ("tags", "kmsMasterKeyId")
    assert options.import_id == "https://sqs/q"
    assert options.aliases == (
        urn("aws:sqs/queue:Queue", "former"),
        urn(f"{GROUP}$aws:sqs/queue:Queue$aws:sqs/queue:Queue", "second"),
    )


def test_a_resource_that_is_only_read() -> None:
    def program() -> None:
        key = aws.kms.Key.get("existing", "1234-abcd")
        aws.sqs.Queue("queue", kms_master_key_id=key.arn)

    graph = recorded(program)
    existing = named(graph, "existing")
    assert (existing.external, existing.id) == (True, "1234-abcd")
    assert named(graph, "queue").inputs["kmsMasterKeyId"] == Ref(existing.urn, "arn")


def test_a_policy_may_be_an_object() -> None:
    def program() -> None:
        bucket = aws.s3.Bucket("documents")
        statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": bucket.arn}
        reader = aws.iam.Policy("reader", policy={"Version": "2012-10-17", "Statement": [statement]})
        aws.iam.Policy("same", policy=reader.policy)

    graph = recorded(program)
    arn = Ref(urn("aws:s3/bucket:Bucket", "documents"), "arn")
    policy = named(graph, "reader").inputs["policy"]
    assert isinstance(policy, dict)
    assert policy["Statement"] == [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": arn}]
    text = named(graph, "same").inputs["policy"]
    assert isinstance(text, Join)
    assert arn in text.parts


def test_assets_are_told_by_their_kind() -> None:
    def program() -> None:
        aws.lambda_.Function(
            "function",
            role="arn:aws:iam::123456789012:role/r",
            code=pulumi.AssetArchive(
                {"main.py": pulumi.StringAsset("x = 1"), "d": pulumi.FileArchive("lib")}
            ),
        )

    assert named(recorded(program), "function").inputs["code"] == {
        "fn::assetArchive": {"d": {"fn::fileArchive": "lib"}, "main.py": {"fn::stringAsset": "x = 1"}}
    }


def test_items_of_a_list_whose_length_is_known_are_references() -> None:
    def program() -> None:
        database = aws.rds.Instance(
            "records", engine="postgres", instance_class="db.m7g.large", manage_master_user_password=True
        )
        secret = database.master_user_secrets[0].secret_arn
        aws.sns.Topic("secret", display_name=pulumi.Output.concat(secret, ":password::"))

    reference = Ref(urn("aws:rds/instance:Instance", "records"), "masterUserSecrets[0].secretArn")
    assert named(recorded(program), "secret").inputs["displayName"] == Join((reference, ":password::"))


def test_a_reference_passes_through_an_output_that_echoes_it() -> None:
    def program() -> None:
        certificate = aws.acm.Certificate("certificate", domain_name="fhir.example.org")
        proven = aws.acm.CertificateValidation("proven", certificate_arn=certificate.arn)
        aws.sns.Topic("arn", display_name=proven.certificate_arn)

    assert named(recorded(program), "arn").inputs["displayName"] == Ref(
        urn("aws:acm/certificate:Certificate", "certificate"), "arn"
    )
