"""Where a line of a page may end: names at their seams, commands between words, references nowhere.

Browsers break after hyphens, and at no other sign of a name. So regions, dates and numbers of articles are
marked as `whole`, words that are longer than a column as `long`, the words of a command as `word`s, of which
none is broken while it fits into a line: the style sheet knows these three.
"""

from __future__ import annotations

import re
from functools import cache

from markupsafe import Markup, escape

from hds_blueprint.dossier.text_size import REGION

_SEAMS = re.compile(r"(?<=[:/._=,])(?=[^:/._=,])|(?<=[a-z])(?=[A-Z])")
_MARKED = re.compile(
    rf"(?P<whole>{REGION}|\bEXI \d\d|\b[LRD]\.\d+(?:-\d+)+|\b\d{{4}}-\d\d-\d\d\b)|(?P<long>[^\s-]{{25,}})"
)
_LONG = re.compile(r"(?P<long>[^\s-]{25,})")


@cache
def prose(text: str) -> Markup:
    """A text with its references and its longest words marked."""
    return _raw(_marked(text, _MARKED))


@cache
def name(text: str) -> Markup:
    """A name as machines write it: a line may end after a sign between its parts, or before a capital."""
    return _raw("<wbr>".join(_marked(part, _LONG) for part in _SEAMS.split(text)))


@cache
def command(text: str) -> Markup:
    """A command or several words of code; of a name alone, the name."""
    words = text.split(" ")
    if len(words) == 1:
        return name(text)
    return _raw(" ".join(f'<span class="word">{name(word)}</span>' for word in words))


def _marked(text: str, marks: re.Pattern[str]) -> str:
    parts: list[str] = []
    end = 0
    for found in marks.finditer(text):
        mark = f'<span class="{found.lastgroup}">{escape(found[0])}</span>'
        parts += [escape(text[end : found.start()]), mark]
        end = found.end()
    return "".join([*parts, escape(text[end:])])


def _raw(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - every part was escaped where it was put in
