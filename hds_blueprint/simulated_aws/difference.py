"""Differences between what a resource was given and what it is to be given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hds_blueprint.simulated_aws.checking import INTERNAL_PREFIX
from hds_blueprint.simulated_aws.values import UNKNOWN, Secret

Kind = Literal["add", "delete", "update"]


@dataclass(frozen=True, slots=True)
class Change:
    """One changed value; `path` as Pulumi writes it, `property` its first part."""

    path: str
    kind: Kind

    @property
    def property(self) -> str:
        """The top-level property that the change is in."""
        return re.split(r"[.\[]", self.path, maxsplit=1)[0]


def changes(old: Mapping[str, Any], new: Mapping[str, Any], ignored: Sequence[str] = ()) -> list[Change]:
    """Every value that differs, with its path, in alphabetical order.

    A value that is not known yet counts as changed. `ignored` are paths below which nothing counts.
    """
    return [change for change in _objects(old, new, "") if not _is_below(change.path, ignored)]


def _is_below(path: str, ignored: Sequence[str]) -> bool:
    return any(path == item or path.startswith((f"{item}.", f"{item}[")) for item in ignored)


def _objects(old: Mapping[str, Any], new: Mapping[str, Any], path: str) -> Iterator[Change]:
    for key in sorted(old.keys() | new.keys()):
        if key.startswith(INTERNAL_PREFIX):
            continue
        written = key if re.fullmatch(r"\w+", key) else f'["{key}"]'
        if not path:
            place = written
        else:
            place = f"{path}{written}" if written.startswith("[") else f"{path}.{written}"
        yield from _values(old.get(key), new.get(key), place)


def _values(old: Any, new: Any, path: str) -> Iterator[Change]:
    old = old.value if isinstance(old, Secret) else old
    new = new.value if isinstance(new, Secret) else new
    if old is None and new is None:
        return
    if old is None:
        yield Change(path, "add")
    elif new is None:
        yield Change(path, "delete")
    elif new is UNKNOWN:
        yield Change(path, "update")
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _objects(old, new, path)
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else None
            after = new[index] if index < len(new) else None
            yield from _values(before, after, f"{path}[{index}]")
    elif old != new or isinstance(old, bool) is not isinstance(new, bool):
        yield Change(path, "update")
