"""Evaluates the expressions of a program: texts with references, lists, mappings and functions."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from hds_blueprint.foreign.yaml_program import values
from hds_blueprint.foreign.yaml_program.interpolation import Access, Step
from hds_blueprint.foreign.yaml_program.order import parts
from hds_blueprint.foreign.yaml_program.template import Template
from hds_blueprint.foreign.yaml_program.values import Hidden, ResourceHandle, Result
from hds_blueprint.graph.output_types import output_names
from hds_blueprint.graph.recording import RecordingMonitor
from hds_blueprint.hosting.document import Location
from hds_blueprint.problem import InputError

Function = Callable[["Expressions", Any, Location], Result]
_PREFIX = "fn::"


class Expressions:
    """The evaluator of one program; `names` is what its names stand for so far.

    Args:
        template: the program.
        monitor: answers data sources and makes markers.
        functions: by name in lower case, what `fn::` calls.
        call: what any other `fn::PACKAGE:MODULE:NAME` is.
    """

    def __init__(
        self,
        template: Template,
        monitor: RecordingMonitor,
        functions: Mapping[str, Function],
        call: Callable[[Expressions, str, Any, Location], Result],
    ) -> None:
        self.template = template
        self.monitor = monitor
        self.markers = monitor.markers
        self.names: dict[str, Result] = {}
        self._functions = functions
        self._call = call

    def value(self, expression: Any, location: Location) -> Result:
        """What an expression gives. Raises InputError where it cannot be evaluated."""
        if isinstance(expression, str):
            result = self._text(expression, location)
        elif isinstance(expression, list):
            items = [self.value(item, (*location, i)) for i, item in enumerate(expression)]
            result = values.of([item.value for item in items], *items)
        elif isinstance(expression, dict):
            result = self._mapping(expression, location)
        else:
            result = Result(expression)
        if result.too_large:
            raise self.template.error(
                "this holds more than can be evaluated",
                location,
                bound=f"{values.MAXIMUM_SIZE} values, {values.MAXIMUM_DEPTH} levels",
                suggestion="Variables that hold one another grow fast: take one out.",
            )
        return result

    def resource(self, expression: Any, location: Location) -> ResourceHandle:
        """The resource that an option names. Raises InputError where it is none."""
        found = self.value(expression, location).value
        if not isinstance(found, ResourceHandle):
            raise self.template.error(
                "a resource is expected here", location, value=expression, suggestion="Write ${NAME}."
            )
        return found

    def unknown(self, *sources: Result) -> Result:
        """A value that only apply knows, made of these."""
        return values.of(self.markers.unknown, *sources)

    def computed(self, function: Callable[..., Any], *sources: Result) -> Result:
        """What a function makes of values; unknown where one of them is, secret where one of them is."""
        opened = [values.revealed(source.value) for source in sources]
        if not all(values.inert(value, self.markers) for value, _ in opened):
            return self.hidden(self.unknown(*sources), any(hidden for _, hidden in opened))
        made = values.plain(function(*(value for value, _ in opened)), values.of(None, *sources).depends_on)
        return self.hidden(made, any(hidden for _, hidden in opened))

    def hidden(self, result: Result, hide: bool) -> Result:
        """The same as a secret, where it is one."""
        return replace(result, value=Hidden(result.value)) if hide else result

    @contextmanager
    def placed(self, location: Location) -> Generator[None]:
        """What the monitor refuses is told with the place in the program."""
        try:
            yield
        except InputError as error:
            place = self.template.file.problem("", location, code="")
            raise InputError(
                each if each.line else replace(each, file=place.file, line=place.line, column=place.column)
                for each in error.problems
            ) from None

    def _mapping(self, expression: Mapping[str, Any], location: Location) -> Result:
        name = next(iter(expression), "")
        if len(expression) == 1 and name.lower().startswith(_PREFIX):
            known = self._functions.get(name.lower())
            argument, place = expression[name], (*location, name)
            return known(self, argument, place) if known else self._call(self, name[4:], argument, place)
        keys = [self._key(key, location) for key in expression]
        items = [self.value(item, (*location, key)) for key, item in expression.items()]
        found = {key.value: item.value for key, item in zip(keys, items, strict=True)}
        return values.of(found, *keys, *items)

    def _key(self, key: str, location: Location) -> Result:
        found = self._text(key, (*location, key))
        text, hidden = values.revealed(found.value)
        if hidden or not isinstance(text, str):
            raise self.template.error("a key is a text, and no secret", (*location, key), value=key)
        return replace(found, value=text)

    def _text(self, text: str, location: Location) -> Result:
        found = parts(self.template, text, location)
        if len(found) == 1 and isinstance(found[0], Access):
            return self._access(found[0], location)
        results = [
            self._access(part, location) if isinstance(part, Access) else Result(part) for part in found
        ]
        pieces = [values.revealed(result.value) for result in results]
        texts = [self._written(piece, text, location) for piece, _ in pieces]
        return self.hidden(values.of("".join(texts), *results), any(hidden for _, hidden in pieces))

    def _written(self, value: Any, text: str, location: Location) -> str:
        """A value as it stands in a text."""
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            return f"{value:g}" if isinstance(value, float) else str(value)
        if value is None:
            return ""
        raise self.template.error(
            "a resource, list or mapping cannot stand in a text",
            location,
            value=text,
            suggestion="Name one of its values, such as ${name.id}, or use fn::join or fn::toJSON.",
        )

    def _access(self, access: Access, location: Location) -> Result:
        root = self.names[access.root]
        value = root.value
        if isinstance(value, ResourceHandle):
            if not access.steps:
                return Result(value, frozenset({value.urn}))
            return values.plain(self._output(value, access.steps, location), {value.urn})
        return replace(root, value=self._inside(value, access.steps, location, None))

    def _output(self, resource: ResourceHandle, steps: Sequence[Step], location: Location) -> Any:
        name = steps[0]
        if name == "id":
            return resource.id or self.markers.unknown
        if name == "urn":
            return resource.urn
        if name in resource.outputs:
            return self._inside(resource.outputs[str(name)], steps[1:], location, (resource, steps))
        known = output_names(resource.type)
        close = get_close_matches(str(name), known, 1) if name not in known else []
        if close:
            raise self.template.error(
                f"{resource.type} has no output of this name",
                location,
                value=name,
                suggestion=f"Did you mean {close[0]}?",
            )
        return self.markers.of(resource.urn, _path(steps))

    def _inside(
        self,
        value: Any,
        steps: Sequence[Step],
        location: Location,
        origin: tuple[ResourceHandle, Sequence[Step]] | None,
    ) -> Any:
        """What the steps lead to; `origin` is the output that the value is, if it is one."""
        for number, step in enumerate(steps):
            if isinstance(value, Hidden):
                return Hidden(self._inside(value.value, steps[number:], location, origin))
            if isinstance(value, ResourceHandle):
                return self._output(value, steps[number:], location)
            if isinstance(value, dict) and isinstance(step, str) and (step in value or origin is None):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            elif isinstance(value, str) and not self.markers.inert(value):
                return self._of_marker(value, steps[number:])
            elif origin is not None:
                # the provider adds what the program left out
                return self.markers.of(origin[0].urn, _path(origin[1]))
            else:
                raise self.template.error(
                    "there is no such value inside",
                    location,
                    value=_path(steps),
                    suggestion="A list has numbers from 0, a mapping its keys.",
                )
        return value

    def _of_marker(self, text: str, steps: Sequence[Step]) -> str:
        found = self.markers.inside(text)
        if len(found) == 1 and self.markers.of(found[0].urn, found[0].property) == text:
            return self.markers.of(found[0].urn, found[0].property + _path(steps, below=True))
        return self.markers.unknown


def _path(steps: Sequence[Step], *, below: bool = False) -> str:
    """A property path as references have it: `endpoints[0].address`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text if below else text.removeprefix(".")
