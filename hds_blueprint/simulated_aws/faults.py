"""Faults that simulated AWS is told to have: an operation fails, is throttled or hangs.

A fault is written `ACTION:VERB[:TYPE][#NAME][@N][xM]`. ACTION is `fail`, `throttle`, `hang` (nothing
happens until the provider is cancelled or killed) or `lose` (it happens, and the answer never comes,
as when a machine dies between the call and its answer). VERB is `create`, `read`, `update`, `delete`,
`invoke` or `*`; TYPE is a type token, `*` for any; NAME is the logical name. `@N` means: the N-th
operation that matches, counted from 1 (1 where it is left out). `xM` means: M times in a row (`x*` for
ever; 1 where it is left out). Examples: `fail:create:aws:rds/instance:Instance`,
`throttle:create@10x3`, `hang:*@25`.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import Final, Literal, cast

from hds_blueprint.simulated_aws.world import World

Action = Literal["fail", "throttle", "hang", "lose"]

_FORM: Final = re.compile(
    r"(?P<action>fail|throttle|hang|lose):(?P<verb>create|read|update|delete|invoke|\*)"
    r"(?::(?P<type>[^@#]+?))?(?:#(?P<name>[^@]+?))?(?:@(?P<nth>\d+))?(?:x(?P<times>\d+|\*))?"
)


class FaultError(ValueError):
    """A fault is not written as it should be."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `times` is None for ever."""

    action: Action
    verb: str
    type: str
    name: str
    nth: int
    times: int | None

    @classmethod
    def parse(cls, text: str) -> Fault:
        """The fault that a text describes. Raises FaultError."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise FaultError(
                f"{text!r} is no fault. It is written ACTION:VERB[:TYPE][#NAME][@N][xM], "
                "for example fail:create:aws:rds/instance:Instance or throttle:create@10x3"
            )
        return cls(
            cast(Action, found["action"]),  # the pattern takes no other
            found["verb"],
            found["type"] or "*",
            found["name"] or "*",
            int(found["nth"] or 1),
            None if found["times"] == "*" else int(found["times"] or 1),
        )

    def matches(self, verb: str, type_: str, name: str) -> bool:
        """Whether an operation is one that this fault counts."""
        return self.verb in ("*", verb) and self.type in ("*", type_) and self.name in ("*", name)


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
