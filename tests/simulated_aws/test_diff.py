"""Diff: what changes, and what makes a new resource of it."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2

from tests.simulated_aws.client import BUCKET, GROUP, QUEUE, UNKNOWN, VPC, Client, Secret

NONE, SOME = provider_pb2.DiffResponse.DIFF_NONE, provider_pb2.DiffResponse.DIFF_SOME
Kind = provider_pb2.PropertyDiff


def test_the_same_inputs_are_no_change(client: Client) -> None:
    made = client.create(GROUP, "front", {"tags": {"a": "b"}, "ingress": []})
    again = client.check(GROUP, "front", {"tags": {"a": "b"}, "ingress": []}, made.inputs)
    answer = client.diff(made, again)
    assert answer.changes == NONE
    assert not answer.diffs
    assert not answer.replaces
    assert not answer.detailedDiff


def test_a_changed_property_is_an_update(client: Client) -> None:
    made = client.create(QUEUE, "orders", {"delaySeconds": 5})
    answer = client.diff(made, {**made.inputs, "delaySeconds": 6})
    assert answer.changes == SOME
    assert list(answer.diffs) == ["delaySeconds"]
    assert not answer.replaces
    assert answer.detailedDiff["delaySeconds"].kind == Kind.UPDATE
    assert answer.detailedDiff["delaySeconds"].inputDiff


@pytest.mark.parametrize(
    ("old", "new", "path", "kind"),
    [
        ({}, {"tags": {"a": "b"}}, "tags", Kind.ADD),
        ({"tags": {"a": "b"}}, {}, "tags", Kind.DELETE),
        ({"tags": {"a": "b"}}, {"tags": {"a": "c"}}, "tags.a", Kind.UPDATE),
        ({"tags": {"a": "b"}}, {"tags": {"a": "b", "c": "d"}}, "tags.c", Kind.ADD),
        ({"tags": {"a": "b"}}, {"tags": {"a": "b", "c/d": "e"}}, 'tags["c/d"]', Kind.ADD),
        ({"ingress": []}, {"ingress": [{"fromPort": 1}]}, "ingress[0]", Kind.ADD),
        ({"ingress": [{"fromPort": 1}]}, {"ingress": [{"fromPort": 2}]}, "ingress[0].fromPort", Kind.UPDATE),
        ({"ingress": [{"self": False}]}, {"ingress": [{"self": 0}]}, "ingress[0].self", Kind.UPDATE),
    ],
)
def test_changes_are_told_by_their_path(
    client: Client, old: dict[str, Any], new: dict[str, Any], path: str, kind: int
) -> None:
    made = client.create(GROUP, "front")
    before = type(made)(GROUP, "front", made.id, {**made.inputs, **old}, made.outputs)
    answer = client.diff(before, {**made.inputs, **new})
    assert {key: detail.kind for key, detail in answer.detailedDiff.items()} == {path: kind}


def test_ignored_paths_do_not_count(client: Client) -> None:
    made = client.create(QUEUE, "orders", {"delaySeconds": 5, "tags": {"a": "b"}})
    news = {**made.inputs, "delaySeconds": 6, "tags": {"a": "c"}}
    assert list(client.diff(made, news, ignored=("delaySeconds",)).diffs) == ["tags"]
    assert client.diff(made, news, ignored=("delaySeconds", "tags")).changes == NONE


def test_a_secret_is_compared_by_its_value(client: Client) -> None:
    made = client.create(QUEUE, "orders", {"tags": {"a": "b"}})
    assert client.diff(made, {**made.inputs, "tags": Secret({"a": "b"})}).changes == NONE
    assert client.diff(made, {**made.inputs, "tags": Secret({"a": "c"})}).changes == SOME


def test_a_value_that_is_not_known_counts_as_changed(client: Client) -> None:
    made = client.create(QUEUE, "orders", {"delaySeconds": 5})
    assert list(client.diff(made, {**made.inputs, "delaySeconds": UNKNOWN}).diffs) == ["delaySeconds"]


def test_another_region_is_another_resource(client: Client) -> None:
    made = client.create(BUCKET, "records")
    answer = client.diff(made, {**made.inputs, "region": "eu-west-1"})
    assert list(answer.replaces) == ["region"]
    assert answer.detailedDiff["region"].kind == Kind.UPDATE_REPLACE


def test_what_aws_cannot_change_is_replaced(client: Client) -> None:
    made = client.create(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
    answer = client.diff(made, {**made.inputs, "cidrBlock": "10.1.0.0/16", "enableDnsSupport": False})
    assert list(answer.replaces) == ["cidrBlock"]
    assert sorted(answer.diffs) == ["cidrBlock", "enableDnsSupport"]
    assert not answer.deleteBeforeReplace  # both can be there at once


def test_a_replacement_under_the_same_name_deletes_first(client: Client) -> None:
    named = client.create(QUEUE, "orders", {"name": "orders.fifo", "fifoQueue": True})
    answer = client.diff(named, {**named.inputs, "fifoQueue": None})
    assert list(answer.replaces) == ["fifoQueue"]
    assert answer.deleteBeforeReplace
    renamed = client.diff(named, {**named.inputs, "name": "orders-2.fifo"})
    assert list(renamed.replaces) == ["name"]
    assert not renamed.deleteBeforeReplace
