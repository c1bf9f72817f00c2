"""What the SDK reads of a type hint, read once.

For each property of each resource it takes the hint apart again, though the same hints come back with
every resource of a type. The answer depends on the hint alone, so that it may be kept for all programs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from pulumi import _types  # pyright: ignore[reportPrivateUsage]

_NAME = "unwrap_type"


@cache
def remember() -> None:
    """From now on, a hint is taken apart once."""
    original: Callable[[Any], Any] | None = getattr(_types, _NAME, None)
    if original is None:  # another version of the SDK: nothing is gained and nothing is lost
        return
    known = cache(original)

    def unwrapped(hint: Any) -> Any:
        try:
            return known(hint)
        except TypeError:  # a hint that cannot be a key
            return original(hint)

    setattr(_types, _NAME, unwrapped)
