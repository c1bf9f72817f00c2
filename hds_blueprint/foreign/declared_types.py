"""Inputs in the types that the provider declares, as its own check converts them before anything is judged.

The bridge of Pulumi's AWS provider takes a text for a number or a truth, and the other way round
(pulumi-terraform-bridge, pkg/tfbridge/schema.go: MakeTerraformInputs with type coercion). A program in
YAML writes `engineVersion: 16` for the text "16".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args, get_origin

from pulumi import _types  # pyright: ignore[reportPrivateUsage]

from hds_blueprint.graph.model import Resource, Value
from hds_blueprint.graph.output_types import property_types

_TRUTHS = {"true": True, "false": False}


def in_declared_types(resource: Resource) -> Resource:
    """The resource with each plain input in its declared type; whatever cannot be converted stays."""
    types = property_types(resource.type)
    inputs = {name: _converted(value, types.get(name)) for name, value in resource.inputs.items()}
    return replace(resource, inputs=inputs) if inputs != resource.inputs else resource


def _converted(value: Value, type_: Any) -> Value:
    if isinstance(value, list):
        inner = next(iter(get_args(type_)), None)
        return [_converted(item, inner) for item in value]
    if isinstance(value, dict):
        if get_origin(type_) is Mapping:  # names in it are the user's own
            inner = get_args(type_)[-1]
            return {name: _converted(item, inner) for name, item in value.items()}
        fields = _fields(type_)
        return {name: _converted(item, fields.get(name)) for name, item in value.items()}
    if type_ is str and isinstance(value, bool):
        return str(value).lower()
    if type_ is str and isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if type_ is bool and isinstance(value, str):
        return _TRUTHS.get(value, value)
    if type_ in (int, float) and isinstance(value, str):
        return _number(value, type_)
    return value


def _fields(type_: Any) -> Mapping[str, Any]:
    return _types.output_type_types(type_) if _types.is_output_type(type_) else {}


def _number(text: str, type_: type[int] | type[float]) -> Value:
    try:
        return type_(text)
    except ValueError:
        return text
