"""A Pulumi project as its files describe it: name, language, program, stack and configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hds_blueprint.foreign import PROJECT_FILES, configuration, project_file
from hds_blueprint.foreign.configuration import Configuration
from hds_blueprint.foreign.messages import message
from hds_blueprint.foreign.project_file import ProjectFile
from hds_blueprint.foreign.settings import Settings
from hds_blueprint.problem import InputError

RUNTIMES = ("python", "nodejs", "yaml")
_DEFAULT_STACK = "dev"


@dataclass(frozen=True, slots=True)
class Project:
    """A project that can be read or run.

    `folder` is as the user named it, `place` the folder that the program runs in and `options` those of
    its runtime. `notices` say what was assumed.
    """

    folder: Path
    file: ProjectFile
    name: str
    stack: str
    runtime: str
    options: Mapping[str, Any]
    place: Path
    configuration: Configuration
    notices: tuple[str, ...] = ()


def project_of(folder: Path) -> Path | None:
    """The project file in a folder, None where it holds none."""
    found = (folder / name for name in PROJECT_FILES)
    return next((path for path in found if path.is_file()), None)


def read(folder: Path, settings: Settings) -> Project:
    """The project in a folder.

    Raises:
        InputError: the folder is no project, or one in a language that cannot be run, or a file or value
            cannot be read.
    """
    path = project_of(folder)
    if path is None:
        raise InputError.of(
            "the folder holds no Pulumi project",
            file=str(folder),
            suggestion="Name a folder with a Pulumi.yaml, or read a file with --preview, --state or --graph.",
            code="project-missing",
        )
    file = project_file.read(path, language=settings.language)
    name = file.value.get("name")
    if not isinstance(name, str) or not name.strip():
        raise file.error(
            "the project has no name",
            ("name",),
            value=name,
            suggestion="Write name: NAME.",
            code="project-name",
        )
    runtime, options = _runtime(file)
    place = _place(folder, file)
    stack, file_of_stack = _stack(folder, file, settings.stack)
    found = configuration.read(
        file,
        file_of_stack,
        settings.config,
        settings.config_secret,
        name=name,
        stack=stack,
        language=settings.language,
    )
    notices: list[str] = []
    if settings.stack is not None and file_of_stack is None:
        notices.append(message("no_configuration", settings.language, stack=stack))
    if found.encrypted:
        notices.append(message("encrypted", settings.language, keys=", ".join(found.encrypted)))
    return Project(folder, file, name, stack, runtime, options, place, found, tuple(notices))


def _runtime(file: ProjectFile) -> tuple[str, Mapping[str, Any]]:
    runtime, options = file.value.get("runtime"), None
    if isinstance(runtime, dict):
        runtime, options = runtime.get("name"), runtime.get("options")
    if runtime is None:
        raise file.error(
            "the project names no runtime",
            ("runtime",),
            suggestion="Write runtime: python, nodejs or yaml.",
            code="project-runtime",
        )
    if runtime not in RUNTIMES:
        raise file.error(
            "only Pulumi projects in Python, TypeScript, JavaScript and YAML are run",
            ("runtime",),
            value=runtime,
            suggestion="Run `pulumi preview --json > preview.json`, then give that file with --preview.",
            code="project-runtime",
        )
    return str(runtime), options if isinstance(options, dict) else {}


def _place(folder: Path, file: ProjectFile) -> Path:
    """The folder of the program, or its file where `main` names one."""
    main = file.value.get("main")
    place = folder / main if isinstance(main, str) and main else folder
    if not place.exists():
        raise file.error("the program is not there", ("main",), value=place, code="program-missing")
    return place.resolve()


def _stack(folder: Path, file: ProjectFile, stack: str | None) -> tuple[str, Path | None]:
    """The stack's name and its configuration file."""
    named = file.value.get("stackConfigDir")
    place = folder / named if isinstance(named, str) else folder
    if stack is not None:
        stack = stack.rpartition("/")[2]  # ORGANIZATION/PROJECT/STACK names the same file
        files = [place / f"Pulumi.{stack}.{ending}" for ending in ("yaml", "yml")]
        return stack, next((path for path in files if path.is_file()), None)
    known = sorted(path for path in place.glob("Pulumi.*.y*ml") if path.is_file())
    if len(known) == 1:
        return known[0].name.split(".", 1)[1].rsplit(".", 1)[0], known[0]
    if known:
        raise InputError.of(
            "the project has several stacks",
            file=str(folder),
            value=", ".join(path.name for path in known)[:200],
            suggestion="Choose one with --stack NAME.",
            code="several-stacks",
        )
    return _DEFAULT_STACK, None
