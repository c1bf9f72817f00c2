"""What the document may state and the platform does not build yet: said, never passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel

from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.requirements import HostingRequirements

Standing = Literal["fields", "refused"]


@lru_cache(maxsize=2)
def not_built(standing: Standing) -> tuple[tuple[str, ...], ...]:
    """A list of not_built.yaml, each field as steps; `*` stands for any name."""
    text = Path(__file__).with_name("not_built.yaml").read_text(encoding="utf-8")
    return tuple(tuple(field.split(".")) for field in yaml.load(text, yaml.CSafeLoader)[standing])


def unbuilt(needs: HostingRequirements, standing: Standing = "fields") -> tuple[Location, ...]:
    """Where the document states, by another value than the default, what no component builds yet."""
    return tuple(place for steps in not_built(standing) for place in _stated(needs, steps, ()))


def _stated(node: object, steps: tuple[str, ...], place: Location) -> Iterator[Location]:
    step, *below = steps
    if step == "*":
        if isinstance(node, dict):
            for name, inner in node.items():
                yield from _stated(inner, tuple(below), (*place, name)) if below else iter([(*place, name)])
        return
    if not isinstance(node, BaseModel):
        return
    value: object = getattr(node, step)
    if below:
        yield from _stated(value, tuple(below), (*place, step))
    elif value != type(node).model_fields[step].get_default(call_default_factory=True):
        yield (*place, step)
