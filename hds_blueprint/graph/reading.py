"""Reads JSON that anybody may have written, and checks it step by step.

Graph files, previews and states come from outside. Whatever is wrong with one ends in a GraphError
with the file and the path of the place, never in a traceback.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from hds_blueprint.graph import model
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.model import Resource

# A state of 20,000 resources has some 100 MB; more is not a hosting platform.
MAXIMUM_BYTES = 256 * 1024 * 1024
# Two and a half times the largest graph that the rules are measured on; each resource has dozens of verdicts.
MAXIMUM_RESOURCES = 50_000
# Pulumi's own values end at about a dozen levels.
MAXIMUM_DEPTH = 100
_SHOWN = 60


class Reader:
    """Typed access to a JSON file; `file` is its name as the user gave it."""

    def __init__(self, file: str) -> None:
        self.file: str = file

    def fail(
        self,
        path: str,
        reason: str,
        *,
        value: object = None,
        bound: str | None = None,
        hint: str | None = None,
    ) -> NoReturn:
        """Raises the GraphError for a place; never give a value that may be secret."""
        shown = None if value is None else _shortened(str(value))
        raise GraphError.of(
            reason,
            file=self.file,
            path=path or None,
            value=shown,
            bound=bound,
            suggestion=hint,
            code="bad-graph",
        )

    def json(self, path: Path) -> Any:
        """The content of a JSON file.

        Raises:
            GraphError: the file cannot be read, is too large, or is not JSON in UTF-8.
        """
        try:
            with path.open("rb") as file:
                # a device or a pipe says nothing of its size, and may never end
                content = file.read(MAXIMUM_BYTES + 1)
        except OSError as error:
            self.fail("", f"the file cannot be read: {error.strerror or error}")
        if len(content) > MAXIMUM_BYTES:
            self.fail("", "the file is too large", bound=f"{MAXIMUM_BYTES} bytes")
        try:
            return json.loads(
                content.decode("utf-8-sig"),
                object_pairs_hook=self._object,
                parse_constant=self._constant,
                parse_float=self._float,
            )
        except UnicodeDecodeError as error:
            self.fail("", f"the file is not UTF-8 (byte {error.start})")
        except json.JSONDecodeError as error:
            raise GraphError.of(
                f"the file is not JSON: {error.msg}",
                file=self.file,
                line=error.lineno,
                column=error.colno,
                code="bad-graph",
            ) from None
        except RecursionError:
            self.fail("", "the file is nested too deeply", bound=f"{MAXIMUM_DEPTH} levels")
        except ValueError:
            self.fail("", "the file holds a number with too many digits")

    def mapping(self, value: object, path: str) -> dict[str, Any]:
        """A JSON object."""
        if not isinstance(value, dict):
            self.fail(path, f"an object is expected, not {_kind(value)}")
        return value

    def items(self, value: object, path: str) -> list[Any]:
        """A JSON array."""
        if not isinstance(value, list):
            self.fail(path, f"a list is expected, not {_kind(value)}")
        return value

    def resources(self, value: object, path: str) -> list[Any]:
        """The array of a file's resources, or of what is done to them."""
        found = self.items(value, path)
        if len(found) > MAXIMUM_RESOURCES:
            bound = f"{MAXIMUM_RESOURCES} resources"
            self.fail(path, "the file holds too many resources", value=len(found), bound=bound)
        return found

    def text(self, value: object, path: str) -> str:
        """A text that can be written again as UTF-8."""
        if not isinstance(value, str):
            self.fail(path, f"a text is expected, not {_kind(value)}")
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                self.fail(path, "the text holds half a character (a lone surrogate)")
        return value

    def optional_text(self, value: object, path: str) -> str | None:
        """A text; None where it is missing or empty."""
        return None if value is None else self.text(value, path) or None

    def boolean(self, value: object, path: str) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            self.fail(path, f"true or false is expected, not {_kind(value)}")
        return value

    def urn(self, value: object, path: str) -> str:
        """A Pulumi URN."""
        text = self.text(value, path)
        try:
            model.type_of(text)
        except ValueError:
            self.fail(
                path,
                "this is not a Pulumi URN",
                value=text,
                hint="A URN reads urn:pulumi:STACK::PROJECT::TYPE::NAME.",
            )
        return text

    def urns(self, value: object, path: str) -> tuple[str, ...]:
        """A list of URNs; empty where it is missing."""
        if value is None:
            return ()
        return tuple(self.urn(item, f"{path}[{i}]") for i, item in enumerate(self.items(value, path)))

    def texts(self, value: object, path: str) -> tuple[str, ...]:
        """A list of texts; empty where it is missing."""
        if value is None:
            return ()
        return tuple(self.text(item, f"{path}[{i}]") for i, item in enumerate(self.items(value, path)))

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    self.fail(_shortened(name), "the key stands twice in one object")
                seen.add(name)
        return result

    def _constant(self, name: str) -> NoReturn:
        self.fail("", f"{name} is not a number of JSON")

    def _float(self, text: str) -> float:
        number = float(text)
        if math.isinf(number):
            self.fail("", "the file holds a number that is too large", value=text)
        return number


def consistent(reader: Reader, resources: Iterable[tuple[Resource, str]]) -> tuple[Resource, ...]:
    """The resources, each given with its path, after the checks that need all of them.

    Raises:
        GraphError: two have the same URN, or parents form a circle.
    """
    by_urn: dict[str, Resource] = {}
    for resource, path in resources:
        if resource.urn in by_urn:
            reader.fail(path, "two resources have the same URN", value=resource.urn)
        by_urn[resource.urn] = resource
    _no_circle(reader, by_urn)
    return tuple(by_urn.values())


def _no_circle(reader: Reader, by_urn: Mapping[str, Resource]) -> None:
    ended: set[str] = set()
    for start in by_urn:
        chain: list[str] = []
        seen: set[str] = set()
        urn: str | None = start
        while urn is not None and urn in by_urn and urn not in ended:
            if urn in seen:
                reader.fail(urn, "the parents of this resource form a circle")
            seen.add(urn)
            chain.append(urn)
            urn = by_urn[urn].parent
        ended.update(chain)


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names = {"bool": "a truth value", "str": "a text", "list": "a list", "dict": "an object"}
    return names.get(type(value).__name__, "a number")


def _shortened(text: str) -> str:
    line = text.encode("utf-8", "replace").decode().replace("\n", " ")
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
