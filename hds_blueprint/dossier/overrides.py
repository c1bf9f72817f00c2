"""A folder of templates that win over ours: what is wrong with it is said, never a traceback."""

from __future__ import annotations

import traceback
from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from hds_blueprint.problem import InputError


def templates() -> tuple[str, ...]:
    """The names of our templates, those that a folder may override."""
    return tuple(
        sorted(entry.name for entry in files("hds_blueprint.dossier").joinpath("templates").iterdir())
    )


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
