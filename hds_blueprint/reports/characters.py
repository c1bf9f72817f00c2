"""Characters that a report must not pass on: they move the cursor, colour a terminal or turn text around."""

from __future__ import annotations

import unicodedata

# Controls, formats (bidirectional marks among them), halves of a pair, separators of lines and paragraphs:
# general categories of Unicode.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    """The text on one line, with every character that does not show written as its code (`\\u202e`)."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    return "".join(f"\\u{ord(char):04x}" if _is_hidden(char) else char for char in line)


def _is_hidden(char: str) -> bool:
    # the last two of each plane are no characters, and XML cannot hold them
    return unicodedata.category(char) in _HIDDEN or ord(char) & 0xFFFE == 0xFFFE
