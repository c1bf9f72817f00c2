"""The faults of a world: which operation they strike (fault.py says how they are written)."""

from __future__ import annotations

import threading

from hds_blueprint.simulated_aws.fault import Action, Fault
from hds_blueprint.simulated_aws.world import World


class Faults:
    """The faults of a world: those of the command line and those written into the world later."""

    def __init__(self, world: World, texts: tuple[str, ...] = ()) -> None:
        """Raises FaultError where a text is no fault."""
        self._world = world
        self._fixed = [Fault.parse(text) for text in texts]
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def strike(self, verb: str, type_: str, name: str) -> Action | None:
        """Count an attempt of an operation, and say what goes wrong with it."""
        ordered = [(f"command line {number}", fault) for number, fault in enumerate(self._fixed)]
        ordered += [(f"world {number}", Fault.parse(text)) for number, text in self._world.faults()]
        action: Action | None = None
        with self._lock:
            for key, fault in ordered:
                if not fault.matches(verb, type_, name):
                    continue
                count = self._counts[key] = self._counts.get(key, 0) + 1
                due = count >= fault.nth and (fault.times is None or count < fault.nth + fault.times)
                action = action or (fault.action if due else None)
        return action
