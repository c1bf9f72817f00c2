"""How tests read the inputs of one resource: references by name, policies as data."""

from __future__ import annotations

import json
from typing import Any

from hds_blueprint.graph.model import Join, Ref, ResourceGraph, Value, name_of

from .conftest import find


def plain(value: Value) -> Any:
    """The value with references written as `<logical name>.<property>`, for comparison."""
    if isinstance(value, Ref):
        return f"<{name_of(value.urn)}.{value.property}>"
    if isinstance(value, Join):
        return "".join(part if isinstance(part, str) else plain(part) for part in value.parts)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def inputs(graph: ResourceGraph, type_token: str, name: str) -> dict[str, Any]:
    """The inputs of one resource, references written out."""
    return {key: plain(value) for key, value in find(graph, type_token, name).inputs.items()}


def statements(graph: ResourceGraph, type_token: str, name: str, key: str = "policy") -> dict[str, Any]:
    """The statements of one resource's policy by their Sid, references written out."""
    document = json.loads(inputs(graph, type_token, name)[key])
    return {statement["Sid"]: statement for statement in document["Statement"]}


def texts(value: Any) -> list[str]:
    """One text or several, as a list: what IAM allows for actions and resources."""
    return [value] if isinstance(value, str) else list(value)
