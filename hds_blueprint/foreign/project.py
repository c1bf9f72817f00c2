"""A Pulumi project as its files describe it: name, program, interpreter, configuration."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hds_blueprint.foreign.messages import message
from hds_blueprint.policies.metadata import Language
from hds_blueprint.problem import InputError

# Where `pulumi new`, uv and people put a project's environment.
_ENVIRONMENTS = ("venv", ".venv")
_LARGEST_FILE = 1_000_000  # bytes; project files of people are a thousandth of it


@dataclass(frozen=True, slots=True)
class Project:
    """A project that can be run. `notices` say what was assumed.

    `config` holds texts by full key (`aws:region`), as the Pulumi engine hands them to a program.
    """

    folder: Path
    name: str
    stack: str
    program: Path
    python: Path
    config: Mapping[str, str]
    notices: tuple[str, ...] = ()


def read(
    folder: Path,
    *,
    stack: str | None,
    config: Sequence[str],
    python: Path | None,
    language: Language,
) -> Project:
    """The project in a folder.

    Args:
        folder: holds Pulumi.yaml.
        stack: whose Pulumi.STACK.yaml is read; the only one where left out, if there is only one.
        config: `KEY=VALUE` each, before the values of the files.
        python: the interpreter; the project's own environment where left out.
        language: of the notices.

    Raises:
        InputError: the folder is no project, or not one in Python, or a file or value cannot be read.
    """
    file = next((path for name in ("yaml", "yml") if (path := folder / f"Pulumi.{name}").is_file()), None)
    if file is None:
        raise InputError.of(
            "the folder holds no Pulumi project",
            file=str(folder),
            suggestion="Name a folder with a Pulumi.yaml, or read a file with --preview, --state or --graph.",
            code="project-missing",
        )
    content = _mapping(file)
    name = content.get("name")
    if not isinstance(name, str) or not name.strip():
        raise InputError.of("the project has no name", file=str(file), path="name", code="project-name")
    runtime, options = _runtime(content, file)
    if runtime != "python":
        raise InputError.of(
            "only Pulumi projects in Python can be run",
            file=str(file),
            path="runtime",
            value=str(runtime)[:40],
            suggestion="Run `pulumi preview --json > preview.json`, then give that file with --preview.",
            code="project-runtime",
        )
    notices: list[str] = []
    chosen, file_of_stack = _stack(folder, stack)
    found, withheld = _configuration(content, file_of_stack, name)
    if withheld:
        notices.append(message("encrypted", language, keys=", ".join(withheld)))
    found |= _given(config, name)
    interpreter = _interpreter(folder, options, python, file)
    if interpreter is None:
        interpreter = Path(sys.executable)
        notices.append(message("own_packages", language, folder=folder))
    return Project(folder, name, chosen, _program(folder, content, file), interpreter, found, tuple(notices))


def _mapping(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise InputError.of("the file is too large", file=str(file), code="project-file")
        content: Any = yaml.safe_load(file.read_text("utf-8"))
    except OSError as error:
        raise InputError.of(
            f"the file cannot be read: {error.strerror}", file=str(file), code="project-file"
        ) from error
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError.of(
            "this is not YAML",
            file=str(file),
            line=mark.line + 1 if mark else None,
            code="project-file",
        ) from None
    if not isinstance(content, dict):
        raise InputError.of("the file holds no mapping", file=str(file), code="project-file")
    return {str(key): value for key, value in content.items()}


def _runtime(content: Mapping[str, Any], file: Path) -> tuple[object, dict[str, Any]]:
    runtime = content.get("runtime")
    if isinstance(runtime, dict):
        options = runtime.get("options")
        return runtime.get("name"), options if isinstance(options, dict) else {}
    if runtime is None:
        raise InputError.of(
            "the project names no runtime", file=str(file), path="runtime", code="project-runtime"
        )
    return runtime, {}


def _program(folder: Path, content: Mapping[str, Any], file: Path) -> Path:
    main = content.get("main")
    place = folder / main if isinstance(main, str) and main else folder
    program = place / "__main__.py" if place.is_dir() else place
    if not program.is_file():
        raise InputError.of(
            "the program is not there",
            file=str(file),
            path="main",
            value=str(program),
            code="program-missing",
        )
    return program.resolve()


def _interpreter(folder: Path, options: Mapping[str, Any], python: Path | None, file: Path) -> Path | None:
    if python is not None:
        if not python.is_file():
            raise InputError.of(
                "there is no such Python", path="--python", value=str(python), code="interpreter-missing"
            )
        return python.absolute()
    named = options.get("virtualenv")
    names = (named,) if isinstance(named, str) and named else _ENVIRONMENTS
    inside = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    for name in names:
        if (found := folder / name / inside).is_file():
            return found.absolute()
    return None


def _stack(folder: Path, stack: str | None) -> tuple[str, Path | None]:
    """The stack's name and its configuration file."""
    if stack is not None:
        files = [folder / f"Pulumi.{stack}.{ending}" for ending in ("yaml", "yml")]
        return stack, next((file for file in files if file.is_file()), None)
    known = sorted(path for path in folder.glob("Pulumi.*.y*ml") if path.is_file())
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
    return "dev", None


def _configuration(
    project: Mapping[str, Any], file: Path | None, name: str
) -> tuple[dict[str, str], list[str]]:
    """Values by full key, and the keys whose values are encrypted and so cannot be read."""
    found: dict[str, str] = {}
    withheld: list[str] = []
    defaults = project.get("config")
    for key, entry in (defaults if isinstance(defaults, dict) else {}).items():
        value = entry.get("value", entry.get("default")) if isinstance(entry, dict) else entry
        if value is not None:
            found[_key(str(key), name)] = _text(value)
    own = _mapping(file).get("config") if file else None
    for key, value in (own if isinstance(own, dict) else {}).items():
        if isinstance(value, dict) and set(value) == {"secure"}:
            withheld.append(str(key))
        else:
            found[_key(str(key), name)] = _text(value)
    return found, withheld


def _given(config: Sequence[str], name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in config:
        key, equals, value = entry.partition("=")
        if not equals or not key:
            raise InputError.of(
                "a configuration value is written KEY=VALUE",
                path="--config",
                value=key[:40],
                code="bad-config",
            )
        found[_key(key, name)] = value
    return found


def _key(key: str, project: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
