"""The engine, or the whole machine, dies in the middle of a deployment; `hds up` goes on from there."""

from __future__ import annotations

import pytest

from .killing import STACK, creations, kill_when, whole_and_once
from .workshop import Workshop

pytestmark = [pytest.mark.engine]


def test_creations_of_every_kind_are_found_again(pieces: Workshop) -> None:
    """Six calls at once: four that AWS carried out and could not answer, two that it never carried out."""
    kill_when(
        pieces,
        [
            "lose:create:aws:kms/key:Key#key",  # AWS chooses the id: found by its tag
            "lose:create:aws:kms/key:Key#copies",  # the same in another region
            "lose:create:aws:s3/bucket:Bucket",  # the name is the id
            "lose:create:aws:iam/role:Role",
            "hang:create:aws:ec2/vpc:Vpc",  # never carried out
            "hang:create:aws:sns/topic:Topic",
        ],
    )
    left = pieces.hds("status", STACK, "--simulated")
    assert left.returncode == 1
    assert left.stdout.count("Interrupted: creating") == 6
    assert "(gone)" in left.stdout
    plain = pieces.pulumi(STACK, "up", "--yes", "--skip-preview", check=False)
    assert "currently locked" in plain.stderr, "the plain command stops at the lock"

    resumed = pieces.up(STACK)
    assert "Cleared the lock" in resumed.stdout
    assert "4 adopted, 2 to be done again" in resumed.stdout
    with pieces.world(STACK) as world:
        assert set(creations(world).values()) == {1, 2}
        assert [name for name, count in creations(world).items() if count == 2] == ["bucket"]  # two types
    whole_and_once(pieces)


def test_what_depends_on_others_is_found_again(pieces: Workshop) -> None:
    kill_when(
        pieces,
        [
            "lose:create:aws:ec2/subnet:Subnet",
            "lose:create:aws:ec2/routeTable:RouteTable",
            "lose:create:aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            "lose:create:aws:kms/alias:Alias",
            "lose:create:aws:s3/bucketVersioning:BucketVersioning",
        ],
    )
    assert "5 adopted, 0 to be done again" in pieces.up(STACK).stdout
    [versioning] = [item for item in pieces.resources(STACK) if item["type"].endswith("BucketVersioning")]
    assert versioning["protect"], "an adopted resource keeps its options"
    whole_and_once(pieces)


def test_the_whole_machine_dies_again_and_again(pieces: Workshop) -> None:
    for fault in ("lose:create@1", "hang:create@2", "lose:create@2"):
        kill_when(pieces, [fault], machine=True)
        left = pieces.hds("status", STACK, "--simulated")
        assert left.returncode == 1, left.stdout
    pieces.up(STACK)
    with pieces.world(STACK) as world:
        assert max(creations(world).values()) <= 2  # two resources are called `bucket`
    whole_and_once(pieces)
