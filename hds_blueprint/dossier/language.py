"""The two languages of what readers get: gettext catalogues and the templates that use them."""

from __future__ import annotations

import gettext
import io
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

from hds_blueprint.problem import InputError

Language: TypeAlias = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
NAMES: dict[Language, str] = {"fr": "Français", "en": "English"}


@cache
def translations(language: Language, own: Path | None = None) -> gettext.NullTranslations:
    """The catalogue of a language. English is the language of the sources and needs none.

    `own` is a folder whose `fr.po` or `en.po`, where there is one, wins over ours text by text.

    Raises:
        InputError: the user's own catalogue cannot be read.
    """
    if own is not None:
        path = own / f"{language}.po"
        ours = translations(language)
        if not path.is_file():
            return ours
        found = _compiled(_read(path), language, str(path))
        found.add_fallback(ours)
        return found
    if language == "en":
        return gettext.NullTranslations()
    source = files("hds_blueprint.dossier").joinpath("locale", f"{language}.po").read_bytes()
    return _compiled(source, language, f"{language}.po")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError.of(
            f"this catalogue of texts cannot be read: {error.strerror or error}",
            file=str(path),
            code="bad-catalogue",
        ) from error


def _compiled(source: bytes, language: Language, file: str) -> gettext.GNUTranslations:
    compiled = io.BytesIO()
    try:
        write_mo(compiled, read_po(io.BytesIO(source), locale=language, abort_invalid=True))
    except (PoFileError, ValueError) as error:
        raise InputError.of(
            f"this is no catalogue of gettext: {error}",
            file=file,
            line=getattr(error, "lineno", None),
            suggestion="Start from dossier/locale/fr.po, and keep the texts that you change.",
            code="bad-catalogue",
        ) from error
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def environment(language: Language, overrides: Path | None = None) -> Environment:
    """Jinja's environment in a language; a template of the same name in `overrides` wins over ours."""
    return _environment(language) if overrides is None else _made(language, overrides)


@cache
def _environment(language: Language) -> Environment:
    return _made(language, None)  # ours do not change: compiled once


def _made(language: Language, overrides: Path | None) -> Environment:
    loaders = [FileSystemLoader(overrides)] if overrides is not None else []
    made = Environment(
        loader=ChoiceLoader([*loaders, PackageLoader("hds_blueprint.dossier")]),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    made.install_gettext_translations(translations(language, overrides), newstyle=True)  # pyright: ignore[reportAttributeAccessIssue]
    return made
