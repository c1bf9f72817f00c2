"""The settings of a stack (`Pulumi.<stack>.yaml`) and of the project, as far as deployment needs them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml

from hds_blueprint.problem import InputError

_STACK_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class StackSettings:
    """What a stack's settings say: its configuration, and how its secrets are encrypted."""

    file: Path
    configuration: Mapping[str, Any] = field(default_factory=dict[str, Any])
    secrets_provider: str | None = None
    has_passphrase: bool = False

    def text(self, key: str) -> str | None:
        """A plain value of the configuration, such as `hds:account`, as text; None where it is not set."""
        value = self.configuration.get(key)
        return None if value is None or isinstance(value, dict | list) else str(value)


def check_stack_name(stack: str) -> str:
    """The name as given, if it can be a stack's name.

    Raises:
        InputError: it cannot.
    """
    if not _STACK_NAME.fullmatch(stack):
        raise InputError.of(
            "this cannot be the name of a stack",
            value=stack[:100],
            bound="letters, digits, dots, hyphens and underscores, 100 at most",
            suggestion="Use the name of the requirements document: stacks/prod.yaml is the stack prod.",
            code="stack-name",
        )
    return stack


def read_settings(file: Path) -> StackSettings:
    """The settings in a file; those of a stack without a file are empty.

    Raises:
        InputError: the file is there and cannot be read as YAML with a mapping.
    """
    content = read_yaml(file)
    configuration = content.get("config")
    provider = content.get("secretsprovider")
    return StackSettings(
        file,
        cast("dict[str, Any]", configuration) if isinstance(configuration, dict) else {},
        provider if isinstance(provider, str) else None,
        "encryptionsalt" in content,
    )


def read_yaml(file: Path) -> dict[str, Any]:
    """The mapping in a YAML file, empty where there is no file.

    Raises:
        InputError: it cannot be read, or is no mapping.
    """
    try:
        content: object = yaml.safe_load(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError.of(
            "this file cannot be read as YAML",
            file=str(file),
            line=None if mark is None else mark.line + 1,
            code="unreadable-settings",
        ) from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise InputError.of("this file is no mapping", file=str(file), code="unreadable-settings")
    return cast("dict[str, Any]", content)
