"""What lies between two graphs."""

from __future__ import annotations

from dataclasses import replace

from hds_blueprint.graph.model import ResourceOptions
from hds_blueprint.policies.change import Change, ChangeKind
from hds_blueprint.policies.changes import compare, replacing_inputs
from hds_blueprint.policies.data_stores import KEPT

from .graphs import BUCKET, DATABASE, graph, resource


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
    assert compare(graph(here), graph(there)) == (Change(ChangeKind.REPLACED, here.urn, ("region",)),)


def test_every_data_store_says_what_replaces_it() -> None:
    assert replacing_inputs().keys() == set(KEPT)
