"""References survive what programs do to texts; what they do not survive is unknown, never wrong."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest

from hds_blueprint.graph.markers import Markers
from hds_blueprint.graph.model import Join, Ref, Unknown
from tests.graph.programs import named, recorded, urn

KEY = urn("aws:kms/key:Key", "key")


@pytest.mark.parametrize(
    "change",
    [
        lambda arn: arn.split(":")[4],
        lambda arn: arn.split(":")[0],
        lambda arn: arn.split("/")[-1],
        lambda arn: arn.rsplit("-", 1)[0],
        lambda arn: arn[:40],
        lambda arn: arn[10:],
        lambda arn: arn.upper(),
        lambda arn: arn.replace(":", "-"),
        lambda arn: "prefix/" + arn.split(".")[1],
        lambda arn: base64.b64encode(f"#!/bin/sh\naws kms decrypt --key-id {arn}\n".encode()).decode(),
    ],
)
def test_a_text_cut_out_of_a_reference_is_unknown(change: Callable[[str], str]) -> None:
    def program() -> None:
        key = aws.kms.Key("key")
        aws.sns.Topic("cut", display_name=key.arn.apply(lambda arn: _tolerant(change, arn)))

    parameter = named(recorded(program), "cut")
    assert parameter.inputs["displayName"] == Unknown((KEY,))
    assert parameter.dependencies == {"displayName": (KEY,)}


def _tolerant(change: Callable[[str], str], text: str) -> str:
    # a marker has fewer parts than an ARN
    try:
        return change(text)
    except IndexError:
        return text[:30]


def test_a_text_of_the_document_that_imitates_a_marker_is_no_reference() -> None:
    imitation = Markers(project="clinic", stack="test").of(KEY, "arn")

    def program() -> None:
        aws.kms.Key("key")
        aws.sqs.Queue("queue", kms_master_key_id=imitation)

    assert named(recorded(program), "queue").inputs["kmsMasterKeyId"] == Unknown()


def test_a_map_with_an_unknown_key_is_unknown() -> None:
    def program() -> None:
        key = aws.kms.Key("key")
        aws.sqs.Queue("queue", tags=key.arn.apply(lambda arn: {arn: "x"}))

    assert named(recorded(program), "queue").inputs["tags"] == Unknown((KEY,))


def test_whole_markers_are_read_in_their_surroundings() -> None:
    markers = Markers(project="p", stack="s")
    first, second = markers.of("urn:a", "arn"), markers.of("urn:b", "id")
    assert markers.of("urn:a", "arn") == first
    assert markers.read(first) == Ref("urn:a", "arn")
    assert markers.read(f"{first}/{second}") == Join((Ref("urn:a", "arn"), "/", Ref("urn:b", "id")))
    assert markers.read(first + second) == Join((Ref("urn:a", "arn"), Ref("urn:b", "id")))
    assert markers.read("plain") == "plain"
    assert markers.read(f"{first}{second[:-4]}") == Unknown()


def test_policy_document_data_source_keeps_references() -> None:
    def program() -> None:
        key = aws.kms.Key("key")
        document = aws.iam.get_policy_document_output(
            statements=[{"actions": ["kms:Decrypt"], "resources": [key.arn]}]
        )
        aws.iam.Policy("policy", policy=document.json)

    policy = named(recorded(program), "policy").inputs["policy"]
    assert isinstance(policy, Join)
    assert Ref(KEY, "arn") in policy.parts


def test_no_marker_leaves_the_room() -> None:
    def program() -> None:
        key = aws.kms.Key("key")
        aws.sns.Topic("a", display_name=pulumi.Output.concat("x", key.arn, key.id, key.key_id))
        aws.sns.Topic("b", display_name=pulumi.Output.json_dumps({"a": [key.arn]}))
        pulumi.export("c", key.arn.apply(lambda arn: arn[:-1]))
        pulumi.export("d", {"nested": [key.arn, {"deep": key.id}]})

    graph = recorded(program)
    marker = Markers(project="clinic", stack="test").of(KEY, "arn")
    assert marker.split(":")[0] not in repr(graph)
    assert graph.outputs["c"] == Unknown()


def test_an_output_that_the_program_cannot_use_before_apply_is_unknown_and_no_other() -> None:
    def program() -> None:
        key = aws.kms.Key("key")
        account = key.arn.apply(lambda arn: arn.split(":")[4])
        aws.sns.Topic("taken-apart", display_name=account)
        aws.sns.Topic("counted", display_name=key.key_id.apply(lambda key_id: str(int(key_id))))
        aws.sqs.Queue("passed-on", kms_master_key_id=key.id)

    graph = recorded(program)
    assert named(graph, "taken-apart").inputs["displayName"] == Unknown((KEY,))
    assert named(graph, "counted").inputs["displayName"] == Unknown((KEY,))
    assert named(graph, "passed-on").inputs["kmsMasterKeyId"] == Ref(KEY, "id")


def test_a_program_that_takes_many_outputs_apart_is_recorded_as_in_a_preview() -> None:
    def program() -> None:
        keys = [aws.kms.Key(f"key-{number}") for number in range(12)]
        for number, key in enumerate(keys):
            name = key.arn.apply(lambda arn: {"aws": "x"}[arn])
            aws.sns.Topic(f"topic-{number}", display_name=name)

    graph = recorded(program)
    assert all(
        isinstance(topic.inputs["displayName"], Unknown) for topic in graph.of_type("aws:sns/topic:Topic")
    )
