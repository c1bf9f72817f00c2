"""A folder of templates that win over ours: what is wrong with it is said, never a traceback."""

from __future__ import annotations

import traceback
from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from hds_blueprint.dossier import logo
from hds_blueprint.problem import InputError

CATALOGUES = ("en.po", "fr.po")


def templates() -> tuple[str, ...]:
    """The names that a folder may override: our templates, texts and words, and the logo."""
    ours = files("hds_blueprint.dossier")
    found = [entry.name for folder in ("templates", "wording") for entry in ours.joinpath(folder).iterdir()]
    return tuple(sorted([*found, *CATALOGUES, *logo.NAMES]))


def wording(folder: Path) -> dict[str, Any]:
    """The user's own texts by the name of their file.

    Raises:
        InputError: a file cannot be read as YAML.
    """
    found: dict[str, Any] = {}
    for name in templates():
        path = folder / name
        if name.endswith(".yaml") and path.is_file():
            try:
                found[path.stem] = yaml.safe_load(path.read_text("utf-8"))
            except (OSError, ValueError, yaml.YAMLError) as error:
                mark = getattr(error, "problem_mark", None)
                raise InputError.of(
                    f"this file of texts cannot be read: {getattr(error, 'problem', None) or error}",
                    file=str(path),
                    line=mark.line + 1 if mark is not None else None,
                    code="bad-wording",
                ) from error
    return found


def check(folder: Path) -> None:
    """Refuse a folder that cannot override anything.

    Raises:
        InputError: it is no folder, cannot be read, or holds no template of a name of ours.
    """
    try:
        names = {entry.name for entry in folder.iterdir()}
    except OSError as error:
        raise InputError.of(
            f"this folder of templates cannot be read: {error.strerror or error}",
            file=str(folder),
            path="--templates",
            suggestion="Name an existing folder.",
            code="templates-folder",
        ) from error
    if not names.intersection(templates()):
        raise InputError.of(
            "no template in this folder has the name of one of ours, so none would be used",
            file=str(folder),
            path="--templates",
            suggestion=f"Give a template one of these names: {', '.join(templates())}.",
            code="templates-unused",
        )


@contextmanager
def explained(folder: Path | None) -> Generator[None]:
    """Turn what goes wrong in a user's template into an InputError with its file and line.

    A template of ours that fails on what a user's one left out (a macro) is said with the folder. Without a
    folder a failure is our own error and goes on as it is.
    """
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        if folder is None:
            raise
        file, line = _place(error, folder) or (str(folder), None)
        raise InputError.of(
            f"the pages cannot be rendered with these templates: {_reason(error)}",
            file=file,
            line=line,
            suggestion="Compare with the templates of the same names that they override.",
            code="bad-template",
        ) from error


def _place(error: Exception, folder: Path) -> tuple[str, int | None] | None:
    """The file below the folder and the line in which an error arose; nothing where it arose elsewhere."""
    if isinstance(error, TemplateSyntaxError) and error.filename is not None:
        found: list[tuple[str, int | None]] = [(error.filename, error.lineno)]
    else:
        frames = traceback.extract_tb(error.__traceback__)
        found = [(frame.filename, frame.lineno) for frame in reversed(frames)]
    for file, line in found:
        if Path(file).is_relative_to(folder):
            return file, line
    if isinstance(error, UnicodeDecodeError):
        return _undecodable(folder)
    return None


def _undecodable(folder: Path) -> tuple[str, int | None] | None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            try:
                path.read_text("utf-8")
            except UnicodeDecodeError as error:
                return str(path), path.read_bytes()[: error.start].count(b"\n") + 1
    return None


def _reason(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name}"
    if isinstance(error, TemplateError):
        return error.message or type(error).__name__
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return f"{type(error).__name__}: {error}"
