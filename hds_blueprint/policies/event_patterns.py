"""Whether a pattern of Amazon EventBridge finds an event.

Source: EventBridge user guide, "Comparison operators for use in event patterns". What is known only
after apply, or by an operator that is not read here, is taken to find the event.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TypeAlias

from hds_blueprint.graph.model import Value
from hds_blueprint.policies.values import MISSING, Found, is_open, number

Event: TypeAlias = "Mapping[str, Event | str | float]"

# every event has these, whatever it tells of
ENVELOPE = ("account", "id", "region", "resources", "time", "version")


def finds(pattern: Found, event: Event) -> bool:
    """Whether the pattern, as an object, finds the event; fields that the event lacks find nothing."""
    if not isinstance(pattern, dict):
        return is_open(pattern)
    return all(_field_found(name, wanted, event) for name, wanted in pattern.items())


def _field_found(name: str, wanted: Value, event: Event) -> bool:
    if name in ENVELOPE:
        return True
    if name == "$or":
        return not isinstance(wanted, list) or any(finds(each, event) for each in wanted)
    found = event.get(name, MISSING)
    if isinstance(wanted, dict):
        return finds(wanted, found if isinstance(found, Mapping) else {})
    if not isinstance(wanted, list):
        return is_open(wanted)
    return any(_value_found(each, found) for each in wanted)


def _value_found(wanted: Value, found: object) -> bool:
    if is_open(wanted):
        return True
    if not isinstance(wanted, dict):
        return wanted == found
    (operator, bound), *_ = wanted.items() or ((None, None),)
    if operator == "exists":
        return (found is not MISSING) is bound
    if found is MISSING:
        return False
    text = str(found)
    match operator:
        case "prefix" | "suffix" if isinstance(bound, str):
            return text.startswith(bound) if operator == "prefix" else text.endswith(bound)
        case "equals-ignore-case" if isinstance(bound, str):
            return text.lower() == bound.lower()
        case "wildcard" if isinstance(bound, str):
            return fnmatchcase(text, bound.replace("[", "[[]").replace("?", "[?]"))
        case "anything-but" if not isinstance(bound, dict):
            return found not in (bound if isinstance(bound, list) else [bound])
        case "numeric" if isinstance(bound, list):
            return _numbers_found(bound, number(text))
        case _:
            return True


def _numbers_found(bounds: list[Value], found: float | None) -> bool:
    if found is None:
        return False
    for operator, bound in zip(bounds[::2], map(number, bounds[1::2]), strict=False):
        if bound is None:
            continue
        holds = {
            "=": found == bound,
            "<": found < bound,
            "<=": found <= bound,
            ">": found > bound,
            ">=": found >= bound,
        }
        if not holds.get(str(operator), True):
            return False
    return True
