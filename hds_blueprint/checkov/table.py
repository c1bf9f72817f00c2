"""Pulumi's types and properties in Terraform's names, from the generated terraform_types.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from hds_blueprint.data_files import read_data

# shapes of a Terraform argument
SINGLE, LIST, MAP = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Argument:
    """A Terraform argument: its name, shape, and the number of its block where it has fields."""

    name: str
    shape: int
    block: int | None


Arguments: TypeAlias = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class TerraformType:
    """A Terraform resource type; `arguments` are by Pulumi's property name."""

    name: str
    arguments: Arguments


@dataclass(frozen=True)
class TypeTable:
    """The whole table. Blocks that are alike are stored once and named by number."""

    types: Mapping[str, Mapping[str, Any]]
    blocks: Sequence[Arguments]

    def find(self, token: str) -> TerraformType | None:
        """The Terraform type of a Pulumi type token; None for one that is not of pulumi_aws."""
        entry = self.types.get(token)
        return TerraformType(entry["type"], entry["arguments"]) if entry is not None else None

    def fields(self, block: int) -> Arguments:
        """The arguments of a block, by Pulumi's property name."""
        return self.blocks[block]


def argument(arguments: Arguments, name: str) -> Argument | None:
    """A property's argument; None where Terraform has none."""
    entry = arguments.get(name)
    if entry is None:
        return None
    return Argument(entry[0], entry[1], entry[2] if len(entry) > 2 else None)


@cache
def type_table() -> TypeTable:
    """The table of the installed release."""
    data = read_data("hds_blueprint.checkov", "terraform_types.json")
    return TypeTable(data["types"], data["blocks"])
