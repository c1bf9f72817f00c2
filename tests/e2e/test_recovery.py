"""The engine, or the whole machine, dies in the middle of a deployment; `hds up` goes on from there."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable

import pytest

from hds_blueprint.simulated_aws.world import World

from .workshop import Workshop, wait_until

pytestmark = [pytest.mark.engine]

STACK = "small"
Make = Callable[..., Workshop]


@pytest.fixture
def pieces(workshop: Make) -> Workshop:
    return workshop(program="pieces", policies=False)


def whole_and_once(workshop: Workshop) -> None:
    """Each resource of the state is in the account, each of the account in the state, and none twice."""
    with workshop.world(STACK) as world:
        account = [(item.urn, item.id) for item in world.list() if item.status == "live"]
    state = [(item["urn"], item["id"]) for item in workshop.resources(STACK) if not item.get("delete")]
    assert [urn for urn, count in Counter(urn for urn, _ in account).items() if count > 1] == []
    assert sorted(account) == sorted(state)
    assert "pending_operations" not in workshop.state(STACK)["deployment"]
    again = workshop.up(STACK)
    assert "no change" in again.stdout


def creations(world: World) -> Counter[str]:
    """How often a resource was made, by its logical name."""
    return Counter(
        entry.name for entry in world.journal(verb="create") if entry.outcome in ("done", "answer-lost")
    )


def kill_when(workshop: Workshop, faults: list[str], *, machine: bool = False) -> str:
    """Runs `hds up` until every fault has struck and nothing moves any more, then kills the engine with
    SIGKILL, or everything at once. The result is what the command printed, if it lived."""
    with workshop.world(STACK) as world:
        for fault in faults:
            world.add_fault(fault)
        before = len(world.journal())

        def stuck() -> bool:
            # A deletion or a change waits in the same way.
            open_ = [
                entry for entry in world.journal()[before:] if entry.outcome in ("started", "answer-lost")
            ]
            return len(open_) >= len(faults)

        with workshop.started("up", STACK, "--simulated", "--skip-preview") as process:
            wait_until(lambda: stuck() or process.poll() is not None)
            assert process.poll() is None, process.communicate()
            if machine:
                engine = workshop.engine(STACK)
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                wait_until(lambda: not os.path.exists(f"/proc/{engine}"))
                printed = ""
            else:
                os.kill(workshop.engine(STACK), signal.SIGKILL)
                printed, _ = process.communicate(timeout=60)
                assert process.returncode == 1, printed
                assert "Traceback" not in printed
        world.clear_faults()
    return printed


def configure(workshop: Workshop, version: str) -> None:
    workshop.pulumi(STACK, "config", "set", "test:version", version)


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


def test_changes_replacements_and_deletions_go_on(pieces: Workshop) -> None:
    pieces.up(STACK)
    configure(pieces, "2")
    kill_when(pieces, ["lose:update:aws:kms/key:Key#key"])
    pieces.up(STACK)
    with pieces.world(STACK) as world:
        assert [item.outputs["description"] for item in world.find(name="key")] == ["version 2"]
    configure(pieces, "3")
    kill_when(pieces, ["lose:create:aws:ec2/subnet:Subnet"])  # the new one of a replacement
    pieces.up(STACK)
    with pieces.world(STACK) as world:
        assert [item.outputs["cidrBlock"] for item in world.find(name="subnet")] == ["10.0.3.0/24"]
        assert world.find(name="topic") == []
    whole_and_once(pieces)
    configure(pieces, "2")
    pieces.up(STACK)
    configure(pieces, "3")
    kill_when(pieces, ["lose:delete:aws:sns/topic:Topic"])
    pieces.up(STACK)
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


def test_a_running_deployment_is_left_alone(pieces: Workshop) -> None:
    with pieces.world(STACK) as world:
        world.add_fault("hang:create:aws:ec2/vpc:Vpc")
        with pieces.started("up", STACK, "--simulated", "--skip-preview"):
            wait_until(lambda: any(entry.outcome == "started" for entry in world.journal()))
            second = pieces.hds("up", STACK, "--simulated")
            assert second.returncode == 2
            assert "another deployment of this stack is running" in second.stderr
            engine = pieces.engine(STACK)
            os.kill(engine, signal.SIGKILL)
        world.clear_faults()


def test_a_provider_that_fails_or_throttles_midway_is_gone_on_with(pieces: Workshop) -> None:
    with pieces.world(STACK) as world:
        world.add_fault("fail:create:aws:ec2/subnet:Subnet")
        world.add_fault("throttle:create:aws:kms/key:Key#keyx2")  # the provider tries again by itself
        world.add_fault("throttle:create:aws:iam/role:Rolex99")  # and gives up in the end
        failed = pieces.hds("up", STACK, "--simulated", "--skip-preview")
        assert failed.returncode == 1
        assert "Traceback" not in failed.stdout + failed.stderr
        assert "failed: create aws:ec2/subnet:Subnet subnet" in failed.stderr
        assert "Run the command again" in failed.stderr
        world.clear_faults()
    pieces.up(STACK)
    with pieces.world(STACK) as world:
        assert creations(world)["key"] == 1
    whole_and_once(pieces)
