from __future__ import annotations

import copy

from hds_blueprint.deployment import state_edit

from .states import PROVIDER, base, creating, resource, state, urn

BUCKET, VPC = "aws:s3/bucket:Bucket", "aws:ec2/vpc:Vpc"


def test_an_adopted_creation_becomes_a_resource_with_its_options_and_no_outputs() -> None:
    verb, wanted = creating(
        BUCKET, "documents", protect=True, dependencies=[urn(VPC, "vpc")], inputs={"bucket": "docs"}
    )
    before = state([*base(), resource(VPC, "vpc")], (verb, wanted))
    after = state_edit.settle(before, {wanted["urn"]: "docs"})
    assert state_edit.pending(after) == []
    adopted = state_edit.resources(after)[-1]
    assert adopted == {**wanted, "id": "docs", "outputs": {}}
    assert state_edit.unread(after) == [wanted["urn"]]


def test_what_is_not_adopted_leaves_the_pending_operations_only() -> None:
    before = state([*base(), resource(VPC, "vpc")], creating(BUCKET, "documents"))
    original = copy.deepcopy(before)
    after = state_edit.settle(before, {})
    assert before == original, "the export given is not changed"
    assert state_edit.resources(after) == state_edit.resources(before)
    assert "pending_operations" not in after["deployment"]


def test_an_adopted_replacement_leaves_the_old_resource_to_be_deleted() -> None:
    old = resource(VPC, "vpc")
    before = state([*base(), old], creating(VPC, "vpc"))
    after = state_edit.settle(before, {old["urn"]: "vpc-new"})
    *_, condemned, new = state_edit.resources(after)
    assert (condemned["id"], condemned["delete"]) == ("vpc-id", True)
    assert new["id"] == "vpc-new"
    assert "delete" not in new


def test_an_adopted_replacement_after_deletion_takes_the_place_of_the_deleted_one() -> None:
    before = state([*base(), resource(VPC, "vpc", pendingReplacement=True)], creating(VPC, "vpc"))
    after = state_edit.settle(before, {urn(VPC, "vpc"): "vpc-new"})
    assert [item["id"] for item in state_edit.resources(after) if item["type"] == VPC] == ["vpc-new"]


def test_updates_and_deletions_keep_their_resource() -> None:
    vpc = resource(VPC, "vpc")
    after = state_edit.settle(state([*base(), vpc], ("updating", vpc), ("deleting", vpc)), {})
    assert state_edit.resources(after)[-1] == vpc


def test_providers_and_components_without_outputs_are_not_unread() -> None:
    component = {"urn": urn("hds:keys:Keys", "keys"), "custom": False, "type": "hds:keys:Keys"}
    assert state_edit.unread(state([*base(), component, resource(VPC, "vpc")])) == []


def test_the_region_is_the_resources_own_then_its_providers() -> None:
    of = state_edit.region_of
    whole = state(base())
    assert of(resource(VPC, "a", inputs={"region": "eu-west-1"}), whole, "eu-west-3") == "eu-west-1"
    assert of(resource(VPC, "a"), whole, "eu-west-3") == "eu-central-1"
    assert of(resource(VPC, "a", provider=f"{PROVIDER}-other::1"), whole, "eu-west-3") == "eu-west-3"


def test_a_state_of_another_form_has_no_resources() -> None:
    for odd in (
        {},
        {"deployment": None},
        {"deployment": {"resources": {}}},
        {"deployment": {"resources": [1]}},
    ):
        assert state_edit.resources(odd) == []
        assert state_edit.pending(odd) == []


def test_without_takes_out_the_live_resource_only() -> None:
    old, new = resource(VPC, "vpc", delete=True), resource(VPC, "vpc", id="new")
    reduced = state_edit.without(state([*base(), old, new]), [new["urn"]])
    assert [item["id"] for item in state_edit.resources(reduced) if item["type"] == VPC] == ["vpc-id"]
