"""Pulumi's words for Terraform's: the bridge's table, read the other way round."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import cast

from hds_blueprint.checkov.expressions import snake
from hds_blueprint.checkov.table import MAP, Arguments, argument, type_table
from hds_blueprint.data_files import read_data
from hds_blueprint.graph.tfplan import Property


class TerraformNames:
    """Implements `graph.tfplan.Names` with the generated table of the bridge."""

    def type_of(self, terraform_type: str) -> str | None:
        """The Pulumi type token; None for a type that Pulumi does not have."""
        return _tokens().get(terraform_type)

    def properties(self, token: str) -> Mapping[str, Property]:
        """A type's properties by their Terraform name."""
        found = type_table().find(token)
        return _properties(found.arguments) if found is not None else {}

    def output(self, token: str, name: str) -> str:
        """An output's Pulumi name: an argument's where it is one, else in camel case."""
        first, _, rest = name.partition(".")
        known = self.properties(token).get(first)
        head, *tail = first.split("_")
        pulumi = known.name if known else head + "".join(part.capitalize() for part in tail)
        return f"{pulumi}.{rest}" if rest else pulumi


@cache
def _tokens() -> Mapping[str, str]:
    """Pulumi's token by Terraform's type; of two tokens the one of today's API (not `…V2`, an alias)."""
    tokens: dict[str, str] = {}
    for token, entry in type_table().types.items():
        known = tokens.get(entry["type"])
        if known is None or known.endswith("V2"):
            tokens[entry["type"]] = token
    return tokens


@cache
def _lists() -> frozenset[str]:
    return frozenset(cast("list[str]", read_data("hds_blueprint.command", "terraform_lists.yaml")["lists"]))


class _Fields(Mapping[str, Property]):
    """The properties of a type or block, made when they are asked for: blocks may hold themselves."""

    def __init__(self, arguments: Arguments) -> None:
        self._names = {entry[0]: name for name, entry in arguments.items()}
        self._arguments = arguments

    def __getitem__(self, name: str) -> Property:
        return _property(self._names[name], self._arguments)

    def __iter__(self):
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _properties(arguments: Arguments) -> Mapping[str, Property]:
    return _Fields(arguments)


def _property(name: str, arguments: Arguments) -> Property:
    found = argument(arguments, name)
    if found is None or found.block is None:
        return Property(name, lone=False, fields=None)
    # pulumi_aws makes a plural of a list's name, and leaves that of a list of at most one
    lone = found.shape != MAP and snake(name) == found.name and name not in _lists()
    return Property(name, lone=lone, fields=_properties(type_table().fields(found.block)))
