"""A graph from a Terraform plan (`terraform show -json PLAN`): the stack as it would be after the apply.

Which Pulumi type and property a Terraform one is, the caller says with a `Names`: nothing here knows
where that comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from hds_blueprint.graph import urns
from hds_blueprint.graph.model import Ref, Resource, ResourceGraph, Secret, Unknown, Value
from hds_blueprint.graph.reading import MAXIMUM_DEPTH, Reader, consistent

_PROJECT: Final = "terraform"
_PROVIDER: Final = "pulumi:providers:aws"
# what stands for a sensitive value where Terraform, or the bridge to Checkov, shows values
_HIDDEN: Final = "(sensitive value)"
_REFERENCE: Final = re.compile(
    r"((?:module\.[\w-]+(?:\[[^]]*\])?\.)*)([a-z]\w*\.[\w-]+)(?:\[[^]]*\])?(?:\.(.+))?"
)
_NOT_RESOURCES: Final = ("data.", "var.", "local.", "module.", "each.", "count.", "path.", "self.")


@dataclass(frozen=True, slots=True)
class Property:
    """A Pulumi property: its name, whether Pulumi holds Terraform's one-item list as a lone value, and
    what names the properties inside (None for plain values)."""

    name: str
    lone: bool
    fields: Mapping[str, Property] | None


class Names(Protocol):
    """Pulumi's words for Terraform's."""

    def type_of(self, terraform_type: str) -> str | None:
        """The Pulumi type token; None for a type that Pulumi does not have."""
        ...

    def properties(self, token: str) -> Mapping[str, Property]:
        """A type's properties by their Terraform name."""
        ...

    def output(self, token: str, name: str) -> str:
        """An output's Pulumi name."""
        ...


def read(path: Path, names: Names) -> ResourceGraph:
    """Reads a plan.

    Values that only the apply knows are `Ref` where the configuration names the output that they
    are, else `Unknown` with what they are computed from; sensitive ones are `Secret`. Resources that
    the plan deletes are left out; types unknown to Pulumi are told in a notice.

    Raises:
        GraphError: the file is not a plan; file and path are named.
    """
    reader = Reader(str(path))
    content = reader.mapping(reader.json(path), "")
    if "planned_values" not in content or "resource_changes" not in content:
        reader.fail("", "this is not a Terraform plan", hint="Write one with terraform show -json PLAN.")
    return _Plan(reader, content, path.stem, names).graph()


@dataclass(frozen=True, slots=True)
class _Planned:
    """One resource of the plan: address, module prefix of its references, values, and what is unknown."""

    address: str
    module: str
    type: str
    name: str
    urn: str
    values: dict[str, Any]
    unknown: Any
    sensitive: Any
    place: str


