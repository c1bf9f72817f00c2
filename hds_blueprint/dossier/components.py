"""The components of a platform: how they are called, and which of those in the catalogue are built."""

from __future__ import annotations

from typing import Any

from hds_blueprint.data_files import read_data
from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.typography import typeset
from hds_blueprint.graph.model import Resource, ResourceGraph


def is_component(resource: Resource) -> bool:
    """Whether a resource is a component of ours or of an extension."""
    return resource.type.startswith("hds:")


def kind(resource: Resource) -> str:
    """The module that builds a component: its type token is `hds:<module>:<Class>`."""
    return resource.type.split(":")[1]


def title(name: str, language: Language) -> str:
    """What one component is called; an unknown one by its module."""
    entry = _entries().get(name)
    return typeset(entry["one"][language], language) if entry is not None else name


def titles(name: str, language: Language) -> str:
    """What components of a kind are called together."""
    entry = _entries().get(name)
    return typeset(entry.get("several", entry["one"])[language], language) if entry is not None else name


def named_by_catalogue(name: str) -> tuple[str, ...]:
    """The names that the catalogue of requirements has for a component: its own, and those of its parts."""
    entries = _entries()
    parts = (part for part, entry in entries.items() if entry.get("part_of") == name)
    return (name, *parts, *([stand] if (stand := entries.get(name, {}).get("stands_for")) else []))


def built(graph: ResourceGraph) -> frozenset[str]:
    """The catalogue's names of all components that a graph has."""
    kinds = {kind(resource) for resource in graph.resources if is_component(resource)}
    return frozenset(name for each in kinds for name in named_by_catalogue(each))


def _entries() -> dict[str, dict[str, Any]]:
    return read_data("hds_blueprint.dossier", "components.yaml")
