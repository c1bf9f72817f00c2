"""How resource types are named and grouped for readers, from resource_types.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hds_blueprint.data_files import read_data
from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.typography import typeset

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class TypeLabels:
    """Titles and groups of resource types in one language."""

    language: Language
    types: Mapping[str, Mapping[str, Any]]
    groups: Mapping[str, Mapping[str, str]]
    modules: Mapping[str, str]
    services: Mapping[str, str]
    global_modules: frozenset[str]
    regional_types: tuple[str, ...] = ()

    def title(self, type_: str) -> str:
        """The reader's name of a type; for an unknown type, service and name from its token."""
        known = self.types.get(type_)
        if known is not None:
            return typeset(str(known[self.language]), self.language)
        package, _, name = [*type_.split(":"), "", ""][:3]
        return f"{_module(type_)} {_WORD.sub(' ', name).lower()}".strip() if package == "aws" else type_

    def service(self, type_: str) -> str:
        """AWS's own name of the service that a type belongs to; empty for a type that is not of AWS."""
        module = _module(type_)
        return self.services.get(module, module)

    def group(self, type_: str) -> str:
        """The id of the group that a type belongs to; `other` for types and services that are not known."""
        known = self.types.get(type_)
        return str(known["group"]) if known is not None else self.modules.get(_module(type_), "other")

    def group_title(self, group: str) -> str:
        """The reader's name of a group."""
        return self.groups[group][self.language]

    def drawn(self, type_: str) -> bool:
        """Whether resources of a type have a card in the diagram."""
        return bool(self.types.get(type_, {}).get("drawn"))

    def holds_data(self, type_: str) -> bool:
        """Whether a resource of this type is a place where data are held."""
        return bool(self.types.get(type_, {}).get("data"))

    def copies(self, type_: str) -> tuple[tuple[str, str], str] | None:
        """Where a resource of this type keeps copies in other regions: input and field that name the region.

        The second part is the input that names what it copies, where it holds nothing else than the copy.
        """
        known = self.types.get(type_, {}).get("copies")
        if known is None:
            return None
        name, _, field = str(known["region"]).partition(".")
        return (name, field), str(known.get("of", ""))

    def copy_title(self, type_: str) -> str:
        """The reader's name of such a copy."""
        return typeset(str(self.types[type_]["copies"][self.language]), self.language)

    def encryption_flag(self, type_: str) -> tuple[str, bool] | None:
        """The input that turns encryption at rest on, and what AWS takes where it is left out."""
        known = self.types.get(type_, {})
        return (str(known["flag"]), bool(known.get("flag_default"))) if "flag" in known else None

    def is_global(self, type_: str) -> bool:
        """Whether resources of this type belong to no region."""
        return _module(type_) in self.global_modules and not type_.startswith(self.regional_types)


def _module(type_: str) -> str:
    parts = type_.split(":")
    return parts[1].split("/")[0] if parts[0] == "aws" and len(parts) > 1 else ""


@cache
def type_labels(language: Language) -> TypeLabels:
    """The labels in a language."""
    data = read_data("hds_blueprint.dossier", "resource_types.yaml")
    return TypeLabels(
        language,
        data["types"],
        data["groups"],
        data["modules"],
        data["services"],
        frozenset(data["global_modules"]),
        tuple(data["regional_types"]),
    )
