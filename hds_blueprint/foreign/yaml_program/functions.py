"""The functions of Pulumi YAML that compute: `fn::join`, `fn::toJSON` and the others.

Source of each: the evaluateBuiltin functions of pkg/pulumiyaml/run.go.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from hds_blueprint.foreign.yaml_program import values
from hds_blueprint.foreign.yaml_program.expressions import Expressions, Function
from hds_blueprint.foreign.yaml_program.values import Hidden, ResourceHandle, Result
from hds_blueprint.hosting.document import Location


def _join(own: Expressions, argument: Any, location: Location) -> Result:
    separator, items = _two(own, argument, location, "a separator and a list")
    between, hidden = values.revealed(separator.value)
    listed, hidden_items = values.revealed(items.value)
    secret = hidden or hidden_items
    if isinstance(listed, str) and not own.markers.inert(listed):
        return own.hidden(own.unknown(separator, items), secret)
    if not isinstance(between, str) or not isinstance(listed, list):
        raise own.template.error("a separator and a list are expected", location, value=argument)
    texts = [_as_text(own, item, location) for item in listed]
    return own.hidden(values.of(between.join(texts), separator, items), secret)


def _as_text(own: Expressions, item: Any, location: Location) -> str:
    if not isinstance(item, str | int | float):
        raise own.template.error("only texts and numbers can be joined", location, value=item)
    return str(item).lower() if isinstance(item, bool) else str(item)


def _split(own: Expressions, argument: Any, location: Location) -> Result:
    separator, text = _two(own, argument, location, "a separator and a text")

    def split(between: Any, whole: Any) -> list[str]:
        if not isinstance(between, str) or not isinstance(whole, str):
            raise own.template.error("a separator and a text are expected", location, value=argument)
        return whole.split(between) if between else list(whole)

    return own.computed(split, separator, text)


def _select(own: Expressions, argument: Any, location: Location) -> Result:
    index, items = _two(own, argument, location, "an index and a list")
    number, _ = values.revealed(index.value)
    listed = items.value.value if isinstance(items.value, Hidden) else items.value
    secret = isinstance(items.value, Hidden)
    if isinstance(listed, str) and not own.markers.inert(listed):
        found = own.markers.inside(listed)
        if len(found) == 1 and isinstance(number, int):
            marker = own.markers.of(found[0].urn, f"{found[0].property}[{number}]")
            return own.hidden(values.of(marker, index, items), secret)
        return own.hidden(own.unknown(index, items), secret)
    if isinstance(number, str) and not own.markers.inert(number):
        return own.unknown(index, items)
    if isinstance(number, bool) or not isinstance(number, int) or not isinstance(listed, list):
        raise own.template.error("an index and a list are expected", location, value=argument)
    if not 0 <= number < len(listed):
        raise own.template.error(
            "the list is shorter", location, value=number, bound=f"0 to {len(listed) - 1}"
        )
    return own.hidden(values.plain(listed[number], values.of(None, index, items).depends_on), secret)


def _to_json(own: Expressions, argument: Any, location: Location) -> Result:
    result = own.value(argument, location)
    opened, secret = values.revealed(result.value)
    try:
        text = json.dumps(opened, separators=(",", ":"), ensure_ascii=False, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError):
        raise own.template.error("a resource has no form in JSON", location) from None
    return own.hidden(values.of(text, result), secret)


def _secret(own: Expressions, argument: Any, location: Location) -> Result:
    return own.hidden(own.value(argument, location), hide=True)


def _unsecret(own: Expressions, argument: Any, location: Location) -> Result:
    result = own.value(argument, location)
    return values.plain(values.revealed(result.value)[0], result.depends_on)


def _of_text(function: Callable[[str], Any], own: Expressions, argument: Any, location: Location) -> Result:
    """A function of one text."""

    def checked(text: Any) -> Any:
        if not isinstance(text, str):
            raise own.template.error("a text is expected", location, value=text)
        try:
            return function(text)
        except ValueError:
            raise own.template.error("this text cannot be converted", location) from None

    return own.computed(checked, own.value(argument, location))


def _to_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _from_base64(text: str) -> str:
    return base64.b64decode(text, validate=True).decode()


def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _length(own: Expressions, argument: Any, location: Location) -> Result:
    def length(value: Any) -> int:
        if not isinstance(value, str | list | dict):
            raise own.template.error("a text, list or mapping is expected", location, value=value)
        return len(value)

    return own.computed(length, own.value(argument, location))


def _single(own: Expressions, argument: Any, location: Location) -> Result:
    def single(value: Any) -> Any:
        if not isinstance(value, list) or len(value) > 1:
            raise own.template.error("a list of at most one value is expected", location, value=value)
        return value[0] if value else None

    return own.computed(single, own.value(argument, location))


def _name(own: Expressions, argument: Any, location: Location) -> Result:
    return Result(own.resource(argument, location).name)


def _type(own: Expressions, argument: Any, location: Location) -> Result:
    return Result(own.resource(argument, location).type)


def _two(own: Expressions, argument: Any, location: Location, words: str) -> tuple[Result, Result]:
    if not isinstance(argument, list) or len(argument) != 2:
        raise own.template.error(
            f"a list of two is expected: {words}", location, value=argument, suggestion="Write [one, other]."
        )
    first, second = (own.value(each, (*location, number)) for number, each in enumerate(argument))
    for result in (first, second):
        if isinstance(result.value, ResourceHandle):
            raise own.template.error("a resource is no text and no list", location)
    return first, second


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "fn::join": _join,
        "fn::split": _split,
        "fn::select": _select,
        "fn::tojson": _to_json,
        "fn::tobase64": partial(_of_text, _to_base64),
        "fn::frombase64": partial(_of_text, _from_base64),
        "fn::sha1": partial(_of_text, _sha1),
        "fn::secret": _secret,
        "fn::unsecret": _unsecret,
        "fn::length": _length,
        "fn::singleornone": _single,
        "fn::pulumiresourcename": _name,
        "fn::pulumiresourcetype": _type,
    }
)
