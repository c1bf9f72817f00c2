"""Interrupted changes, a deployment that still runs, a provider that fails: `hds up` goes on."""

from __future__ import annotations

import os
import signal

import pytest

from .killing import STACK, configure, creations, kill_when, whole_and_once
from .workshop import Workshop, wait_until

pytestmark = [pytest.mark.engine]


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
