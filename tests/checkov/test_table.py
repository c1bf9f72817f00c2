"""Every type and property of the installed pulumi_aws has its Terraform counterpart in the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

import hds_blueprint.checkov
from hds_blueprint.checkov.table import LIST, MAP, SINGLE, Arguments, argument, type_table
from hds_blueprint.simulated_aws.argument_classes import Property, Shape, resource_type, type_tokens

IRREGULAR: dict[str, Any] = yaml.safe_load(
    (Path(hds_blueprint.checkov.__file__).parent / "irregular_names.yaml").read_text("utf-8")
)
WITHOUT: dict[str, list[str]] = IRREGULAR["without_counterpart"]

# Not blocks: how long Terraform waits (no check reads it), and redirections, which are JSON text to it.
NO_BLOCKS = ("timeouts", "routingRules")


def fields(shape: Shape) -> Mapping[str, Property]:
    if shape.element is not None:
        return fields(shape.element)
    return shape.fields()


def test_every_type() -> None:
    assert type_table().types.keys() == type_tokens().keys()


def test_every_property_of_every_type() -> None:
    table = type_table()
    missing = [
        f"{token}.{name}"
        for token in type_tokens()
        for name in resource_type(token).inputs
        if name not in table.types[token]["arguments"] and name not in WITHOUT.get(token, ())
    ]
    assert missing == []


def test_types_without_properties_are_known() -> None:
    """Two resources of AWS are switches without a setting; any other empty one was not read."""
    empty = {token for token, entry in type_table().types.items() if not entry["arguments"]}
    assert empty == {
        "aws:iam/outboundWebIdentityFederation:OutboundWebIdentityFederation",
        "aws:ram/sharingWithOrganization:SharingWithOrganization",
    }


def test_no_property_too_many() -> None:
    """What the table has and the package has not is left over from another version."""
    left_over = [
        f"{token}.{name}"
        for token, entry in type_table().types.items()
        for name in entry["arguments"]
        if name not in resource_type(token).inputs
    ]
    assert left_over == []
    assert all(name in resource_type(token).inputs for token, names in WITHOUT.items() for name in names)


def test_nested_properties_of_a_sample() -> None:
    """Every 15th type, to the third level; a test of all of them would read 20,000 classes."""
    table = type_table()
    missing: list[str] = []
    seen = 0
    for token in sorted(type_tokens())[::15]:
        for place, properties, arguments in nested(token, table.types[token]["arguments"]):
            seen += 1
            missing += [f"{place}.{name}" for name in properties if name not in arguments]
    assert missing == []
    assert seen > 150


def nested(token: str, arguments: Arguments) -> Iterator[tuple[str, Mapping[str, Property], Arguments]]:
    pending = [(token, resource_type(token).inputs, arguments, 0)]
    while pending:
        place, properties, known, depth = pending.pop()
        for name, prop in properties.items():
            entry = argument(known, name)
            inner = fields(prop.shape)
            if entry is None or entry.block is None or not inner or depth == 3:
                continue
            block = type_table().fields(entry.block)
            yield f"{place}.{name}", inner, block
            pending.append((f"{place}.{name}", inner, block, depth + 1))


def test_objects_have_blocks() -> None:
    """A property that is an object with fields is a block or a map, never a bare value."""
    table = type_table()
    bare = [
        f"{token}.{name}"
        for token in type_tokens()
        for name, prop in resource_type(token).inputs.items()
        if fields(prop.shape)
        and name not in NO_BLOCKS
        and (entry := argument(table.types[token]["arguments"], name)) is not None
        and entry.block is None
        and entry.shape == SINGLE
    ]
    assert bare == []


def test_lists_are_lists() -> None:
    table = type_table()
    wrong = [
        f"{token}.{name}"
        for token in type_tokens()
        for name, prop in resource_type(token).inputs.items()
        if prop.shape.kind in ("list", "map")
        and name not in NO_BLOCKS
        and (entry := argument(table.types[token]["arguments"], name)) is not None
        and entry.shape not in ((LIST,) if prop.shape.kind == "list" else (MAP, LIST))
    ]
    assert wrong == []


def test_every_irregular_name_is_of_use() -> None:
    table = type_table()
    for token, name in IRREGULAR["types"].items():
        assert table.types[token]["type"] == name
    for token, names in IRREGULAR["arguments"].items():
        for name, terraform in names.items():
            assert table.types[token]["arguments"][name][0] == terraform


def test_names_are_valid() -> None:
    table = type_table()
    assert all(entry["type"].startswith("aws_") for entry in table.types.values())
    blocks = [*table.blocks, *(entry["arguments"] for entry in table.types.values())]
    assert all(
        entry[0].isascii() and entry[0] == entry[0].lower() for block in blocks for entry in block.values()
    )
    assert all(entry[2] < len(table.blocks) for block in blocks for entry in block.values() if len(entry) > 2)
