"""The resource graph as a JSON file: a documented form that anyone can write by hand.

schema.json beside this file is its JSON Schema (2020-12); docs describe it in words. Values that
JSON has no word for are objects with one key that begins with `$`:

- `{"$ref": {"urn": …, "property": …}}`: another resource's output;
- `{"$join": ["arn:…/", {"$ref": …}]}`: a text with outputs inside;
- `{"$unknown": ["urn:…", …]}`: known after apply only, computed from these resources;
- `{"$secret": null}` or `{"$secret": {"$ref": …}}`: a secret; its value is never written.

A key of the program's own that begins with `$` is written with one more: `$ref` as `$$ref`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, Final, cast, get_args

from hds_blueprint.files import write_atomically
from hds_blueprint.graph import model
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.model import (
    Join,
    Origin,
    Profile,
    Ref,
    Resource,
    ResourceGraph,
    ResourceOptions,
    Secret,
    Source,
    Unknown,
    Value,
)
from hds_blueprint.graph.reading import MAXIMUM_DEPTH, Reader, consistent

FORMAT: Final = "hds-blueprint-graph/1"
SCHEMA: Final = Path(__file__).with_name("schema.json")
_OPTION_KEYS: Final = frozenset(
    (
        "protect",
        "retainOnDelete",
        "dependsOn",
        "ignoreChanges",
        "deleteBeforeReplace",
        "importId",
        "aliases",
    )
)
_TEXT_KEYS: Final = frozenset(("urn", "type", "name", "parent", "id", "provider", "region"))
_RESOURCE_KEYS: Final = _TEXT_KEYS | {
    "custom",
    "external",
    "origin",
    "options",
    "dependencies",
    "inputs",
    "outputs",
}
_GRAPH_KEYS: Final = frozenset(
    (
        "$schema",
        "format",
        "project",
        "stack",
        "source",
        "profile",
        "healthData",
        "outputs",
        "notices",
        "resources",
    )
)


def dump(graph: ResourceGraph) -> str:
    """The graph as JSON text with a final newline; equal graphs give equal bytes.

    Raises:
        GraphError: a number of the graph is not a finite one.
    """
    content: dict[str, Any] = {
        "format": FORMAT,
        "project": graph.project,
        "stack": graph.stack,
        "source": graph.source,
        "profile": graph.profile,
        "healthData": graph.health_data,
        "outputs": {name: plain(value) for name, value in sorted(graph.outputs.items())},
        **({"notices": list(graph.notices)} if graph.notices else {}),
        "resources": [_resource(resource) for resource in graph.resources],
    }
    try:
        return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    except ValueError:
        raise GraphError.of("the graph holds a number that JSON cannot write", code="bad-graph") from None


def write(graph: ResourceGraph, path: Path) -> None:
    """Writes the graph to a file, whole or not at all. Raises GraphError as `dump`, OSError as files do."""
    write_atomically(path, dump(graph))


def load(path: Path) -> ResourceGraph:
    """Reads a graph file.

    Raises:
        GraphError: the file cannot be read or breaks a rule of the format; file and path are named.
    """
    reader = Reader(str(path))
    content = reader.mapping(reader.json(path), "")
    form = content.get("format", FORMAT)
    if form != FORMAT:
        reader.fail("format", "this version of the format is not known", value=form, bound=FORMAT)
    _only(reader, content, "", _GRAPH_KEYS)
    resources = consistent(
        reader,
        [
            (_read_resource(reader, item, f"resources[{i}]"), f"resources[{i}].urn")
            for i, item in enumerate(reader.resources(_needed(reader, content, "resources", ""), "resources"))
        ],
    )
    return ResourceGraph(
        project=reader.text(_needed(reader, content, "project", ""), "project"),
        stack=reader.text(_needed(reader, content, "stack", ""), "stack"),
        source=cast("Source", _choice(reader, content.get("source", "file"), "source", get_args(Source))),
        profile=cast(
            "Profile", _choice(reader, content.get("profile", "production"), "profile", get_args(Profile))
        ),
        health_data=reader.boolean(content.get("healthData", True), "healthData"),
        outputs=_read_values(reader, content.get("outputs"), "outputs"),
        notices=reader.texts(content.get("notices"), "notices"),
        resources=resources,
    )


def plain(value: Value) -> Any:
    """A value of the graph as JSON has it."""
    if isinstance(value, dict):
        return {
            f"${name}" if name.startswith("$") else name: plain(item) for name, item in sorted(value.items())
        }
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Ref):
        return {"$ref": {"urn": value.urn, "property": value.property}}
    if isinstance(value, Join):
        return {"$join": [plain(part) for part in value.parts]}
    if isinstance(value, Unknown):
        return {"$unknown": list(value.depends_on)}
    if isinstance(value, Secret):
        return {"$secret": plain(value.reference)}
    return value


def _resource(resource: Resource) -> dict[str, Any]:
    """Whatever has its default value is left out."""
    content: dict[str, Any] = {"urn": resource.urn, "type": resource.type, "name": resource.name}
    optional: dict[str, Any] = {
        "parent": resource.parent,
        "custom": None if resource.custom else False,
        "external": resource.external or None,
        "id": resource.id,
        "provider": resource.provider,
        "region": resource.region,
        "origin": resource.origin
        and {"file": resource.origin.file, "path": resource.origin.path, "line": resource.origin.line},
        "options": _options(resource.options) or None,
        "dependencies": {name: list(urns) for name, urns in sorted(resource.dependencies.items())} or None,
    }
    content.update((name, value) for name, value in optional.items() if value is not None)
    content["inputs"] = {name: plain(value) for name, value in sorted(resource.inputs.items())}
    if resource.outputs:
        content["outputs"] = {name: plain(value) for name, value in sorted(resource.outputs.items())}
    return content


def _options(options: ResourceOptions) -> dict[str, Any]:
    every: dict[str, Any] = {
        "protect": options.protect,
        "retainOnDelete": options.retain_on_delete,
        "dependsOn": list(options.depends_on),
        "ignoreChanges": list(options.ignore_changes),
        "deleteBeforeReplace": options.delete_before_replace,
        "importId": options.import_id,
        "aliases": list(options.aliases),
    }
    return {name: value for name, value in every.items() if value}


def _read_resource(reader: Reader, value: object, path: str) -> Resource:
    content = reader.mapping(value, path)
    _only(reader, content, path, _RESOURCE_KEYS)
    urn = reader.urn(_needed(reader, content, "urn", path), f"{path}.urn")
    for key, own in (("type", model.type_of(urn)), ("name", model.name_of(urn))):
        if content.get(key, own) != own:
            reader.fail(
                f"{path}.{key}", f"this is not the {key} that the URN says", value=content[key], bound=own
            )
    dependencies = reader.mapping(content.get("dependencies", {}), f"{path}.dependencies")
    parent, provider = content.get("parent"), content.get("provider")
    return Resource(
        urn=urn,
        type=model.type_of(urn),
        name=model.name_of(urn),
        inputs=_read_values(reader, content.get("inputs"), f"{path}.inputs"),
        parent=None if parent is None else reader.urn(parent, f"{path}.parent"),
        custom=reader.boolean(content.get("custom", True), f"{path}.custom"),
        options=_read_options(reader, content.get("options", {}), f"{path}.options"),
        provider=None if provider is None else reader.urn(provider, f"{path}.provider"),
        region=reader.optional_text(content.get("region"), f"{path}.region"),
        dependencies={
            reader.text(name, f"{path}.dependencies"): reader.urns(urns, f"{path}.dependencies.{name}")
            for name, urns in dependencies.items()
        },
        outputs=_read_values(reader, content.get("outputs"), f"{path}.outputs"),
        id=reader.optional_text(content.get("id"), f"{path}.id"),
        origin=_read_origin(reader, content.get("origin"), f"{path}.origin"),
        external=reader.boolean(content.get("external", False), f"{path}.external"),
    )


def _read_options(reader: Reader, value: object, path: str) -> ResourceOptions:
    content = reader.mapping(value, path)
    _only(reader, content, path, _OPTION_KEYS)
    return ResourceOptions(
        protect=reader.boolean(content.get("protect", False), f"{path}.protect"),
        retain_on_delete=reader.boolean(content.get("retainOnDelete", False), f"{path}.retainOnDelete"),
        depends_on=reader.urns(content.get("dependsOn"), f"{path}.dependsOn"),
        ignore_changes=reader.texts(content.get("ignoreChanges"), f"{path}.ignoreChanges"),
        delete_before_replace=reader.boolean(
            content.get("deleteBeforeReplace", False), f"{path}.deleteBeforeReplace"
        ),
        import_id=reader.optional_text(content.get("importId"), f"{path}.importId"),
        aliases=reader.urns(content.get("aliases"), f"{path}.aliases"),
    )


def _read_origin(reader: Reader, value: object, path: str) -> Origin | None:
    if value is None:
        return None
    content = reader.mapping(value, path)
    _only(reader, content, path, {"file", "path", "line"})
    line = _needed(reader, content, "line", path)
    if not isinstance(line, int) or isinstance(line, bool) or line < 1:
        reader.fail(f"{path}.line", "a line is a whole number", value=line, bound="1 or more")
    return Origin(
        file=reader.text(_needed(reader, content, "file", path), f"{path}.file"),
        path=reader.text(_needed(reader, content, "path", path), f"{path}.path"),
        line=line,
    )


def _read_values(reader: Reader, value: object, path: str) -> dict[str, Value]:
    if value is None:
        return {}
    return {
        reader.text(name, path): _read_value(reader, item, f"{path}.{name}", 0)
        for name, item in reader.mapping(value, path).items()
    }


def _read_value(reader: Reader, value: Any, path: str, depth: int) -> Value:
    if depth > MAXIMUM_DEPTH:
        reader.fail(path[:200], "the value is nested too deeply", bound=f"{MAXIMUM_DEPTH} levels")
    if isinstance(value, str):
        return reader.text(value, path)
    if isinstance(value, list):
        return [_read_value(reader, item, f"{path}[{i}]", depth + 1) for i, item in enumerate(value)]
    if isinstance(value, dict):
        return _read_object(reader, value, path, depth)
    return value


def _read_object(reader: Reader, value: dict[str, Any], path: str, depth: int) -> Value:
    if len(value) == 1:
        name, item = next(iter(value.items()))
        if name == "$ref":
            return _read_ref(reader, item, f"{path}.$ref")
        if name == "$join":
            return _read_join(reader, item, f"{path}.$join")
        if name == "$unknown":
            return Unknown(reader.urns(item, f"{path}.$unknown"))
        if name == "$secret":
            return Secret(None if item is None else _read_only_ref(reader, item, f"{path}.$secret"))
    result: dict[str, Value] = {}
    for name, item in value.items():
        reader.text(name, path)
        if name.startswith("$") and not name.startswith("$$"):
            reader.fail(
                f"{path}.{name}",
                "a key that begins with $ is none of $ref, $join, $unknown and $secret alone in its object",
                hint=f"Write a key of your own as ${name}.",
            )
        result[name.removeprefix("$")] = _read_value(reader, item, f"{path}.{name}", depth + 1)
    return result


def _read_ref(reader: Reader, value: object, path: str) -> Ref:
    content = reader.mapping(value, path)
    _only(reader, content, path, {"urn", "property"})
    return Ref(
        urn=reader.urn(_needed(reader, content, "urn", path), f"{path}.urn"),
        property=reader.text(_needed(reader, content, "property", path), f"{path}.property"),
    )


def _read_only_ref(reader: Reader, value: object, path: str) -> Ref:
    content = reader.mapping(value, path)
    _only(reader, content, path, {"$ref"})
    return _read_ref(reader, _needed(reader, content, "$ref", path), f"{path}.$ref")


def _read_join(reader: Reader, value: object, path: str) -> Join:
    parts = reader.items(value, path)
    return Join(
        tuple(
            reader.text(part, f"{path}[{i}]")
            if isinstance(part, str)
            else _read_only_ref(reader, part, f"{path}[{i}]")
            for i, part in enumerate(parts)
        )
    )


def _needed(reader: Reader, content: Mapping[str, Any], key: str, path: str) -> Any:
    if key not in content:
        reader.fail(path, f"the key {key!r} is missing")
    return content[key]


def _only(reader: Reader, content: Mapping[str, Any], path: str, known: AbstractSet[str]) -> None:
    for name in content:
        if name not in known:
            reader.fail(
                f"{path}.{name}" if path else name,
                "this key is not part of the format",
                hint=f"Known keys are {', '.join(sorted(known))}.",
            )


def _choice(reader: Reader, value: object, path: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        reader.fail(path, "this is not one of the choices", value=value, bound=", ".join(choices))
    return cast("str", value)
