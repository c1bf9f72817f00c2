"""Killing the engine, or everything, in the middle of a deployment, and what must be true in the end."""

from __future__ import annotations

import os
import signal
from collections import Counter

from hds_blueprint.simulated_aws.world import World

from .workshop import Workshop, wait_until

STACK = "small"


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
