"""The two languages of what readers get: gettext catalogues and the templates that use them."""

from __future__ import annotations

import gettext
import io
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

Language: TypeAlias = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
NAMES: dict[Language, str] = {"fr": "Français", "en": "English"}


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
    made.install_gettext_translations(translations(language), newstyle=True)  # pyright: ignore[reportAttributeAccessIssue]
    return made
