"""Registers the resources of a program with the monitor, as Pulumi YAML registers them with the engine.

Source: registerResource of pkg/pulumiyaml/run.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import alias_pb2, resource_pb2, source_pb2

from hds_blueprint.data_files import read_data
from hds_blueprint.foreign.yaml_program import values
from hds_blueprint.foreign.yaml_program.expressions import Expressions
from hds_blueprint.foreign.yaml_program.order import default_provider
from hds_blueprint.foreign.yaml_program.tokens import UnknownTypeError, resource_type
from hds_blueprint.foreign.yaml_program.values import ResourceHandle, Result
from hds_blueprint.graph.output_types import secret_outputs
from hds_blueprint.hosting.document import Location

_PROVIDERS = "pulumi:providers:"
_STACK_REFERENCE = "pulumi:pulumi:StackReference"
_TRUTHS = ("protect", "retainOnDelete", "deleteBeforeReplace")


def register(own: Expressions, name: str, declared: Mapping[str, Any], stack: str) -> ResourceHandle:
    """Register one resource; `stack` is the URN of the stack, the parent where none is named.

    Raises:
        InputError: an expression cannot be evaluated, or the monitor refuses the resource.
    """
    place: Location = ("resources", name)
    token = _type(own, str(declared["type"]), place)
    logical = declared.get("name") or name
    if not isinstance(logical, str):
        raise own.template.error("a name is a text", (*place, "name"), value=logical)
    options = declared.get("options") or {}
    identity = (declared.get("get") or {}).get("id")
    if identity is not None or token == _STACK_REFERENCE:
        return _read(own, token, logical, declared, identity, stack, place)
    properties = _properties(own, token, declared.get("properties") or {}, (*place, "properties"))
    request = _request(own, token, logical, properties, options, stack, place)
    with own.placed(place):
        response = own.monitor.RegisterResource(request)
    outputs = values.read_structure(response.object.fields)
    return ResourceHandle(response.urn, token, logical, response.id, outputs)


def _type(own: Expressions, token: str, place: Location) -> str:
    try:
        return resource_type(token)
    except UnknownTypeError as error:
        suggestion = f"Did you mean {error.close}?" if error.close else "See the registry of the provider."
        raise own.template.error(
            "the provider has no such type", (*place, "type"), value=token, suggestion=suggestion
        ) from None


def _properties(own: Expressions, token: str, declared: Any, place: Location) -> dict[str, Result]:
    """Each property apart, so that each has its own dependencies."""
    if isinstance(declared, dict) and not any(name.lower().startswith("fn::") for name in declared):
        found = {name: own.value(item, (*place, name)) for name, item in declared.items()}
    else:
        whole = own.value(declared, place)
        if not isinstance(whole.value, dict):
            raise own.template.error("the properties are a mapping", place, value=declared)
        found = {name: values.plain(item, whole.depends_on) for name, item in whole.value.items()}
    secret = set(secret_outputs(token))
    if token.startswith(_PROVIDERS):
        secret |= set(_words()["secrets_of_providers"])
    return {name: own.hidden(item, name in secret) for name, item in found.items()}


def _request(
    own: Expressions,
    token: str,
    name: str,
    properties: Mapping[str, Result],
    options: Mapping[str, Any],
    stack: str,
    place: Location,
) -> resource_pb2.RegisterResourceRequest:
    component = token.startswith(own.template.components)
    computed_from = {key: sorted(item.depends_on) for key, item in properties.items() if item.depends_on}
    waits = [each.urn for each in _many(own, options, "dependsOn", place)]
    request = resource_pb2.RegisterResourceRequest(
        type=token,
        name=name,
        parent=_parent(own, options, stack, place),
        custom=not component,
        remote=component,
        object=_structure(properties),
        dependencies=sorted({*waits, *(urn for urns in computed_from.values() for urn in urns)}),
        propertyDependencies={
            key: resource_pb2.RegisterResourceRequest.PropertyDependencies(urns=urns)
            for key, urns in computed_from.items()
        },
        provider=_provider(own, token, options, place),
        providers=_providers(own, options, place),
        version=str(options.get("version") or ""),
        pluginDownloadURL=str(options.get("pluginDownloadURL") or ""),
        ignoreChanges=_texts(own, options, "ignoreChanges", place),
        additionalSecretOutputs=[
            *_texts(own, options, "additionalSecretOutputs", place),
            *secret_outputs(token),
        ],
        importId=str(options.get("import") or ""),
        deletedWith=_one(own, options, "deletedWith", place),
        aliases=_aliases(own, options, place),
        acceptSecrets=True,
        acceptResources=True,
        sourcePosition=_position(own, place),
    )
    truths = {key: _truth(own, options, key, place) for key in _TRUTHS if key in options}
    for key, truth in truths.items():
        setattr(request, key, truth)
    request.deleteBeforeReplaceDefined = "deleteBeforeReplace" in truths
    return request


def _read(
    own: Expressions,
    token: str,
    name: str,
    declared: Mapping[str, Any],
    identity: Any,
    stack: str,
    place: Location,
) -> ResourceHandle:
    """A resource that exists already, or the outputs of another stack."""
    options = declared.get("options") or {}
    state = (declared.get("get") or {}).get("state") or declared.get("properties") or {}
    properties = _properties(own, token, state, (*place, "get", "state"))
    known = own.value(identity, (*place, "get", "id")) if identity is not None else None
    if known is None:  # the name of the other stack, which is its id
        known = properties.setdefault("name", Result(name))
    text, _ = values.revealed(known.value)
    if not isinstance(text, str):
        raise own.template.error("an id is a text", (*place, "get", "id"), value=identity)
    request = resource_pb2.ReadResourceRequest(
        id=text,
        type=token,
        name=name,
        parent=_parent(own, options, stack, place),
        properties=_structure(properties),
        dependencies=sorted(known.depends_on),
        provider=_provider(own, token, options, place),
        version=str(options.get("version") or ""),
        sourcePosition=_position(own, place),
    )
    with own.placed(place):
        response = own.monitor.ReadResource(request)
    return ResourceHandle(response.urn, token, name, text, values.read_structure(response.properties.fields))


def _structure(properties: Mapping[str, Result]) -> struct_pb2.Struct:
    return values.structure({name: item.value for name, item in properties.items()})


def _position(own: Expressions, place: Location) -> source_pb2.SourcePosition:
    file = own.template.file
    uri = (own.template.folder / file.file.rpartition("/")[2]).resolve().as_uri()
    return source_pb2.SourcePosition(uri=uri, line=file.places[place][0])


def _parent(own: Expressions, options: Mapping[str, Any], stack: str, place: Location) -> str:
    return _one(own, options, "parent", place) or stack


def _one(own: Expressions, options: Mapping[str, Any], key: str, place: Location) -> str:
    if options.get(key) is None:
        return ""
    return own.resource(options[key], (*place, "options", key)).urn


def _many(own: Expressions, options: Mapping[str, Any], key: str, place: Location) -> list[ResourceHandle]:
    """The resources that an option lists; a single one needs no list, and a mapping's keys say nothing."""
    found = options.get(key)
    at: Location = (*place, "options", key)
    if isinstance(found, list):
        return [own.resource(each, (*at, number)) for number, each in enumerate(found)]
    if isinstance(found, dict):
        return [own.resource(each, (*at, name)) for name, each in found.items()]
    if found is None:
        return []
    listed = own.value(found, at).value
    every = listed if isinstance(listed, list) else [listed]
    if not all(isinstance(each, ResourceHandle) for each in every):
        raise own.template.error(
            "resources are expected here", at, value=found, suggestion="Write [${NAME}]."
        )
    return every


