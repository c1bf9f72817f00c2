"""Values without quotes: what they mean, and which ones YAML readers do not agree on."""

from __future__ import annotations

import re
from dataclasses import dataclass

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}

# YAML 1.1 (many readers) and YAML 1.2 (the others) give these different types.
_TRAPS = (
    ("yaml-yes-no", re.compile(r"yes|no|on|off|y|n", re.IGNORECASE)),
    ("yaml-boolean-case", re.compile(r"true|false|null", re.IGNORECASE)),
    ("yaml-sexagesimal", re.compile(r"[-+]?[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?")),
    ("yaml-octal", re.compile(r"[-+]?0o?[0-9_]+")),
    ("yaml-other-number", re.compile(r"[-+]?(0x[0-9a-f_]+|0b[01_]+)", re.IGNORECASE)),
    ("yaml-other-number", re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?")),
    ("yaml-other-number", re.compile(r"\+[0-9]+(\.[0-9]+)?|[-+]?\.[0-9]+|[-+]?[0-9]+\.")),
    ("yaml-other-number", re.compile(r"[-+]?[0-9]+(\.[0-9]*)?e[-+]?[0-9]+", re.IGNORECASE)),
    ("yaml-other-number", re.compile(r"[-+]?\.inf|\.nan", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Trap:
    """A value that must be written otherwise; `code` names its message."""

    code: str


def resolve(text: str) -> str | int | float | bool | Trap | None:
    """The value of a scalar without quotes: whole number, decimal, true/false, nothing, else text.

    A value whose type depends on the YAML version gives a Trap, never a guess.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if len(text) > 64:  # no number or word is that long
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    for code, pattern in _TRAPS:
        if pattern.fullmatch(text):
            return Trap(code)
    return text
