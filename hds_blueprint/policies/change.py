"""One difference between two graphs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    REPLACED = "replaced"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Change:
    """One resource that differs, with the inputs that do (all of them where it is replaced)."""

    kind: ChangeKind
    urn: str
    properties: tuple[str, ...] = ()
