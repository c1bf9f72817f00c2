"""How an interrupted resource is found again: the table of identities.yaml, applied to its inputs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from hds_blueprint.data_files import read_data

Way = Literal["import", "arn", "ask", "again"]
# The tag that every resource of the blueprint carries where its type takes tags.
RESOURCE_TAG = "hds:resource"
_PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9|]*)\}")
_GROUP = re.compile(r"\{([0-9])\}")


@dataclass(frozen=True, slots=True)
class Identity:
    """The way back to a resource of one type; identities.yaml says what the fields mean."""

    way: Way
    template: str | None = None
    pattern: str | None = None
    hint: str | None = None

    def where(self, inputs: Mapping[str, Any]) -> str:
        """What tells the user where to look, where nothing else tells."""
        return "nothing says its id" if self.hint is None else f"look with {_fill(self.hint, inputs)}"

    def from_inputs(self, inputs: Mapping[str, Any]) -> str | None:
        """The id for the import, from the inputs alone; None where an input that it needs is missing."""
        return None if self.template is None else _fill(self.template, inputs)

    def from_arn(self, arn: str, inputs: Mapping[str, Any]) -> str | None:
        """The id for the import, from an ARN that the lookup found; None where the ARN has another form."""
        found = re.search(self.pattern or ".*", arn)
        if found is None:
            return None
        groups = (found[0], *found.groups())
        if self.template is None:
            return groups[1] if len(groups) > 1 else groups[0]
        if any(int(number) >= len(groups) for number in _GROUP.findall(self.template)):
            return None
        return _fill(_GROUP.sub(lambda number: groups[int(number[1])], self.template), inputs)


@cache
def _table() -> dict[str, Identity]:
    content: dict[str, dict[str, str]] = read_data("hds_blueprint.deployment", "identities.yaml")
    table: dict[str, Identity] = {}
    for type_, entry in content.items():
        way: Way = "arn" if "arn" in entry else "ask" if "ask" in entry else "import"
        way = "again" if "again" in entry else way
        table[type_] = Identity(way, entry.get("import"), entry.get("arn"), entry.get("ask"))
    return table


def identity(type_: str) -> Identity | None:
    """The way back to resources of a Pulumi type, or None where none is known."""
    return _table().get(type_)


def resource_tag(inputs: Mapping[str, Any]) -> str | None:
    """The value of the resource's own tag, by which it is recognised."""
    for name in ("tags", "tagsAll"):
        tags = inputs.get(name)
        if isinstance(tags, Mapping) and isinstance(value := tags.get(RESOURCE_TAG), str):
            return value
    return None


def _fill(template: str, inputs: Mapping[str, Any]) -> str | None:
    filled = template
    for whole in _PLACEHOLDER.finditer(template):
        value = next((inputs[name] for name in whole[1].split("|") if inputs.get(name) is not None), None)
        if not isinstance(value, str | int) or isinstance(value, bool):
            return None
        filled = filled.replace(whole[0], str(value))
    return filled
