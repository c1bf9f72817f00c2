"""The configuration of a stack: what the project, the stack's file and the command line say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hds_blueprint.foreign import project_file
from hds_blueprint.foreign.project_file import ProjectFile
from hds_blueprint.graph.markers import Markers
from hds_blueprint.hosting.printable import printable
from hds_blueprint.policies.metadata import Language
from hds_blueprint.problem import InputError

_SECURE = "secure"
_PLAIN, _SECRET = "--config", "--config-secret"


@dataclass(frozen=True, slots=True)
class Configuration:
    """Values by full key (`aws:region`), as they are written, and the keys whose values are secret.

    `encrypted` are the secret keys whose value nobody gave: a stand-in takes its place, which the graph
    reads as unknown. `hidden` are the secret values that were given, as texts.
    """

    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    secrets: frozenset[str] = frozenset()
    encrypted: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def texts(self) -> dict[str, str]:
        """The values as the Pulumi engine hands them to a program."""
        return {key: _text(value) for key, value in self.values.items()}


def read(
    project: ProjectFile,
    file: Path | None,
    given: Sequence[str],
    secret: Sequence[str] = (),
    *,
    name: str,
    stack: str,
    language: Language,
) -> Configuration:
    """The configuration of a stack.

    Args:
        project: Pulumi.yaml; its values come last.
        file: the stack's own file, if there is one.
        given: `KEY=VALUE` each, before all others.
        secret: the same for secret values.
        name: of the project, which is the namespace of keys without one.
        stack: its name.
        language: of the problems.

    Raises:
        InputError: a file or a value cannot be read.
    """
    values, secrets = _declared(project, name)
    encrypted: dict[str, str] = {}
    if file is not None:
        own = project_file.read(file, language=language)
        for key, value in _section(own).items():
            full = _key(key, name)
            values[full], closed = _opened(value, Markers(project=name, stack=stack).unknown)
            if closed:
                secrets.add(full)
                encrypted[full] = key
    for option, entries in ((_PLAIN, given), (_SECRET, secret)):
        for key, value in _given(option, entries, name):
            values[key] = value
            encrypted.pop(key, None)
            if option == _SECRET:
                secrets.add(key)
    hidden = tuple(_text(values[key]) for key in sorted(secrets - encrypted.keys()) if key in values)
    return Configuration(values, frozenset(secrets), tuple(encrypted.values()), hidden)


def _opened(value: Any, stand_in: str) -> tuple[Any, bool]:
    """The value with a stand-in for each encrypted one inside, and whether there was any."""
    if isinstance(value, dict):
        if set(value) == {_SECURE}:
            return stand_in, True
        entries = {key: _opened(item, stand_in) for key, item in value.items()}
        return {key: item for key, (item, _) in entries.items()}, any(
            closed for _, closed in entries.values()
        )
    if isinstance(value, list):
        items = [_opened(item, stand_in) for item in value]
        return [item for item, _ in items], any(closed for _, closed in items)
    return value, False


def _declared(project: ProjectFile, name: str) -> tuple[dict[str, Any], set[str]]:
    """Values and secret keys of the project's own declarations."""
    values: dict[str, Any] = {}
    secrets: set[str] = set()
    for key, entry in _section(project).items():
        value = entry.get("value", entry.get("default")) if isinstance(entry, dict) else entry
        if isinstance(entry, dict) and entry.get("secret") is True:
            secrets.add(_key(key, name))
        if value is not None:
            values[_key(key, name)] = value
    return values, secrets


def _section(file: ProjectFile) -> dict[str, Any]:
    section = file.value.get("config", file.value.get("configuration"))
    if section is None:
        return {}
    if not isinstance(section, dict):
        raise file.error(
            "the configuration is not a mapping of keys to values", ("config",), code="project-file"
        )
    return section


def _given(option: str, config: Sequence[str], name: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in config:
        key, equals, value = entry.partition("=")
        if not equals or not key:
            raise InputError.of(
                "a configuration value is written KEY=VALUE",
                path=option,
                value=None if option == _SECRET else printable(key, 40),
                code="bad-config",
            )
        found.append((_key(key, name), value))
    return found


def _key(key: str, project: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
