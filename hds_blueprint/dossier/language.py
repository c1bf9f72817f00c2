"""The two languages of what readers get: gettext catalogues and the templates that use them."""

from __future__ import annotations

import gettext
import io
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from markupsafe import Markup

Language: TypeAlias = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
NAMES: dict[Language, str] = {"fr": "Français", "en": "English"}

_BREAKS = re.compile(r"(?<=[:/])|(?<=[a-z])(?=[A-Z])")


@cache
def translations(language: Language) -> gettext.NullTranslations:
    """The catalogue of a language. English is the language of the sources and needs none."""
    if language == "en":
        return gettext.NullTranslations()
    source = files("hds_blueprint.dossier").joinpath("locale", f"{language}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def environment(language: Language, overrides: Path | None = None) -> Environment:
    """Jinja's environment in a language; a template of the same name in `overrides` wins over ours."""
    loaders = [FileSystemLoader(overrides)] if overrides is not None else []
    made = Environment(
        loader=ChoiceLoader([*loaders, PackageLoader("hds_blueprint.dossier")]),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["breakable"] = breakable
    made.install_gettext_translations(translations(language), newstyle=True)  # pyright: ignore[reportAttributeAccessIssue]
    return made


def breakable(text: str) -> Markup:
    """The text with places where a long name may be broken: after a colon, a slash, before a capital."""
    return Markup("<wbr>").join(_BREAKS.split(text))
