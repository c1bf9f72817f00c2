"""The resource graph: what a Pulumi program would create, as plain data.

Every source (the program run offline, a preview, a deployed state, a Terraform
plan, a file) is read into this form; rules, Checkov, reports and pages know no
other. Nothing here imports pulumi.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Ref:
    """The value of another resource's output, not known before apply.

    `property` is the output's Pulumi name with its path (`arn`, `endpoints[0].address`);
    the resource's own id is `id`.
    """

    urn: str
    property: str


@dataclass(frozen=True, slots=True)
class Join:
    """A string with references inside, such as a policy document naming a bucket's ARN."""

    parts: tuple[str | Ref, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value known only after apply; `depends_on` lists the URNs it is computed from."""

    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is secret; the graph never holds the value itself.

    `reference` is kept where the secret is another resource's output.
    """

    reference: Ref | None = None


Value: TypeAlias = (
    "bool | int | float | str | list[Value] | dict[str, Value] | Ref | Join | Unknown | Secret | None"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in the requirements document a resource comes from."""

    file: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class ResourceOptions:
    """The Pulumi options that matter to rules and pages."""

    protect: bool = False
    retain_on_delete: bool = False
    depends_on: tuple[str, ...] = ()
    ignore_changes: tuple[str, ...] = ()
    delete_before_replace: bool = False
    import_id: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource. `inputs` has Pulumi's camelCase names; components have `custom` false.

    `dependencies` maps an input's name to the URNs it is computed from (the engine's
    property dependencies). `outputs` is filled by sources that know them (a state).
    `external` says that the program only reads the resource (`.get`): it is managed elsewhere.
    """

    urn: str
    type: str
    name: str
    inputs: Mapping[str, Value] = field(default_factory=dict[str, Value])
    parent: str | None = None
    custom: bool = True
    options: ResourceOptions = ResourceOptions()
    provider: str | None = None
    region: str | None = None
    dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    outputs: Mapping[str, Value] = field(default_factory=dict[str, Value])
    id: str | None = None
    origin: Origin | None = None
    external: bool = False


# The name of the Pulumi project where nothing else says it.
DEFAULT_PROJECT: Final = "hds-blueprint"

Source: TypeAlias = Literal["program", "preview", "state", "tfplan", "file"]
Profile: TypeAlias = Literal["development", "staging", "production"]


@dataclass(frozen=True)
class ResourceGraph:
    """All resources of one stack, in the order of registration.

    `profile` says how strict the rules are; `health_data` whether HDS is spoken of at all.
    `notices` are sentences on what the source could not show (an interrupted deployment, unchanged
    resources left out of a preview).
    """

    project: str
    stack: str
    source: Source
    resources: tuple[Resource, ...]
    profile: Profile = "production"
    health_data: bool = True
    outputs: Mapping[str, Value] = field(default_factory=dict[str, Value])
    notices: tuple[str, ...] = ()

    @cached_property
    def by_urn(self) -> Mapping[str, Resource]:
        """Every resource by its URN."""
        return {resource.urn: resource for resource in self.resources}

    @cached_property
    def _by_type(self) -> Mapping[str, tuple[Resource, ...]]:
        index: dict[str, list[Resource]] = {}
        for resource in self.resources:
            index.setdefault(resource.type, []).append(resource)
        return {type_: tuple(resources) for type_, resources in index.items()}

    @cached_property
    def _children(self) -> Mapping[str, tuple[Resource, ...]]:
        index: dict[str, list[Resource]] = {}
        for resource in self.resources:
            if resource.parent is not None:
                index.setdefault(resource.parent, []).append(resource)
        return {urn: tuple(resources) for urn, resources in index.items()}

    @cached_property
    def _referrers(self) -> Mapping[str, tuple[Resource, ...]]:
        index: dict[str, dict[str, Resource]] = {}
        for resource in self.resources:
            urns = {urn for targets in resource.dependencies.values() for urn in targets}
            urns.update(reference.urn for reference in references(dict(resource.inputs)))
            for urn in urns:
                index.setdefault(urn, {})[resource.urn] = resource
        return {urn: tuple(resources.values()) for urn, resources in index.items()}

    def of_type(self, *types: str) -> tuple[Resource, ...]:
        """The resources of these type tokens, in the order of registration for one type."""
        if len(types) == 1:
            return self._by_type.get(types[0], ())
        return tuple(resource for type_ in types for resource in self._by_type.get(type_, ()))

    def children(self, urn: str) -> tuple[Resource, ...]:
        """The resources whose parent is this URN."""
        return self._children.get(urn, ())

    def referrers(self, urn: str, *types: str) -> tuple[Resource, ...]:
        """The resources that use an output of this URN, of these types only where types are given."""
        found = self._referrers.get(urn, ())
        return tuple(resource for resource in found if resource.type in types) if types else found

    def ancestors(self, resource: Resource) -> Iterator[Resource]:
        """The parents of a resource, nearest first."""
        seen: set[str] = set()
        urn = resource.parent
        while urn is not None and urn not in seen:
            seen.add(urn)
            parent = self.by_urn.get(urn)
            if parent is None:
                return
            yield parent
            urn = parent.parent


def references(value: Value) -> Iterator[Ref]:
    """Every `Ref` inside a value, depth first."""
    pending: list[Value] = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, Ref):
            yield item
        elif isinstance(item, Join):
            yield from (part for part in item.parts if isinstance(part, Ref))
        elif isinstance(item, Secret):
            if item.reference is not None:
                yield item.reference
        elif isinstance(item, dict):
            pending.extend(reversed(item.values()))
        elif isinstance(item, list):
            pending.extend(reversed(item))


def targets(resource: Resource, name: str) -> tuple[str, ...]:
    """The URNs that an input is computed from: its references first, else its recorded dependencies."""
    found = dict.fromkeys(reference.urn for reference in references(resource.inputs.get(name)))
    if not found:
        found = dict.fromkeys(resource.dependencies.get(name, ()))
    return tuple(found)


def type_of(urn: str) -> str:
    """The type token of the resource that a URN names.

    Raises:
        ValueError: the text is not a Pulumi URN.
    """
    parts = urn.split("::", 3)
    if len(parts) != 4 or not parts[0].startswith("urn:pulumi:"):
        raise ValueError(f"not a Pulumi URN: {urn!r}")
    return parts[2].rsplit("$", 1)[-1]


def name_of(urn: str) -> str:
    """The logical name of the resource that a URN names. Raises ValueError as `type_of` does."""
    type_of(urn)
    return urn.split("::", 3)[3]


def components_of(urn: str) -> tuple[str, ...]:
    """The types of the components that a URN's resource is in, outermost first. Raises as `type_of` does."""
    type_of(urn)
    return tuple(urn.split("::", 3)[2].split("$")[:-1])


def merge_urns(*groups: Iterable[str]) -> tuple[str, ...]:
    """URNs of several groups, each once, in order of first appearance."""
    return tuple(dict.fromkeys(urn for group in groups for urn in group))
