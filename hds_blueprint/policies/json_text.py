"""JSON held in a property as text, with references to other resources inside."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from hds_blueprint.graph.model import Join, Ref, Value
from hds_blueprint.policies.outcome import Outcome, failed, unknown

# A reference inside JSON text is decoded as a pair of private-use characters around its number.
_HOLE = re.compile("\ue000(\\d+)\ue001")


class NotJsonError(ValueError):
    """The text is not JSON; `open` says that references inside may be the cause."""

    def __init__(self, reason: str, *, open: bool) -> None:  # noqa: A002 - the word of this package
        super().__init__(reason)
        self.open = open


def decode(text: str | Join) -> Value:
    """The JSON value; strings with references become Ref or Join. Raises NotJsonError."""
    references: list[Ref] = []
    pieces: list[str] = []
    for part in (text,) if isinstance(text, str) else text.parts:
        if isinstance(part, Ref):
            pieces.append(f"\ue000{len(references)}\ue001")
            references.append(part)
        else:
            pieces.append(part)
    try:
        text = "".join(pieces)
        return _fill(_template(text), references) if references else json.loads(text)
    except (ValueError, RecursionError) as error:
        # a reference outside of quotes (a number, a whole object) is not known before apply
        raise NotJsonError(str(error), open=bool(references)) from error


# what a component writes differs in its references alone from one resource to the next
@lru_cache(maxsize=256)
def _template(text: str) -> Value:
    return json.loads(text)


def read(text: str | Join, path: str, **details: str) -> Value | Outcome:
    """The JSON value, or the outcome of what is none: UNKNOWN where a reference may be the cause, else FAIL.

    `details` are those of the failure's message.
    """
    try:
        return decode(text)
    except NotJsonError as error:
        return unknown(path) if error.open else failed(path, str(error), **details)


def _fill(value: Value, references: list[Ref]) -> Value:
    if not isinstance(value, str):
        if isinstance(value, list):
            return [_fill(item, references) for item in value]
        if isinstance(value, dict):
            return {key: _fill(item, references) for key, item in value.items()}
        return value
    if "\ue000" not in value:
        return value
    parts: list[str | Ref] = []
    for index, piece in enumerate(_HOLE.split(value)):
        if index % 2:
            number = int(piece)
            if number >= len(references):
                raise ValueError("private-use characters in a text")
            parts.append(references[number])
        elif piece:
            parts.append(piece)
    return parts[0] if len(parts) == 1 else Join(tuple(parts))
