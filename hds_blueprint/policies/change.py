"""One difference between two graphs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# the rule that judges a change, and nothing where none is looked at
DATA_STORE_KEPT = "data-store-kept"


class ChangeKind(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    REPLACED = "replaced"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Change:
    """One resource that differs, with the inputs that do; `replacing` are those that make AWS replace it."""

    kind: ChangeKind
    urn: str
    properties: tuple[str, ...] = ()
    replacing: tuple[str, ...] = ()
