"""What a resource is for, as the graph says it: descriptions of our components in the reader's language."""

from __future__ import annotations

import re
from functools import cache

from hds_blueprint.data_files import read_data
from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.typography import typeset

_PLACE = re.compile(r"\{([a-z]+)\}")


def purpose(text: str, language: Language) -> str:
    """The description in a language; what our components did not write is left as it is."""
    if language == "en":
        return text
    for pattern, french in _patterns():
        if match := pattern.fullmatch(text):
            return typeset(french, language).format_map(match.groupdict())
    return text


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    groups: dict[str, dict[str, str]] = read_data("hds_blueprint.dossier", "descriptions.yaml")
    return tuple(
        (_pattern(english), french) for group in groups.values() for english, french in group.items()
    )


def _pattern(english: str) -> re.Pattern[str]:
    """A pattern for a description, each of its places a group of that name."""
    parts = _PLACE.split(english)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    )
