"""A small document of a production service, and its platform recorded offline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any, TypeAlias

from hds_blueprint.components.program import build
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.graph.program import record
from hds_blueprint.hosting.requirements import HostingRequirements

Document: TypeAlias = "dict[str, Any]"

IMAGE = f"123456789012.dkr.ecr.eu-west-3.amazonaws.com/web:1.0@sha256:{'0123456789abcdef' * 4}"
DOCUMENT: Document = {
    "service": {"name": "carnet", "title": "Carnet de santé", "owner": "platform@example.org"},
    "data": {"data_class": "health"},
    "workloads": {
        "web": {
            "image": IMAGE,
            "hostname": "web.example.org",
            "databases": ["records"],
            "buckets": ["documents"],
        }
    },
    "databases": {"records": {"database_name": "carnet"}},
    "buckets": {"documents": {}},
    "alerts": {
        "incident_contact": "incidents@example.org",
        "health_professional_contact": "referent@example.org",
    },
}


def merged(document: Document, changes: Mapping[str, Any]) -> Document:
    """A copy of the document with nested changes laid over it; None removes a key."""
    result = deepcopy(document)
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


def graph_of(changes: Mapping[str, Any] | None = None, *, stack: str = "prod") -> ResourceGraph:
    """The platform of the document with changes; the same changes are recorded once."""
    return _recorded(json.dumps(merged(DOCUMENT, changes or {})), stack)


@cache
def _recorded(document: str, stack: str) -> ResourceGraph:
    requirements = HostingRequirements.model_validate_json(document)
    return record(lambda: build(requirements), project="hds-blueprint", stack=stack)
