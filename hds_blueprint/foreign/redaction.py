"""Secret configuration values are taken out of whatever a program makes of them.

A program may read a secret as a plain value (`config.get`) and put it into a tag, or into the message of
an error. What leaves the recorder holds neither.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, overload

from hds_blueprint.graph.model import Join, ResourceGraph, Secret, Value
from hds_blueprint.problem import Problem

STAND_IN = "(secret)"
_SHORTEST = 4  # characters; what is shorter is found in any text, and is taken out only as a whole value


class Redaction:
    """Takes secret texts out of graphs and problems."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._whole = frozenset(part for secret in secrets for part in _parts(secret))
        forms = {form for text in self._whole if len(text) >= _SHORTEST for form in _forms(text)}
        ordered = sorted(forms, key=lambda form: (-len(form), form))
        self._inside = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def graph(self, graph: ResourceGraph) -> ResourceGraph:
        """The graph without them: a whole value is a secret, in a longer text a stand-in takes its place."""
        if not self._whole:
            return graph
        resources = tuple(
            replace(each, inputs={name: self._value(value) for name, value in each.inputs.items()})
            for each in graph.resources
        )
        outputs = {name: self._value(value) for name, value in graph.outputs.items()}
        return replace(graph, resources=resources, outputs=outputs)

    def problem(self, problem: Problem) -> Problem:
        """The problem without them in its words."""
        return replace(
            problem,
            reason=self._text(problem.reason),
            value=self._text(problem.value),
            suggestion=self._text(problem.suggestion),
        )

    def _value(self, value: Value) -> Value:
        match value:
            case str():
                return Secret() if value in self._whole else self._text(value)
            case Join():
                parts = (self._text(part) if isinstance(part, str) else part for part in value.parts)
                return Join(tuple(parts))
            case list():
                return [self._value(item) for item in value]
            case dict():
                return {self._text(name): self._value(item) for name, item in value.items()}
            case _:
                return value

    @overload
    def _text(self, text: str) -> str: ...
    @overload
    def _text(self, text: None) -> None: ...
    def _text(self, text: str | None) -> str | None:
        return self._inside.sub(STAND_IN, text) if self._inside and text else text


def _parts(secret: str) -> Iterator[str]:
    """The secret itself and, where it is JSON, the texts inside."""
    yield secret
    try:
        pending: list[Any] = [json.loads(secret)]
    except (ValueError, RecursionError):
        return
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict | list):
            pending.extend(item.values() if isinstance(item, dict) else item)


def _forms(text: str) -> Iterator[str]:
    """A text as it is, inside JSON, and in base64."""
    yield text
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    yield base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
