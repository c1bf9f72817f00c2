"""The configuration values of a program, in the types that it declares.

Source: registerConfig of pkg/pulumiyaml/run.go, and config/types.go for the names of types.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from hds_blueprint.foreign.project import Project
from hds_blueprint.foreign.yaml_program import values
from hds_blueprint.foreign.yaml_program.template import Template
from hds_blueprint.foreign.yaml_program.values import Hidden, Result
from hds_blueprint.graph.markers import Markers
from hds_blueprint.hosting.document import Location


def config_values(template: Template, project: Project, markers: Markers) -> dict[str, Result]:
    """By name, what `${name}` gives: declared values, and all of the project's own namespace.

    Raises:
        InputError: a declared value is missing, or not of its type.
    """
    configuration = project.configuration
    prefix = f"{project.name}:"
    found: dict[str, Result] = {}
    own = {
        key.removeprefix(prefix): value
        for key, value in configuration.values.items()
        if key.startswith(prefix)
    }
    for name in dict.fromkeys((*template.config, *own)):
        declared = template.config.get(name)
        if ":" in name and not name.startswith(prefix):
            continue  # a provider's configuration
        short = name.removeprefix(prefix)
        kind, default, secret = _declaration(declared)
        value = own.get(short, default)
        if value is None and declared is not None:
            raise template.error(
                "the configuration has no value for this",
                _section(template, name),
                suggestion=f"Give the value with --config {short}=VALUE, or in Pulumi.{project.stack}.yaml.",
            )
        if not (isinstance(value, str) and not markers.inert(value)):
            value = _typed(template, name, kind, value)
        hidden = secret or f"{prefix}{short}" in configuration.secrets
        found[short] = values.plain(Hidden(value) if hidden else value)
    return found


def _declaration(declared: Any) -> tuple[str | None, Any, bool]:
    """The type's name, the default and whether the value is secret."""
    if not isinstance(declared, dict):
        return None, declared, False
    default = declared.get("value", declared.get("default"))
    kind = declared.get("type")
    if kind is None and default is not None:
        kind = next((name for type_, name in _KINDS if isinstance(default, type_)), None)
    return kind if isinstance(kind, str) else None, default, declared.get("secret") is True


_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (list, "array"),
    (dict, "object"),
    (str, "string"),
)


def _typed(template: Template, name: str, kind: str | None, value: Any) -> Any:
    """The value in the declared type; values on the command line are texts, whatever they mean."""
    if kind is None:
        return value
    word = kind.lower()
    if word == "string":
        return value if isinstance(value, str) else json.dumps(value)
    convert = next((each for start, each in _CONVERSIONS.items() if word.startswith(start)), None)
    if convert is None:
        raise template.error(
            "this is no type of a configuration value",
            (*_section(template, name), "type"),
            value=kind,
            bound="string, integer, number, boolean, array, object",
        )
    try:
        return convert(value)
    except (ValueError, TypeError, RecursionError):
        raise template.error(f"the value is no {kind}", _section(template, name), value=value) from None


def _section(template: Template, name: str) -> Location:
    known: Location = ("config", name)
    return known if known in template.file.places else ("configuration", name)


def _boolean(value: Any) -> bool:
    truths: Mapping[Any, bool] = {True: True, False: False, "true": True, "false": False}
    if value not in truths:
        raise ValueError
    return truths[value]


def _parsed(value: Any) -> Any:
    found = json.loads(value) if isinstance(value, str) else value
    if not isinstance(found, list | dict):
        raise ValueError
    return found


_CONVERSIONS: Mapping[str, Callable[[Any], Any]] = {
    "int": int,
    "number": lambda value: float(value) if "." in str(value) else int(value),
    "bool": _boolean,
    "array": _parsed,
    "list": _parsed,
    "object": _parsed,
}
