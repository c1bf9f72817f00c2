"""A project of its own for a service: what `hds new` writes, as paths and texts."""

from __future__ import annotations

import re
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import TypedDict

from hds_blueprint.command import pins
from hds_blueprint.data_files import read_data
from hds_blueprint.files import write_atomically
from hds_blueprint.hosting import schema
from hds_blueprint.hosting.initial_document import Answers, Template, problems, render
from hds_blueprint.hosting.wording import Language
from hds_blueprint.problem import InputError

_PACKAGE = "hds_blueprint.command"
_FOLDER = "project_files"
_PLACEHOLDER = re.compile(r"\[\[(name|version)\]\]")
# The document of each stage: its file, and what differs from the answers.
_STAGES = {
    "stacks/dev.yaml": {"environment": "development", "profile": "synthetic"},
    "stacks/prod.yaml": {"environment": "production"},
}


class _Manifest(TypedDict):
    files: dict[str, str]


def project_files(
    name: str, answers: Answers, template: Template, language: Language, version: str
) -> dict[str, str]:
    """The whole project: path below its folder to text.

    Raises:
        InputError: an answer does not fit into a document.
    """
    manifest: _Manifest = read_data(_PACKAGE, f"{_FOLDER}/manifest.yaml")
    values = {"name": name, "version": version}
    written = {
        path: _PLACEHOLDER.sub(lambda match: values[match[1]], _template(source.format(language=language)))
        for path, source in manifest["files"].items()
    }
    written |= documents(answers, template, language)
    written["stacks/schema.json"] = schema.render()
    written["requirements.txt"] = pins.requirements()
    return written


def documents(answers: Answers, template: Template, language: Language) -> dict[str, str]:
    """A document for development and one for production. Raises InputError where one would not hold."""
    from hds_blueprint.days import today

    written: dict[str, str] = {}
    for path, differs in _STAGES.items():
        generic = {"profile": "generic"} if answers.get("profile") == "generic" else {}
        text = render(template, {**answers, **differs, **generic}, language, "schema.json")
        if found := problems(text, language, today(), stack=Path(path).stem):
            raise InputError(found)
        written[path] = text
    return written


def refuse_used(folder: Path) -> None:
    """Raises InputError where the folder holds something already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError.of(
            "a new project needs a folder that is new or empty",
            file=str(folder),
            suggestion="Name another folder, or write a document alone with hds init.",
            code="folder-not-empty",
        )


def write_project(folder: Path, written: dict[str, str]) -> None:
    """Writes the files of a project, all or none.

    Raises:
        InputError: the folder holds something already, or the place cannot be written.
    """
    refuse_used(folder)
    whole = folder.absolute()
    try:
        whole.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=whole.parent, prefix=f".{whole.name}.") as beside:
            made = Path(beside) / whole.name
            for path, text in written.items():
                write_atomically(made / path, text)
            made.replace(whole)  # takes the place of an empty folder, too
    except OSError as error:
        raise InputError.of(
            f"this place cannot be written: {error.strerror or error}",
            file=str(folder),
            suggestion="Name a folder below one that you may write to.",
            code="unwritable-output",
        ) from error


def _template(name: str) -> str:
    return files(_PACKAGE).joinpath(_FOLDER, name).read_text("utf-8")
