"""How resource types are named and grouped for readers, from resource_types.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class TypeLabels:
    """Titles and groups of resource types in one language (`fr` or `en`)."""

    language: str
    types: Mapping[str, Mapping[str, Any]]
    groups: Mapping[str, Mapping[str, str]]

    def title(self, type_: str) -> str:
        """The reader's name of a type; for an unknown type, service and name from its token."""
        known = self.types.get(type_)
        if known is not None:
            return str(known[self.language])
        package, module, name = [*type_.split(":"), "", ""][:3]
        return f"{module.split('/')[0]} {name}" if package == "aws" else type_

    def group(self, type_: str) -> str:
        """The id of the group that a type belongs to; `other` for unknown types."""
        known = self.types.get(type_)
        return str(known["group"]) if known is not None else "other"

    def group_title(self, group: str) -> str:
        """The reader's name of a group."""
        return self.groups[group][self.language]

    def drawn(self, type_: str) -> bool:
        """Whether resources of a type have a card in the diagram."""
        return bool(self.types.get(type_, {}).get("drawn"))

    def holds_data(self, type_: str) -> bool:
        """Whether a resource of this type is a place where data are held."""
        return bool(self.types.get(type_, {}).get("data"))


@cache
def type_labels(language: str) -> TypeLabels:
    """The labels in a language (`fr` or `en`)."""
    source = files("hds_blueprint.dossier").joinpath("resource_types.yaml").read_text("utf-8")
    data = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return TypeLabels(language, data["types"], data["groups"])
