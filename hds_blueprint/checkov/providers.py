"""The AWS providers of a graph as the `provider_config` of a Terraform plan."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, cast

from hds_blueprint.checkov.expressions import SENSITIVE, snake
from hds_blueprint.data_files import read_data
from hds_blueprint.graph.model import Resource, ResourceGraph, Value

PROVIDER = "registry.terraform.io/hashicorp/aws"
TYPE = "pulumi:providers:aws"
DEFAULT = "aws"


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider by its key in `provider_config`: `aws`, or `aws.ALIAS`, and the tags of all it creates."""

    key: str
    expressions: Mapping[str, Any]
    default_tags: Mapping[str, str]

    @property
    def address(self) -> str:
        """The provider as Checkov names it in its results."""
        return _address(self.key)


def providers(graph: ResourceGraph, report: Callable[[str], None]) -> dict[str, Provider]:
    """Each AWS provider by URN; the first has no alias. `report` hears of settings without counterpart."""
    found: dict[str, Provider] = {}
    taken = {_address(DEFAULT)}
    for provider in graph.of_type(TYPE):
        first = f"aws.{re.sub(r'[^A-Za-z0-9_]', '_', provider.name)}"
        alias = next(name for n in count(1) if (name := first if n == 1 else f"{first}_{n}") not in taken)
        key = alias if found else DEFAULT
        taken.add(key)
        found[provider.urn] = Provider(key, _settings(provider, report), _default_tags(provider))
    return found


def provider_config(found: Mapping[str, Provider]) -> dict[str, Any]:
    """The section of the plan; a graph without a provider of its own has the default one."""
    configuration: dict[str, Any] = {}
    for provider in found.values():
        entry: dict[str, Any] = {"name": "aws", "full_name": PROVIDER}
        if "." in provider.key:
            entry["alias"] = provider.key.split(".", 1)[1]
        if provider.expressions:
            entry["expressions"] = provider.expressions
        configuration[provider.key] = entry
    return configuration or {DEFAULT: {"name": "aws", "full_name": PROVIDER}}


def _address(key: str) -> str:
    return "aws.default" if key == DEFAULT else key


def _settings(provider: Resource, report: Callable[[str], None]) -> dict[str, Any]:
    known = _arguments()
    settings: dict[str, Any] = {}
    for name, value in provider.inputs.items():
        if name in known["engine"] or name.startswith("__"):
            continue
        if name not in {*known["arguments"], *known["blocks"], *known["secret"]}:
            report(f"{TYPE}.{name}")
            continue
        expression = _expression(name, _parsed(value) if name in known["blocks"] else value)
        if expression:
            settings[_terraform_name(name)] = expression
    return settings


def _expression(name: str, value: Value) -> Any:
    """A setting as a plan's configuration shows it; empty where its value is known to nobody."""
    known = _arguments()
    if name in known["secret"]:
        return {"constant_value": known["examples"].get(name, SENSITIVE)} if isinstance(value, str) else {}
    if name in known["blocks"]:
        blocks = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
        return [{snake(field): _expression(field, each[field]) for field in each} for each in blocks]
    return {"constant_value": value} if _is_known(value) else {}


def _default_tags(provider: Resource) -> dict[str, str]:
    block = _parsed(provider.inputs.get("defaultTags"))
    tags = _parsed(block.get("tags")) if isinstance(block, dict) else None
    return {key: tag for key, tag in tags.items() if isinstance(tag, str)} if isinstance(tags, dict) else {}


def _parsed(value: Value) -> Value:
    """The engine holds a provider's blocks as JSON text."""
    if not isinstance(value, str):
        return value
    try:
        return cast("Value", json.loads(value))
    except (ValueError, RecursionError):
        return None


def _is_known(value: Value) -> bool:
    match value:
        case dict():
            return all(map(_is_known, value.values()))
        case list():
            return all(map(_is_known, value))
        case _:
            return value is None or isinstance(value, (str, int, float, bool))


def _terraform_name(name: str) -> str:
    return _arguments()["irregular"].get(name) or snake(name)


def _arguments() -> Mapping[str, Any]:
    return read_data("hds_blueprint.checkov", "provider_arguments.yaml")