def _provider(own: Expressions, token: str, options: Mapping[str, Any], place: Location) -> str:
    if options.get("provider") is not None:
        at: Location = (*place, "options", "provider")
        found = own.resource(options["provider"], at)
        if not found.provider:
            raise own.template.error(
                "this resource is no provider",
                at,
                value=options["provider"],
                suggestion=f"Its type is {found.type}; a provider has pulumi:providers:PACKAGE.",
            )
        return found.reference
    default = default_provider(own.template, token)
    known = own.names.get(default) if default is not None else None
    return known.value.reference if known is not None and not token.startswith(_PROVIDERS) else ""


def _providers(own: Expressions, options: Mapping[str, Any], place: Location) -> dict[str, str]:
    found = _many(own, options, "providers", place)
    return {each.type.removeprefix(_PROVIDERS): each.reference for each in found if each.provider}


def _texts(own: Expressions, options: Mapping[str, Any], key: str, place: Location) -> list[str]:
    found = options.get(key) or []
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise own.template.error("a list of texts is expected", (*place, "options", key), value=found)
    return found


def _truth(own: Expressions, options: Mapping[str, Any], key: str, place: Location) -> bool:
    at: Location = (*place, "options", key)
    found, _ = values.revealed(own.value(options[key], at).value)
    if not isinstance(found, bool):
        raise own.template.error("true or false is expected", at, value=options[key])
    return found


def _aliases(own: Expressions, options: Mapping[str, Any], place: Location) -> list[alias_pb2.Alias]:
    at: Location = (*place, "options", "aliases")
    listed = options.get("aliases") or []
    if not isinstance(listed, list):
        raise own.template.error("a list is expected", at, value=listed)
    return [_alias(own, each, (*at, number)) for number, each in enumerate(listed)]


def _alias(own: Expressions, declared: Any, at: Location) -> alias_pb2.Alias:
    alias = own.value(declared, at).value
    if isinstance(alias, str):
        return alias_pb2.Alias(urn=alias)
    if isinstance(alias, dict) and isinstance(alias.get("urn"), str):
        return alias_pb2.Alias(urn=alias["urn"])
    if not isinstance(alias, dict):
        raise own.template.error("an alias is a URN, or a mapping such as {name: OLD}", at, value=declared)
    texts = {
        key: alias[key] for key in ("name", "type", "stack", "project") if isinstance(alias.get(key), str)
    }
    spec = alias_pb2.Alias.Spec(**texts)
    parent = alias.get("parent")
    if alias.get("noParent") is True:
        spec.noParent = True
    elif isinstance(parent, ResourceHandle | str):
        spec.parentUrn = parent if isinstance(parent, str) else parent.urn
    return alias_pb2.Alias(spec=spec)


def _words() -> dict[str, Any]:
    return read_data("hds_blueprint.foreign.yaml_program", "words.yaml")