class _Plan:
    def __init__(self, reader: Reader, content: dict[str, Any], stack: str, names: Names) -> None:
        self._reader = reader
        self._names = names
        self._stack = re.sub(r"[^A-Za-z0-9_.-]", "-", stack) or "plan"
        self._missing: dict[str, None] = {}
        self._providers: dict[str, tuple[str, Resource]] = {}
        self._expressions: dict[str, tuple[dict[str, Any], str]] = {}
        configuration = reader.mapping(content.get("configuration", {}), "configuration")
        self._read_providers(configuration)
        root = reader.mapping(configuration.get("root_module") or {}, "configuration.root_module")
        self._read_module(root, "configuration.root_module", "", 0)
        self._planned = list(self._read_changes(content["resource_changes"]))
        self._urns: dict[str, str] = {}
        for planned in self._planned:
            self._urns.setdefault(_without_index(planned.address), planned.urn)

    def graph(self) -> ResourceGraph:
        found = [(provider, "configuration.provider_config") for _, provider in self._providers.values()]
        found += [(self._resource(planned), planned.place) for planned in self._planned]
        notices = ()
        if self._missing:
            listed = ", ".join(sorted(self._missing))
            notices = (f"These Terraform types have no rules and were left out: {listed}.",)
        return ResourceGraph(
            project=_PROJECT,
            stack=self._stack,
            source="tfplan",
            resources=consistent(self._reader, found),
            notices=notices,
        )

    def _urn(self, token: str, name: str) -> str:
        return urns.make(stack=self._stack, project=_PROJECT, parent="", type_token=token, name=name)

    def _read_providers(self, configuration: dict[str, Any]) -> None:
        place = "configuration.provider_config"
        entries = self._reader.mapping(configuration.get("provider_config") or {}, place)
        for key in sorted(entries):
            own = f"{place}.{key}"
            entry = self._reader.mapping(entries[key], own)
            if entry.get("name", key) != "aws":
                continue
            expressions = self._reader.mapping(entry.get("expressions") or {}, f"{own}.expressions")
            region = _constant(expressions.get("region"))
            inputs: dict[str, Value] = {} if region is None else {"region": region}
            tags = _constant(_first(expressions.get("default_tags")).get("tags"))
            if tags is not None:
                inputs["defaultTags"] = {"tags": tags}
            urn = self._urn(_PROVIDER, key)
            shown = region if isinstance(region, str) else None
            self._providers[key] = (urn, Resource(urn, _PROVIDER, key, inputs, region=shown))

    def _read_module(self, module: dict[str, Any], place: str, prefix: str, depth: int) -> None:
        if depth > MAXIMUM_DEPTH:
            self._reader.fail(place[:200], "modules are nested too deeply", bound=f"{MAXIMUM_DEPTH} levels")
        for number, item in enumerate(
            self._reader.items(module.get("resources") or [], f"{place}.resources")
        ):
            own = f"{place}.resources[{number}]"
            entry = self._reader.mapping(item, own)
            address = prefix + self._reader.text(entry.get("address"), f"{own}.address")
            expressions = self._reader.mapping(entry.get("expressions") or {}, f"{own}.expressions")
            key = entry.get("provider_config_key")
            self._expressions[address] = (expressions, key if isinstance(key, str) else "")
        calls = self._reader.mapping(module.get("module_calls") or {}, f"{place}.module_calls")
        for name in sorted(calls):
            own = f"{place}.module_calls.{name}"
            inner = self._reader.mapping(calls[name], own).get("module")
            inside = self._reader.mapping(inner or {}, f"{own}.module")
            self._read_module(inside, f"{own}.module", f"{prefix}module.{name}.", depth + 1)

    def _read_changes(self, changes: object) -> Iterator[_Planned]:
        for number, item in enumerate(self._reader.resources(changes, "resource_changes")):
            place = f"resource_changes[{number}]"
            entry = self._reader.mapping(item, place)
            change = self._reader.mapping(entry.get("change"), f"{place}.change")
            actions = self._reader.texts(change.get("actions"), f"{place}.change.actions")
            if entry.get("mode", "managed") != "managed" or actions in (("delete",), ("forget",), ()):
                continue
            terraform_type = self._reader.text(entry.get("type"), f"{place}.type")
            token = self._names.type_of(terraform_type)
            if token is None:
                self._missing[terraform_type] = None
                continue
            address = self._reader.text(entry.get("address"), f"{place}.address")
            module = re.match(r"(?:module\.[\w-]+(?:\[[^]]*\])?\.)*", address)
            name = address.removeprefix(f"{terraform_type}.")
            yield _Planned(
                address=address,
                module=module[0] if module else "",
                type=token,
                name=name,
                urn=self._urn(token, name),
                values=self._reader.mapping(change.get("after") or {}, f"{place}.change.after"),
                unknown=change.get("after_unknown") or {},
                sensitive=change.get("after_sensitive") or {},
                place=f"{place}.change.after",
            )

    def _resource(self, planned: _Planned) -> Resource:
        configured, key = self._expressions.get(_without_index(planned.address), ({}, ""))
        provider = self._providers.get(key.rsplit(":", 1)[-1]) or self._providers.get("aws")
        properties = self._names.properties(planned.type)
        dependencies: dict[str, tuple[str, ...]] = {}
        inputs = self._block(
            planned, planned.values, planned.unknown, planned.sensitive, configured, properties, "", 0
        )
        for terraform_name, expression in configured.items():
            found = properties.get(terraform_name)
            if found is not None and found.name in inputs:
                named = tuple(sorted({urn for urn, _ in self._named(expression, planned.module)}))
                if named:
                    dependencies[found.name] = named
        region = inputs.get("region")
        inherited = provider[1].region if provider else None
        return Resource(
            urn=planned.urn,
            type=planned.type,
            name=planned.name,
            inputs=inputs,
            provider=provider[0] if provider else None,
            region=region if isinstance(region, str) else inherited,
            dependencies=dependencies,
        )

    def _block(
        self,
        planned: _Planned,
        values: dict[str, Any],
        unknown: Any,
        sensitive: Any,
        expressions: Any,
        properties: Mapping[str, Property],
        path: str,
        depth: int,
    ) -> dict[str, Value]:
        if depth > MAXIMUM_DEPTH:
            self._reader.fail(path[:200], "the value is nested too deeply", bound=f"{MAXIMUM_DEPTH} levels")
        result: dict[str, Value] = {}
        later = unknown if isinstance(unknown, dict) else {}
        said = expressions if isinstance(expressions, dict) else {}
        for name in dict.fromkeys((*values, *later)):
            found = properties.get(name)
            if found is None:
                # what AWS alone decides (an ARN, an id) is no input
                continue
            place = f"{path}.{name}" if path else f"{planned.place}.{name}"
            expression = said.get(name, said if depth and "references" in said else None)
            if later.get(name) is True and expression is None:
                continue
            parts = (later.get(name), _at(sensitive, name), expression)
            value = self._value(planned, values.get(name), parts, found, place, depth)
            if value is not None and value != []:
                result[found.name] = value
        return result

    def _value(
        self,
        planned: _Planned,
        value: Any,
        parts: tuple[Any, Any, Any],
        found: Property,
        place: str,
        depth: int,
    ) -> Value:
        """A value; `parts` are what is unknown of it, what is sensitive, and its expression."""
        later, hidden, expression = parts
        if depth > MAXIMUM_DEPTH:
            self._reader.fail(place[:200], "the value is nested too deeply", bound=f"{MAXIMUM_DEPTH} levels")
        if hidden is True:
            return Secret()
        if later is True:
            return self._later(expression, planned.module)
        if isinstance(value, list):
            items = [
                self._value(planned, item, _inside(parts, i), found, f"{place}[{i}]", depth + 1)
                for i, item in enumerate(value)
            ]
            return items[0] if found.lone and len(items) == 1 else items
        if isinstance(value, dict) and found.fields is not None:
            return self._block(planned, value, later, hidden, expression, found.fields, place, depth + 1)
        if isinstance(value, dict):
            # of a map, what is unknown stands in `later` alone
            keys = dict.fromkeys((*value, *(later if isinstance(later, dict) else ())))
            return {
                self._reader.text(key, place): self._value(
                    planned, value.get(key), _inside(parts, key), found, f"{place}.{key}", depth + 1
                )
                for key in keys
            }
        # a known text stays as the plan shows it; what it was made of is in the dependencies
        if isinstance(value, str):
            return Secret() if value == _HIDDEN else self._reader.text(value, place)
        if isinstance(value, float) and value.is_integer() and abs(value) < 2.0**53:
            return int(value)
        return value

    def _later(self, expression: Any, module: str) -> Value:
        """A value that the apply decides: another resource's output where the expression is just that."""
        named = self._named(expression, module)
        outputs = [Ref(urn, name) for urn, name in named if name]
        whole = isinstance(expression, dict) and len({urn for urn, _ in named}) == 1 and len(outputs) == 1
        if whole:
            return outputs[0]
        return Unknown(tuple(dict.fromkeys(urn for urn, _ in named)))

    def _named(self, expression: Any, module: str) -> list[tuple[str, str]]:
        """The resources and outputs that an expression names, anywhere inside; empty for a whole one."""
        found: dict[tuple[str, str], None] = {}
        pending = [expression]
        while pending:
            item = pending.pop()
            if isinstance(item, list):
                pending.extend(reversed(item))
            elif isinstance(item, dict):
                references = item.get("references")
                for text in references if isinstance(references, list) else ():
                    if isinstance(text, str) and (named := self._reference(text, module)):
                        found[named] = None
                pending.extend(reversed([v for k, v in item.items() if k != "references"]))
        return list(found)

    def _reference(self, text: str, module: str) -> tuple[str, str] | None:
        if text.startswith(_NOT_RESOURCES):
            return None
        match = _REFERENCE.fullmatch(text)
        if match is None:
            return None
        urn = self._urns.get(_without_index(f"{module}{match[1]}{match[2]}"))
        if urn is None:
            return None
        token = urn.split("::")[2]
        return urn, self._names.output(token, match[3]) if match[3] else ""


