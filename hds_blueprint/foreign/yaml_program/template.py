"""A program in YAML: its sections, and what may stand in them.

Source of the form: TemplateDecl, ResourceDecl and ResourceOptionsDecl of Pulumi YAML
(pkg/pulumiyaml/ast/template.go).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from hds_blueprint.data_files import read_data
from hds_blueprint.foreign import project_file
from hds_blueprint.foreign.project import Project
from hds_blueprint.foreign.project_file import ProjectFile
from hds_blueprint.foreign.settings import Settings
from hds_blueprint.foreign.yaml_program.casing import in_one_case
from hds_blueprint.hosting.document import Location
from hds_blueprint.problem import InputError, Problem

_PROGRAMS = ("Main.json", "Main.yaml")  # in place of the project file, the first that is there
_SECTIONS = ("config", "configuration", "variables", "resources", "outputs")
_CODE = "yaml-program"


@dataclass(frozen=True, slots=True)
class Template:
    """The sections of a program, each a mapping of names; `folder` is where the program stands.

    `components` starts the types that are components of a plugin.
    """

    file: ProjectFile
    folder: Path
    config: Mapping[str, Any]
    variables: Mapping[str, Any]
    resources: Mapping[str, Mapping[str, Any]]
    outputs: Mapping[str, Any]
    components: tuple[str, ...]

    def location(self, name: str) -> Location:
        """Where a resource or variable is declared."""
        section = "resources" if name in self.resources else "variables"
        return (section, name)

    def error(
        self,
        reason: str,
        location: Location,
        *,
        value: object = None,
        bound: str | None = None,
        suggestion: str | None = None,
    ) -> InputError:
        """An error at a place of the program."""
        return self.file.error(reason, location, value=value, bound=bound, suggestion=suggestion, code=_CODE)


def read(project: Project, settings: Settings) -> Template:
    """The program of a project.

    Raises:
        InputError: the file cannot be read, or something in it is not part of a program; all at once.
    """
    folder = project.place if project.place.is_dir() else project.place.parent
    found: Path | None = project.place
    if project.place.is_dir():
        found = next((folder / name for name in _PROGRAMS if (folder / name).is_file()), None)
    file = project_file.read(found, language=settings.language) if found else project.file
    if project.options.get("compiler") is not None:
        raise project.file.error(
            "the program is made by a compiler, which is not run",
            ("runtime",),
            value=project.options["compiler"],
            suggestion="Run the compiler, and check a folder with its result as Main.yaml.",
            code=_CODE,
        )
    problems: list[Problem] = []
    words = read_data("hds_blueprint.foreign.yaml_program", "words.yaml")
    file = in_one_case(file, _SECTIONS, words)
    sections = {name: _mapping(file, (name,), problems) for name in _SECTIONS}
    resources = sections["resources"]
    for name in resources:
        _resource(file, name, words, problems)
    if problems:
        raise InputError(problems)
    return Template(
        file,
        folder,
        {**sections["config"], **sections["configuration"]},
        sections["variables"],
        resources,
        sections["outputs"],
        (*words["components"], *_own_components(project, file)),
    )


def _own_components(project: Project, file: ProjectFile) -> Iterator[str]:
    """How the types of components begin that the project has itself: beside the program, or in its file.

    Pulumi builds both as plugins (YAML component reference: `components` and `packages`).
    """
    if file.value.get("components"):
        yield f"{project.name}:"
    packages = project.file.value.get("packages")
    for name, source in packages.items() if isinstance(packages, dict) else ():
        if isinstance(source, str) and source.startswith((".", "/")):
            yield f"{name}:"


def _resource(file: ProjectFile, name: str, words: Mapping[str, Any], problems: list[Problem]) -> None:
    place: Location = ("resources", name)
    own = _mapping(file, place, problems)
    _only(file, place, own, words["resource"], problems)
    if not isinstance(own.get("type"), str):
        problems.append(
            file.problem(
                "the resource has no type",
                place,
                value=own.get("type"),
                suggestion="Write type: aws:s3:Bucket, or what it is.",
                code=_CODE,
            )
        )
    options = _mapping(file, (*place, "options"), problems)
    _only(file, (*place, "options"), options, words["options"], problems)
    get = _mapping(file, (*place, "get"), problems)
    _only(file, (*place, "get"), get, words["get"], problems)
    if get and own.get("properties"):
        problems.append(
            file.problem("a resource that is read has no properties of its own", (*place, "get"), code=_CODE)
        )


def _only(
    file: ProjectFile, place: Location, own: Mapping[str, Any], known: list[str], problems: list[Problem]
) -> None:
    for key in own:
        if key not in known:
            close = get_close_matches(key, known, 1)
            suggestion = f"Did you mean {close[0]}?" if close else f"Known are {', '.join(known)}."
            problems.append(
                file.problem(
                    "this key is no part of Pulumi YAML here",
                    (*place, key),
                    value=key,
                    suggestion=suggestion,
                    code=_CODE,
                )
            )


def _mapping(file: ProjectFile, place: Location, problems: list[Problem]) -> dict[str, Any]:
    found: Any = file.value
    for step in place:
        found = found.get(step) if isinstance(found, dict) else None
    if found is None:
        return {}
    if not isinstance(found, dict):
        problems.append(file.problem("a mapping is expected here", place, value=found, code=_CODE))
        return {}
    return found
