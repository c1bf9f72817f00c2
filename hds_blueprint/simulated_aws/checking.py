"""Checks of a resource's inputs against the argument classes of the installed pulumi_aws."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hds_blueprint.simulated_aws.argument_classes import Property, Shape
from hds_blueprint.simulated_aws.values import UNKNOWN, Secret, is_asset

# Bookkeeping of the engine's bridge that travels with inputs and is no argument.
INTERNAL_PREFIX: Final = "__"


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing wrong with an input; `path` as Pulumi writes it (`ingress[0].fromPort`)."""

    path: str
    reason: str


def failures(inputs: Mapping[str, Any], arguments: Mapping[str, Property]) -> list[Failure]:
    """Every unknown property, missing required property and value of a wrong type.

    `arguments` are the properties of the type's argument class. Values that are not known
    yet pass; nested objects are checked too. The order is that of the inputs, then of the class.
    """
    return list(_object(inputs, arguments, ""))


def _object(inputs: Mapping[str, Any], arguments: Mapping[str, Property], path: str) -> Iterator[Failure]:
    for name in sorted(inputs):
        if name.startswith(INTERNAL_PREFIX):
            continue
        place = f"{path}.{name}" if path else name
        argument = arguments.get(name)
        if argument is None:
            yield Failure(place, _unknown_property(name, arguments))
        elif inputs[name] is not None:
            yield from _value(inputs[name], argument.shape, place)
    for name, argument in arguments.items():
        if argument.required and inputs.get(name) is None:
            place = f"{path}.{name}" if path else name
            yield Failure(place, f"Missing required argument: the argument '{name}' is required")


def _value(value: Any, shape: Shape, path: str) -> Iterator[Failure]:
    if isinstance(value, Secret):
        # The value stays out of every message.
        for failure in _value(value.value, shape, path):
            yield Failure(failure.path, failure.reason.split(", got", 1)[0])
        return
    if value is None or value is UNKNOWN or shape.kind == "any":
        return
    if shape.kind == "union":
        yield from _union(value, shape, path)
    elif not _fits(value, shape):
        yield Failure(path, f"Wrong type: expected {_described(shape)}, got {_type_of(value)}")
    elif shape.kind == "list" and shape.element:
        for index, item in enumerate(value):
            yield from _value(item, shape.element, f"{path}[{index}]")
    elif shape.kind == "map" and shape.element:
        for key in sorted(value):
            if not key.startswith(INTERNAL_PREFIX):
                yield from _value(value[key], shape.element, f"{path}.{key}")
    elif shape.kind == "object" and shape.reference:
        yield from _object(value, shape.fields(), path)


def _union(value: Any, shape: Shape, path: str) -> Iterator[Failure]:
    fitting = [choice for choice in shape.choices if _fits(value, choice)]
    if not fitting:
        expected = " or ".join(_described(choice) for choice in shape.choices)
        yield Failure(path, f"Wrong type: expected {expected}, got {_type_of(value)}")
        return
    results = [list(_value(value, choice, path)) for choice in fitting]
    yield from min(results, key=len)


def _fits(value: Any, shape: Shape) -> bool:
    match shape.kind:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case "list":
            return isinstance(value, list)
        case "map" | "object":
            return isinstance(value, dict) and not is_asset(value)
        case "asset":
            return is_asset(value)
        case "union":
            return any(_fits(value, choice) for choice in shape.choices)
        case "any":
            return True


def _described(shape: Shape) -> str:
    if shape.kind == "list" and shape.element:
        return f"a list of {shape.element.kind}s"
    if shape.kind == "map" and shape.element:
        return f"a map of {shape.element.kind}s"
    return f"{'an' if shape.kind[0] in 'aeiou' else 'a'} {shape.kind}"


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the string '{value[:60]}'"
    return "a list" if isinstance(value, list) else "an object"


def _unknown_property(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    reason = f"Unsupported argument: an argument named '{name}' is not expected here"
    likely = suggestion(name, names)
    return f"{reason}. Did you mean '{likely}'?" if likely else reason


def suggestion(name: str, names: list[str]) -> str | None:
    """The name nearest to a wrong one, without regard to case and underscores; None if none is near."""

    def plain(text: str) -> str:
        return text.replace("_", "").lower()

    for candidate in names:
        if plain(candidate) == plain(name):
            return candidate
    near = difflib.get_close_matches(plain(name), [plain(candidate) for candidate in names], n=1, cutoff=0.7)
    return next((candidate for candidate in names if near and plain(candidate) == near[0]), None)
