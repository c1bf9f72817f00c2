"""What a change of a document gives up, and what it adds: fields whose value protects less or more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from ipaddress import IPv4Network
from typing import Any, cast

from hds_blueprint.hosting.document import Document, Location, path_text
from hds_blueprint.hosting.facts import table
from hds_blueprint.hosting.printable import printable
from hds_blueprint.hosting.vocabulary import Section, format_duration

_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Shift:
    """A protection before and after a change; `place` is a path of the document, the values are printable."""

    place: str
    before: str
    after: str
    weaker: bool


def shifts(before: Document, after: Document) -> tuple[Shift, ...]:
    """The protections that differ, in order of their place (facts/strength.yaml says which they are).

    What stands in one of the two alone, such as a database that is new, is no shift: its resources are told.
    """
    found = [
        Shift(path_text(location), _text(one), _text(other), weaker)
        for pattern, direction in table("strength")["fields"].items()
        for location, one, other in _pairs(before, after, pattern.split("."))
        if one != other and (weaker := _weaker(direction, one, other)) is not None
    ]
    return tuple(sorted([*found, *_waivers(before, after)], key=lambda shift: shift.place))


def _pairs(
    old: Any, new: Any, steps: Sequence[str], above: Location = ()
) -> Iterator[tuple[Location, Any, Any]]:
    """The values of both sides at a pattern, where both have what holds them."""
    if not steps:
        yield above, old, new
        return
    one, other = _members(old), _members(new)
    for name in sorted(one.keys() & other.keys()) if steps[0] == "*" else steps[:1]:
        if name in one and name in other:
            yield from _pairs(one[name], other[name], steps[1:], (*above, name))


def _members(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Section):
        return {name: getattr(value, name) for name in type(value).model_fields}
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _weaker(direction: str | Sequence[str], one: Any, other: Any) -> bool | None:
    """Whether the second value protects less; None where neither does."""
    if not isinstance(direction, str):
        known = one in direction and other in direction
        return direction.index(other) < direction.index(one) if known else None
    return _DIRECTIONS[direction](one, other)


def _higher(one: Any, other: Any) -> bool:
    return other is None or (one is not None and other < one)


def _lower(one: Any, other: Any) -> bool:
    return other is None or (one is not None and other > one)


def _not_lower(one: Any, other: Any) -> bool | None:
    return True if _higher(one, other) else None


def _stated(one: Any, other: Any) -> bool | None:
    return None if one is not None and other is not None else other is None


def _fewer(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return any(item not in one for item in other)


def _narrower(one: Sequence[IPv4Network], other: Sequence[IPv4Network]) -> bool:
    return any(not any(item.subnet_of(each) for each in one) for item in other)


def _chosen(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return not other or (bool(one) and _fewer(one, other))


_DIRECTIONS: Mapping[str, Callable[[Any, Any], bool | None]] = {
    "higher": _higher,
    "lower": _lower,
    "not_lower": _not_lower,
    "stated": _stated,
    "fewer": _fewer,
    "narrower": _narrower,
    "chosen": _chosen,
}


def _waivers(before: Document, after: Document) -> Iterator[Shift]:
    """A waiver that is granted, prolonged or withdrawn, by rule and resource."""
    old, new = (
        {(waiver.rule, waiver.resource): waiver.expiry for waiver in document.waivers}
        for document in (before, after)
    )
    for rule, resource in sorted(old.keys() | new.keys()):
        one, other = old.get((rule, resource)), new.get((rule, resource))
        if one != other:
            weaker = other is not None and (one is None or other > one)
            yield Shift(
                f"waivers: {printable(rule)}, {printable(resource)}", _text(one), _text(other), weaker
            )


def _text(value: Any) -> str:
    if value is None or value == ():
        return _NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Section):
        return printable(str(value))
    if isinstance(value, tuple):
        return printable(", ".join(_text(item) for item in cast("tuple[Any, ...]", value)))
    return printable(str(value))
