"""What is said of the resources that a destroy leaves, and the steps to end them (ending.yaml)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from hds_blueprint.data_files import read_data
from hds_blueprint.deployment.remaining import Remaining


def _in_account(item: Remaining) -> bool:
    """Whether it exists outside of the state: components and providers do not."""
    return item.id is not None and not item.type.startswith("pulumi:")


@cache
def _texts() -> dict[str, Any]:
    return read_data("hds_blueprint.deployment", "ending.yaml")


def steps(stack: str, stays: Sequence[Remaining], *, simulated: bool) -> Iterator[str]:
    """The lines that list what stays, by reason, and the steps to end it."""
    texts = _texts()
    if not stays:
        yield texts["nothing"]
        return
    for heading, items in (
        ("protected", [item for item in stays if item.protected]),
        ("locked", [item for item in stays if item.locked and not item.protected]),
        ("retained", [item for item in stays if item.held and not (item.protected or item.locked)]),
        ("needed", [item for item in stays if item.needed_by and _in_account(item)]),
    ):
        if items:
            yield f"{texts[heading]} ({len(items)}):"
        for item in items:
            form = "identified" if item.id is not None else "named"
            yield texts[form].format(type=item.type, name=item.name, id=item.id)
    for line in texts["steps"]:
        yield line.format(stack=stack, option=" --simulated" if simulated else "")
