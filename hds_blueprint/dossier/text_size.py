"""How much room a text takes in a diagram, and its lines where one line is too narrow.

A diagram is drawn before anybody knows in which typeface it will be shown. The widths are those of
DejaVu Sans, the widest of the faces that the style sheet names, rounded up (measured, November 2026): in any
other face a text is narrower.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

# Characters by their width, in thousandths of the font's size.
_WIDTHS = {
    300: "'Iijlîï",
    400: " ,./:;\\|’·!()-[]ft\u00a0\u202f",
    550: 'r"*_`°–?cszç',
    650: "$0123456789EFLPSTYabdeghknopquvxyàâäéèêëôöùûüÿÉÈÊ{}«»",
    750: "ABCKNRUVXZÀ",
    860: "#&+<=>D^GHMOQw~×→",
    1050: "%@Wmæœ…",
}
_WIDTH = {character: width for width, characters in _WIDTHS.items() for character in characters}
_UNKNOWN, _WIDE = 800, 1050
_BOLD = 1.13
REGION = r"\b[a-z]{2}(?:-[a-z]+)+-\d\b"
# A line may be broken after a space, a hyphen or another sign between the parts of a name, not in a region.
_PARTS = re.compile(rf"{REGION}[ \-_./:@]*|[^ \-_./:@]+[ \-_./:@]*|[ \-_./:@]+")


@cache
def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text at a font size, in the unit of the size."""
    thousandths = sum(_WIDTH.get(character) or _other(character) for character in text)
    return thousandths / 1000 * size * (_BOLD if bold else 1)


def _other(character: str) -> int:
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _UNKNOWN


@cache
def lines(text: str, room: float, size: float, *, bold: bool = False, most: int = 3) -> tuple[str, ...]:
    """The text in lines no wider than `room`; what does not fit into `most` lines ends in an ellipsis."""
    found: list[str] = []
    line = ""
    for part in _pieces(text, room, size, bold=bold):
        if line and width((line + part).rstrip(), size, bold=bold) > room:
            found.append(line.rstrip())
            line = ""
        line += part
    found.append(line.rstrip())
    if len(found) > most:
        last = found[most - 1]
        while last and width(last + "…", size, bold=bold) > room:
            last = last[:-1]
        found = [*found[: most - 1], last.rstrip() + "…"]
    return tuple(found)


def _pieces(text: str, room: float, size: float, *, bold: bool) -> Iterator[str]:
    """Parts that a line may end after; one that is wider than a line is cut where the line ends."""
    for part in _PARTS.findall(" ".join(text.split())):
        rest = part
        while width(rest.rstrip(), size, bold=bold) > room and len(rest) > 1:
            cut = len(rest) - 1
            while cut > 1 and width(rest[:cut], size, bold=bold) > room:
                cut -= 1
            yield rest[:cut]
            rest = rest[cut:]
        yield rest
