"""Typography for our own texts: apostrophes, and in French the spaces before double punctuation.

Only for texts of ours; what a user wrote stays as it was written. Rules: Imprimerie nationale, "Lexique des
règles typographiques" (a no-break space before the colon and inside guillemets, a narrow one before ; ? !).
"""

from __future__ import annotations

import re

from babel.numbers import format_decimal

from hds_blueprint.dossier.language import Language

NO_BREAK, NARROW_NO_BREAK = "\u00a0", "\u202f"

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_ANNEX = re.compile(r"(?<=\b[Aa]nnex) (?=[A-Z]\b)|(?<=\b[Aa]nnexe) (?=[A-Z]\b)")
_SPACES = (
    (re.compile(r" (?=[:»]|%(?!\())"), NO_BREAK),  # a place to be filled in is no per cent sign
    (re.compile(r"(?<=«) "), NO_BREAK),
    (re.compile(r"(?<=\bn°) (?=\d)"), NO_BREAK),
    (re.compile(r" (?=[;?!])"), NARROW_NO_BREAK),
)


def numeral(value: float, language: Language) -> str:
    """A number as the language writes it."""
    return format_decimal(value, locale=language)


def percentage(value: float, language: Language) -> str:
    """A percentage as the language writes it: French has a space before the sign, English has none."""
    return f"{numeral(value, language)}{NO_BREAK if language == 'fr' else ''}%"


def typeset(text: str, language: Language) -> str:
    """The text as it is printed in a language; English has its spaces as they are written."""
    text = _ANNEX.sub(NO_BREAK, _APOSTROPHE.sub("’", text))
    if language != "fr":
        return text
    for place, space in _SPACES:
        text = place.sub(space, text)
    return text
