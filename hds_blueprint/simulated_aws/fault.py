"""One fault that simulated AWS is told to have: an operation fails, is throttled or hangs.

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
from dataclasses import dataclass
from typing import Final, Literal, cast

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
