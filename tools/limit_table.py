"""Writes limits of arguments from AWS's API models: hds_blueprint/simulated_aws/data/limits.json.

    uv run --with botocore python -m tools.limit_table

botocore carries the models of AWS's services; it is needed to write the table, not to use it. Beside this
file, known_arguments.json names every argument that was found in a model, so that what simulated AWS does not
know can be counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import botocore  # pyright: ignore[reportMissingImports]
import botocore.session  # pyright: ignore[reportMissingImports]
import yaml

from hds_blueprint.files import write_atomically
from hds_blueprint.simulated_aws.argument_classes import Property, Shape, resource_type

DATA = Path(__file__).parents[1] / "hds_blueprint" / "simulated_aws" / "data"
KNOWN = Path(__file__).with_name("known_arguments.json")
DEEPEST = 6  # some arguments contain themselves; nobody writes them deeper
_LIMITS = {"enum": "values", "min": "minimum", "max": "maximum", "pattern": "pattern"}


def arguments(properties: Mapping[str, Property], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every argument by its path without indexes: `("rules", "lifecycle", "deleteAfter")`."""
    for name, argument in properties.items():
        path = (*above, name)
        yield path
        inner = _inner(argument.shape)
        if inner is not None and len(path) < DEEPEST:
            yield from arguments(inner.fields(), path)


def _inner(shape: Shape) -> Shape | None:
    """The object that a shape is, or is a list of."""
    while shape.kind in ("list", "map") and shape.element is not None:
        shape = shape.element
    if shape.kind == "union":
        return next((each for each in map(_inner, shape.choices) if each is not None), None)
    return shape if shape.kind == "object" else None


def member(shape: Any, name: str, said: str | None) -> Any | None:
    """The shape that an argument has below `shape`, by what is said of it or by its own name."""
    if said is not None:
        return _walk(shape, said)
    shape = _content(shape)
    if shape.type_name != "structure":
        return None
    wanted = _forms(name)
    exact = [each for each in shape.members if _plain(each) == _plain(name)]
    found = exact or [each for each in shape.members if _forms(each) & wanted]
    return shape.members[found[0]] if len(found) == 1 else None


def _walk(shape: Any, way: str) -> Any | None:
    """The shape at the end of `A.B`, `A.*.B`, `A#key` or `A@Name`; None where the model has none."""
    way, _, attribute = way.partition("@")
    way, _, keys = way.partition("#")
    for step in way.split("."):
        if step == "*":
            shape = shape.value
            continue
        shape = _content(shape)
        if shape.type_name != "structure" or step not in shape.members:
            return None
        shape = shape.members[step]
    if attribute:
        return shape.value if attribute in shape.key.metadata.get("enum", ()) else None
    return shape.key if keys else shape


def _content(shape: Any) -> Any:
    while shape.type_name == "list":
        shape = shape.member
    return shape


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _forms(name: str) -> set[str]:
    """A name as one and as many: the provider often writes one where AWS writes the other."""
    plain = _plain(name)
    return {plain, plain.removesuffix("s"), plain.removesuffix("es"), re.sub("ies$", "y", plain)}


def found(model: Any, entry: Mapping[str, Any], path: Sequence[str]) -> Any | None:
    """The shape of an argument in the first operation that has it."""
    said: Mapping[str, str] = entry.get("members", {})
    for operation in entry["operations"]:
        top = model.operation_model(operation).input_shape
        if top is None:
            continue
        whole = said.get(".".join(path))
        shape = _walk(top, whole[1:]) if whole and whole.startswith("/") else _descend(top, path, said)
        if shape is not None:
            return shape
    return None


def _descend(shape: Any, path: Sequence[str], said: Mapping[str, str]) -> Any | None:
    for depth, name in enumerate(path, start=1):
        shape = member(shape, name, said.get(".".join(path[:depth])))
        if shape is None:
            return None
    return shape


def limits(shape: Any) -> dict[str, Any]:
    """What the model says of a value: of a list or map, nothing; of its content, what it says of each."""
    inner = _content(shape)
    if inner.type_name not in ("string", "integer", "long", "float", "double"):
        return {}
    # of a list, the lengths are those of the list
    said = inner.metadata
    return {ours: said[theirs] for theirs, ours in _LIMITS.items() if theirs in said}


def main() -> None:
    """Write the file with a line per type and per limit."""
    session = botocore.session.get_session()
    operations = yaml.safe_load((DATA / "operations.yaml").read_text("utf-8"))
    exceptions = yaml.safe_load((DATA / "limit_exceptions.yaml").read_text("utf-8"))
    stated: dict[str, dict[str, Any]] = {}
    known: dict[str, list[str]] = {}
    for token, entry in sorted(operations.items()):
        model = session.get_service_model(entry["service"])
        for path in arguments(resource_type(token).inputs):
            shape = found(model, entry, path)
            if shape is None:
                continue
            place = ".".join(path)
            known.setdefault(token, []).append(place)
            if (limit := limits(shape)) and f"{token}.{place}" not in exceptions:
                stated[f"{token}.{place}"] = limit
    source = f"the service models of botocore {botocore.__version__}"
    comment = f"Generated by `python -m tools.limit_table` from {source}."
    lines = ",\n".join(f"{json.dumps(place)}:{json.dumps(limit)}" for place, limit in sorted(stated.items()))
    types = ",\n".join(f"{json.dumps(token)}:{json.dumps(places)}" for token, places in sorted(known.items()))
    for file, body in (
        (DATA / "limits.json", f'"limits":{{\n{lines}\n}}'),
        (KNOWN, f'"known":{{\n{types}\n}}'),
    ):
        write_atomically(file, f'{{"$comment":{json.dumps(comment)},\n{body}}}\n')


if __name__ == "__main__":
    main()
