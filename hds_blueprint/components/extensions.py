"""The extensions of a platform: the code that a document names, run with what the platform hands it."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path

from pulumi.runtime import settings

from hds_blueprint.components import extension_modules
from hds_blueprint.components.extension import Contribution, Extension, Surroundings
from hds_blueprint.problem import InputError, Problem


def build_extensions(around: Surroundings) -> Contribution:
    """Runs the extensions that the document names, in its order.

    Raises:
        InputError: an extension is not there, or failed: with the file and line of the user's code.
    """
    gives = Contribution()
    names = around.requirements.extensions
    if not names:
        return gives
    folder = extension_modules.folder()
    for index, name in enumerate(names):
        file = extension_modules.file_of(name, f"extensions[{index}]", folder)
        extension = Extension(name, index=index, around=around, gives=gives)
        # a context of its own, in which the extension is the parent of whatever names none
        copy_context().run(_run, extension, name, file, folder)
        extension.register_outputs({})
    return gives


def _run(extension: Extension, name: str, file: Path, folder: Path) -> None:
    settings.set_root_resource(extension)
    try:
        extension_modules.load(name, file)(extension)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise InputError(_told(error, extension.place, folder)) from error


def _told(error: BaseException, document: str, folder: Path) -> Iterator[Problem]:
    """What failed, with the innermost line of the user's own code."""
    file, line = _place(error, folder)
    if isinstance(error, InputError):
        for problem in error.problems:
            own = problem.file is None
            yield replace(
                problem,
                file=file if own else problem.file,
                line=line if own else problem.line,
                path=problem.path or document,
            )
        return
    if isinstance(error, SystemExit):
        reason = f"the extension ended the program with code {error.code}"
    elif isinstance(error, SyntaxError):
        reason = f"the extension is not valid Python: {error.msg}"
    else:
        text = str(error).strip().splitlines()
        reason = f"the extension failed: {type(error).__name__}" + (f": {text[0]}" if text else "")
    yield Problem(reason, file=file, line=line, path=document, code="extension-failed")


def _place(error: BaseException, folder: Path) -> tuple[str | None, int | None]:
    """File, as the user knows it, and line of the innermost frame inside of the folder of extensions."""
    frames = [(summary.filename, summary.lineno) for summary in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        frames.append((error.filename or "", error.lineno))
    places = {folder, folder.resolve()}
    for filename, line in reversed(frames):
        path = Path(filename)
        for base in places:
            if path.is_relative_to(base):
                return f"{extension_modules.FOLDER}/{path.relative_to(base)}", line
    return None, None