def _first(blocks: object) -> dict[str, Any]:
    """The first block of a configuration's list of them; nothing where there is none."""
    first = blocks[0] if isinstance(blocks, list) and blocks else blocks
    return first if isinstance(first, dict) else {}


def _constant(expression: object) -> Value:
    """What a configuration's expression always is; Unknown where it is computed, None where there is none."""
    if expression is None:
        return None
    value = expression.get("constant_value") if isinstance(expression, dict) else None
    return Unknown() if value is None else value


def _inside(parts: tuple[Any, Any, Any], step: int | str) -> tuple[Any, Any, Any]:
    """The parts of an entry; the expression of a list or map is that of an entry known after apply too."""
    later, hidden, expression = parts
    unknown = _at(later, step)
    whole = unknown is True or isinstance(step, str)
    return unknown, _at(hidden, step), expression if whole else _at(expression, step)


def _at(part: Any, step: int | str) -> Any:
    """What a part beside the values (unknown, sensitive, expressions) says of an entry."""
    if isinstance(part, list):
        return part[step] if isinstance(step, int) and step < len(part) else None
    if isinstance(part, dict) and isinstance(step, str):
        return part.get(step)
    return part if part is True or isinstance(part, dict) else None


def _without_index(address: str) -> str:
    return re.sub(r"\[[^]]*\]", "", address)
