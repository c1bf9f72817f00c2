"""What a check says, before it is put into words and given a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hds_blueprint.hosting.document import Location


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong, as data: `code` names the message in texts/messages.<language>.yaml.

    `location` is the field it is about and `depends_on` the other fields that decided;
    `arguments` fill the message's braces; `place` among them is a region's code, shown by its name.
    `place` (line, column from 1) and `file` are given where the text itself is wrong and no field can
    be named. `at_key` points at the key rather than at its value.
    """

    code: str
    location: Location = ()
    value: str | None = None
    bound: str | None = None
    severity: Literal["error", "warning"] = "error"
    arguments: Mapping[str, str] = field(default_factory=dict[str, str])
    depends_on: tuple[Location, ...] = ()
    place: tuple[int, int] | None = None
    file: str | None = None
    at_key: bool = False
