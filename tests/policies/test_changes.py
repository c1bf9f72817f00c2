"""What lies between two graphs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hds_blueprint.graph.model import Join, Ref, ResourceGraph, ResourceOptions, Value
from hds_blueprint.graph.replacement import forcing_inputs
from hds_blueprint.hosting.waivers import Waiver
from hds_blueprint.policies.change import Change, ChangeKind
from hds_blueprint.policies.changes import compare
from hds_blueprint.policies.data_stores import KEPT
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Status, Verdict

from .graphs import BUCKET, DATABASE, graph, resource

KEY = "aws:kms/key:Key"
CLUSTER = "aws:rds/cluster:Cluster"
SUBNETS = "aws:rds/subnetGroup:SubnetGroup"


def test_each_kind_of_change_with_its_properties() -> None:
    kept = resource("aws:kms/key:Key", "kept", {"enableKeyRotation": True})
    before = graph(
        kept,
        resource(BUCKET, "gone"),
        resource(DATABASE, "records", {"storageEncrypted": False, "multiAz": False}),
        resource("aws:sns/topic:Topic", "alarms", {"name": "a"}),
    )
    after = graph(
        kept,
        resource(BUCKET, "fresh"),
        resource(DATABASE, "records", {"storageEncrypted": True, "multiAz": False}),
        resource("aws:sns/topic:Topic", "alarms", {"displayName": "A", "name": "a"}),
    )
    changes = {change.urn.rsplit("::", 1)[-1]: change for change in compare(before, after)}
    assert {name: change.kind for name, change in changes.items()} == {
        "gone": ChangeKind.DELETED,
        "fresh": ChangeKind.CREATED,
        "records": ChangeKind.REPLACED,
        "alarms": ChangeKind.CHANGED,
    }
    assert changes["records"].properties == ("storageEncrypted",)
    assert changes["alarms"].properties == ("displayName",)


def test_an_alias_makes_it_the_same_resource() -> None:
    old = resource(BUCKET, "old", {"bucket": "documents"})
    new = resource(BUCKET, "new", {"bucket": "documents"}, options=ResourceOptions(aliases=(old.urn,)))
    assert compare(graph(old), graph(new)) == ()


def test_another_region_replaces_a_store() -> None:
    here = resource(BUCKET, "documents", region="eu-west-3")
    there = replace(here, region="eu-central-1")
    assert compare(graph(here), graph(there)) == (
        Change(ChangeKind.REPLACED, here.urn, ("region",), ("region",)),
    )


def test_it_stays_the_same_where_what_it_refers_to_has_another_name() -> None:
    old, new = (resource(KEY, name) for name in ("old", "new"))
    new = replace(new, options=ResourceOptions(aliases=(old.urn,)))
    inputs = [
        {"kmsKeyId": Ref(key.urn, "arn"), "tags": {"key": Join((Ref(key.urn, "id"),))}} for key in (old, new)
    ]
    before, after = (resource(DATABASE, "records", given) for given in inputs)
    assert compare(graph(old, before), graph(new, after)) == ()


def test_a_store_goes_with_the_key_that_is_replaced() -> None:
    keys = [resource(KEY, "records", {"multiRegion": value}) for value in (False, True)]
    database = resource(DATABASE, "records", {"kmsKeyId": Ref(keys[0].urn, "arn")})
    changes = {change.urn: change for change in compare(*(graph(key, database) for key in keys))}
    assert changes[database.urn].replacing == ("kmsKeyId",)


def test_an_output_that_is_given_stays_the_same() -> None:
    groups = [resource(SUBNETS, "records", {"name": "records", "namePrefix": p}) for p in ("a", "b")]
    cluster = resource(CLUSTER, "records", {"dbSubnetGroupName": Ref(groups[0].urn, "name")})
    (change,) = compare(*(graph(group, cluster) for group in groups))
    assert (change.kind, change.urn) == (ChangeKind.REPLACED, groups[0].urn)


def test_what_is_ignored_changes_nothing() -> None:
    before, after = (
        resource(DATABASE, "records", {"engine": engine}, options=ResourceOptions(ignore_changes=("engine",)))
        for engine in ("postgres", "mysql")
    )
    assert compare(graph(before), graph(after)) == ()


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ({"snapshotIdentifier": "s"}, {}, ChangeKind.CHANGED),
        ({}, {"snapshotIdentifier": "s"}, ChangeKind.REPLACED),
        ({"dbSubnetGroupName": "a"}, {"dbSubnetGroupName": "b"}, ChangeKind.CHANGED),
        ({"identifier": "a"}, {"identifier": "b"}, ChangeKind.CHANGED),
        ({"availabilityZone": "a"}, {"availabilityZone": "b"}, ChangeKind.REPLACED),
        ({"storageEncrypted": True}, {}, ChangeKind.REPLACED),
    ],
)
def test_an_instance_is_replaced_for_what_cannot_change_in_place(
    before: dict[str, Value], after: dict[str, Value], kind: ChangeKind
) -> None:
    (change,) = compare(graph(resource(DATABASE, "r", before)), graph(resource(DATABASE, "r", after)))
    assert change.kind is kind


@pytest.mark.parametrize("type_", KEPT)
def test_every_data_store_says_what_replaces_it(type_: str) -> None:
    assert forcing_inputs(type_)


def kept(before: ResourceGraph, after: ResourceGraph, *waivers: Waiver) -> Verdict:
    """What the one rule of changes says."""
    only = {"data-store-kept": all_rules()["data-store-kept"]}
    return evaluate(after, base=before, waivers=waivers, rules=only, as_of=None)


def test_a_store_that_is_renamed_and_replaced_is_lost() -> None:
    old = resource(DATABASE, "old", {"engine": "postgres"})
    new = resource(DATABASE, "new", {"engine": "mysql"}, options=ResourceOptions(aliases=(old.urn,)))
    (finding,) = kept(graph(old), graph(new)).findings
    assert (finding.status, finding.urn, finding.path) == (Status.FAIL, new.urn, "engine")


@pytest.mark.parametrize("type_", KEPT)
def test_every_data_store_that_is_deleted_is_a_finding(type_: str) -> None:
    assert kept(graph(resource(type_, "store")), graph()).refused


def waiver(resource: str) -> Waiver:
    words = dict.fromkeys(("reason", "owner", "compensating_measure"), "x")
    return Waiver(rule="data-store-kept", resource=resource, approver="y", expiry=date(2026, 12, 1), **words)


def test_only_a_waiver_lets_it_through() -> None:
    stores = graph(resource(BUCKET, "documents"), resource(BUCKET, "images"), resource(DATABASE, "records"))
    assert [f.urn for f in kept(stores, graph(), waiver("documents"), waiver("im*")).refused] == [
        stores.resources[2].urn
    ]


def test_a_waiver_of_a_change_rests_where_nothing_is_compared_and_once_it_is_done() -> None:
    done = graph(resource(BUCKET, "documents"))
    assert evaluate(done, waivers=(waiver("records"),), as_of=None).problems == ()
    assert kept(done, done, waiver("records")).problems == ()
