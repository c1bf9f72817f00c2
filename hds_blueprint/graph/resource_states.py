"""Resources in the form of Pulumi's states and previews (`ResourceV3` of the engine's apitype)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from hds_blueprint.graph import model, signatures, urns
from hds_blueprint.graph.model import Ref, Resource, ResourceOptions, Secret, Unknown, Value
from hds_blueprint.graph.reading import MAXIMUM_DEPTH, Reader

# what the engine prints in place of a secret where it shows values
_BLINDED: Final = "[secret]"
# bookkeeping of bridged providers and of the engine, not properties
_BOOKKEEPING: Final = frozenset({"__defaults", "__meta", "__internal"})


def read(reader: Reader, value: object, path: str) -> Resource:
    """One resource of a state or preview.

    Raises:
        GraphError: a part is missing or of the wrong type.
    """
    content = reader.mapping(value, path)
    urn = reader.urn(content.get("urn"), f"{path}.urn")
    own_type = reader.text(content.get("type", model.type_of(urn)), f"{path}.type")
    if own_type != model.type_of(urn):
        reader.fail(f"{path}.type", "this is not the type that the URN says", value=own_type)
    declared = reader.mapping(content.get("propertyDependencies") or {}, f"{path}.propertyDependencies")
    dependencies = {
        name: tuple(sorted(reader.urns(found, f"{path}.propertyDependencies.{name}")))
        for name, found in sorted(declared.items())
        if found
    }
    inputs = properties(reader, content.get("inputs"), f"{path}.inputs", dependencies)
    implied = {target for found in dependencies.values() for target in found}
    everything = reader.urns(content.get("dependencies"), f"{path}.dependencies")
    parent = reader.optional_text(content.get("parent"), f"{path}.parent")
    reference = reader.optional_text(content.get("provider"), f"{path}.provider")
    provider = urns.provider_urn(reference or "")
    return Resource(
        urn=urn,
        type=own_type,
        name=model.name_of(urn),
        inputs=inputs,
        parent=None if parent is None else reader.urn(parent, f"{path}.parent"),
        custom=_flag(reader, content, "custom", path),
        options=ResourceOptions(
            protect=_flag(reader, content, "protect", path),
            retain_on_delete=_flag(reader, content, "retainOnDelete", path),
            depends_on=tuple(sorted(set(everything) - implied)),
            ignore_changes=reader.texts(content.get("ignoreChanges"), f"{path}.ignoreChanges"),
            import_id=reader.optional_text(content.get("importID"), f"{path}.importID"),
            aliases=reader.urns(content.get("aliases"), f"{path}.aliases"),
        ),
        provider=None if provider is None else reader.urn(provider, f"{path}.provider"),
        dependencies={name: found for name, found in dependencies.items() if name in inputs},
        outputs=properties(reader, content.get("outputs"), f"{path}.outputs", None),
        id=reader.optional_text(content.get("id"), f"{path}.id"),
        external=_flag(reader, content, "external", path),
    )


def with_regions(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """The resources with their regions: their own, else the provider's."""
    known = tuple(resources)
    providers = {resource.urn: _region(resource) for resource in known if resource.type.startswith("pulumi:")}
    return tuple(
        replace(resource, region=_region(resource) or providers.get(resource.provider or ""))
        for resource in known
    )


def properties(
    reader: Reader, value: object, path: str, dependencies: Mapping[str, tuple[str, ...]] | None
) -> dict[str, Value]:
    """A property map; `dependencies` gives the URNs that unknown values are computed from."""
    if value is None:
        return {}
    found = reader.mapping(value, path)
    return {
        reader.text(name, path): _value(
            reader, found[name], f"{path}.{name}", (dependencies or {}).get(name, ()), 0
        )
        for name in sorted(found)
        if name not in _BOOKKEEPING
    }


def _flag(reader: Reader, content: Mapping[str, Any], name: str, path: str) -> bool:
    return reader.boolean(content.get(name, False), f"{path}.{name}")


def _region(resource: Resource) -> str | None:
    for source in (resource.inputs, resource.outputs):
        region = source.get("region")
        if isinstance(region, str) and region:
            return region
    return None


def _value(reader: Reader, value: Any, path: str, depends_on: tuple[str, ...], depth: int) -> Value:
    if depth > MAXIMUM_DEPTH:
        reader.fail(path[:200], "the value is nested too deeply", bound=f"{MAXIMUM_DEPTH} levels")
    if isinstance(value, str):
        if value in signatures.UNKNOWNS:
            return Unknown(depends_on)
        return Secret() if value == _BLINDED else reader.text(value, path)
    if isinstance(value, list):
        return [_value(reader, item, f"{path}[{i}]", depends_on, depth + 1) for i, item in enumerate(value)]
    if isinstance(value, dict):
        if signatures.KEY in value:
            return _special(reader, value, path, depends_on, depth)
        return {
            reader.text(name, path): _value(reader, value[name], f"{path}.{name}", depends_on, depth + 1)
            for name in sorted(value)
            if name not in _BOOKKEEPING
        }
    if isinstance(value, float) and value.is_integer() and abs(value) < 2.0**53:
        return int(value)
    return value


def _special(
    reader: Reader, value: dict[str, Any], path: str, depends_on: tuple[str, ...], depth: int
) -> Value:
    signature = value[signatures.KEY]
    if signature == signatures.SECRET or "plaintext" in value or "ciphertext" in value:
        return Secret()
    if signature == signatures.RESOURCE:
        return Ref(reader.urn(value.get("urn"), f"{path}.urn"), "id" if "id" in value else "urn")
    names = {signatures.ASSET: signatures.ASSET_NAMES, signatures.ARCHIVE: signatures.ARCHIVE_NAMES}
    known = names.get(signature, {}) if isinstance(signature, str) else {}
    for name, graph_name in known.items():
        if name in value:
            return {graph_name: _value(reader, value[name], f"{path}.{name}", depends_on, depth + 1)}
    if signature == signatures.OUTPUT:
        if value.get("secret") is True:
            return Secret()
        return (
            _value(reader, value["value"], f"{path}.value", depends_on, depth + 1)
            if "value" in value
            else Unknown(depends_on)
        )
    # bytes, numbers without a JSON form: their text is kept, what they are is not
    return {
        reader.text(name, path): _value(reader, value[name], f"{path}.{name}", depends_on, depth + 1)
        for name in sorted(value)
        if name != signatures.KEY
    }
