"""Texts with references inside: `arn is ${bucket.arn}`, `${list[0]["key"]}`, `$$` for a dollar sign.

Source of the form: parsePropertyAccess and parseInterpolate of Pulumi YAML (pkg/pulumiyaml/ast).
"""

from __future__ import annotations

from dataclasses import dataclass

Step = str | int


@dataclass(frozen=True, slots=True)
class Access:
    """`${root.step[0]["step"]}`: the name of a resource, variable or configuration value, and the steps."""

    root: str
    steps: tuple[Step, ...] = ()


class NotAnAccessError(ValueError):
    """A reference that cannot be read; its text says why."""


def parse(text: str) -> list[str | Access]:
    """The parts of a text: texts as they are, and references.

    Raises:
        NotAnAccessError: a reference is not closed, or has no name at its start.
    """
    parts: list[str | Access] = []
    plain = ""
    position = 0
    while position < len(text):
        dollar = text.find("$", position)
        if dollar < 0 or dollar + 1 == len(text):
            plain += text[position:]
            break
        plain += text[position:dollar]
        following = text[dollar + 1]
        if following == "{":
            access, position = _access(text, dollar + 2)
            if plain:
                parts.append(plain)
                plain = ""
            parts.append(access)
        else:
            plain += "$"
            position = dollar + (2 if following == "$" else 1)
    if plain:
        parts.append(plain)
    return parts


def _access(text: str, position: int) -> tuple[Access, int]:
    """The reference whose inside starts here, and the position after its closing brace."""
    steps: list[Step] = []
    while position < len(text):
        character = text[position]
        if character == "}":
            if not steps or not isinstance(steps[0], str) or not steps[0]:
                raise NotAnAccessError("the reference names nothing")
            return Access(steps[0], tuple(steps[1:])), position + 1
        if character == ".":
            position += 1
        elif character == "[":
            step, position = _subscript(text, position + 1)
            steps.append(step)
        else:
            end = min((found for mark in ".[}" if (found := text.find(mark, position)) >= 0), default=-1)
            if end < 0:
                break
            steps.append(text[position:end])
            position = end
    raise NotAnAccessError("the reference has no closing brace")


def _subscript(text: str, position: int) -> tuple[Step, int]:
    if not text.startswith('"', position):
        end = text.find("]", position)
        number = text[position:end] if end >= 0 else ""
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise NotAnAccessError('between brackets stands a whole number or a "text"')
        return int(number), end + 1
    key = ""
    position += 1
    while position < len(text) and text[position] != '"':
        if text.startswith('\\"', position):
            position += 1
        key += text[position]
        position += 1
    if not text.startswith('"]', position):
        raise NotAnAccessError('the text between brackets has no end ("])')
    return key, position + 2
