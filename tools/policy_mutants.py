"""A policy's statement, weakened: an allowance made wider, a refusal made narrower.

What would only make it stricter (an allowance with an action less, a refusal without its condition), what
shuts out who should come in (a condition on another account), and what AWS refuses (a statement without its
effect), is no mutant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from hds_blueprint.graph.model import Value

Statement: TypeAlias = "dict[str, Value]"
# Path, kind of change, the whole new statement.
Change: TypeAlias = tuple[str, str, Statement]

OUTSIDE = "us-east-1"
STRANGER = "999999999999"
_REGION = re.compile(r"\b(?:eu|us|ap|ca|sa|me|af|il)-[a-z]+-\d\b")
_ACCOUNT = re.compile(r"\b\d{12}\b")
_NAMED = ("Action", "Resource", "Principal")
_EXCEPT = ("NotAction", "NotResource", "NotPrincipal")


def is_statement(value: Value) -> bool:
    """Whether a value has the form of a policy's statement."""
    return isinstance(value, dict) and value.get("Effect") in ("Allow", "Deny") and bool(_names(value))


def changes(statement: Statement, path: str) -> Iterator[Change]:
    """Every weaker form of a statement at this path."""
    if statement["Effect"] == "Deny":
        yield path, "allow", {**statement, "Effect": "Allow"}
        yield from _items_dropped(statement, path, _NAMED)
        yield from _refusal_avoided(statement, path)
        return
    for part in _NAMED:
        if part in statement and statement[part] != "*":
            yield f"{path}.{part}", "widen", {**statement, part: "*"}
    yield from _items_dropped(statement, path, _EXCEPT)
    yield from _whole_service(statement, path)
    for part in ("Principal", "Resource"):
        yield from _elsewhere(statement, path, part)
    yield from _conditions_dropped(statement, path)


def moved(value: Value) -> Value:
    """The value with every region replaced by one outside of the EEA."""
    return _replaced(value, _REGION, OUTSIDE)


def _names(statement: dict[str, Value]) -> set[str]:
    return {"Action", "NotAction"} & statement.keys()


def _items_dropped(statement: Statement, path: str, parts: tuple[str, ...]) -> Iterator[Change]:
    for part in parts:
        items = statement.get(part)
        if not isinstance(items, list) or len(items) == 1:
            continue
        for index in range(len(items)):
            rest = [*items[:index], *items[index + 1 :]]
            yield f"{path}.{part}[{_label(items[index])}]", "drop", {**statement, part: rest}


def _whole_service(statement: Statement, path: str) -> Iterator[Change]:
    """Every action of the service of each named action."""
    actions = statement.get("Action")
    listed: list[Value] = actions if isinstance(actions, list) else [actions]
    for index, action in enumerate(listed):
        if isinstance(action, str) and ":" in action and not action.endswith(":*"):
            wider = f"{action.partition(':')[0]}:*"
            yield f"{path}.Action[{action}]", "widen", {**statement, "Action": _with(listed, index, wider)}


def _elsewhere(statement: Statement, path: str, part: str) -> Iterator[Change]:
    """The statement for another region, and for another account."""
    value = statement.get(part)
    for kind, new in (("move", moved(value)), ("stranger", _replaced(value, _ACCOUNT, STRANGER))):
        if new != value:
            yield f"{path}.{part}", kind, {**statement, part: new}


def _conditions_dropped(statement: Statement, path: str) -> Iterator[Change]:
    conditions = statement.get("Condition")
    if not isinstance(conditions, dict):
        return
    rest = {key: value for key, value in statement.items() if key != "Condition"}
    yield f"{path}.Condition", "drop", rest
    for operator, tests in conditions.items():
        if not isinstance(tests, dict):
            continue
        if len(conditions) > 1:
            fewer = {key: value for key, value in conditions.items() if key != operator}
            yield f"{path}.Condition.{operator}", "drop", {**statement, "Condition": fewer}
        if len(tests) > 1:
            for key in tests:
                left: Any = {name: value for name, value in tests.items() if name != key}
                weaker = {**conditions, operator: left}
                yield f"{path}.Condition.{operator}.{key}", "drop", {**statement, "Condition": weaker}


def _refusal_avoided(statement: Statement, path: str) -> Iterator[Change]:
    """A refusal whose condition no longer holds where it should."""
    conditions = statement.get("Condition")
    if not isinstance(conditions, dict):
        return
    for operator, tests in conditions.items():
        if not isinstance(tests, dict):
            continue
        for key, value in tests.items():
            weaker = _avoided(operator, value)
            if weaker is not None:
                inner: Any = {**conditions, operator: {**tests, key: weaker}}
                place = f"{path}.Condition.{operator}.{key}"
                yield place, "weaken", {**statement, "Condition": inner}


def _avoided(operator: str, value: Value) -> Value:
    """The value with which a refusal's condition lets more through; None where none is known."""
    if value in ("true", "false"):
        return "false" if value == "true" else "true"
    if "Less" in operator:
        return "0"
    if "Greater" in operator:
        return "1000000"
    if "Not" in operator:
        listed = value if isinstance(value, list) else [value]
        if all(isinstance(item, str) and _REGION.fullmatch(item) for item in listed):
            return [*listed, OUTSIDE]
        return "*" if "Like" in operator else None
    return None


def _label(item: Value) -> str:
    return item if isinstance(item, str) else ""


def _with(items: list[Value], index: int, item: Value) -> list[Value]:
    return [*items[:index], item, *items[index + 1 :]]


def _replaced(value: Value, pattern: re.Pattern[str], by: str) -> Value:
    if isinstance(value, str):
        return pattern.sub(by, value)
    if isinstance(value, list):
        return [_replaced(item, pattern, by) for item in value]
    if isinstance(value, dict):
        return {key: _replaced(item, pattern, by) for key, item in value.items()}
    return value
