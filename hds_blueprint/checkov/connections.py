"""Whether a verdict on connected resources stands, where values of theirs are known only after apply.

Checkov's own conditions are gone through anew, with a third answer for what nobody knows. Only verdicts
that some unknown value could have a bearing on are looked at; all others stand as Checkov says them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from hds_blueprint.checkov.certainty import names_a_resource, undecided
from hds_blueprint.checkov.graph_checks import Attribute, Combined, Condition, Connection, condition, parts
from hds_blueprint.checkov.property_paths import Place, leaves
from hds_blueprint.checkov.table import Arguments, argument, type_table
from hds_blueprint.graph.model import Resource, ResourceGraph, Unknown, Value, references
from hds_blueprint.policies.truth import Truth, all_true, any_true, negated


class Hidden(NamedTuple):
    """A value that nobody knows and that a verdict may rest on."""

    resource: Resource
    place: Place


class Connections:
    """The resources of a graph beside each other, as graph checks go from one to the other.

    `folders` hold a user's own checks.
    """

    def __init__(self, graph: ResourceGraph, folders: Sequence[Path] = ()) -> None:
        self._graph = graph
        self._folders = tuple(folders)
        self._concerns: dict[str, bool] = {}

    def judges(self, check: str) -> bool:
        """Whether a check looks at how resources are connected."""
        return condition(check, self._folders) is not None

    def unsettled(self, check: str, resource: Resource, *, passed: bool) -> Hidden | None:
        """The unknown value that a verdict of a graph check rests on; None where the verdict stands."""
        asked = condition(check, self._folders)
        if asked is None or not self._concerned(check, asked):
            return None
        near = self._near(resource, asked)
        hidden = next(self._hidden(asked, near), None)
        if hidden is None or self._truth(asked, resource, near) is passed:
            return None
        return hidden

    def _concerned(self, check: str, asked: Condition) -> bool:
        """Whether anything of the types that a check names holds a value that nobody knows."""
        if check not in self._concerns:
            self._concerns[check] = not self._hiding.keys().isdisjoint(_types(asked))
        return self._concerns[check]

    @cached_property
    def _terraform(self) -> dict[str, str]:
        """Terraform type by URN, of all resources that have one."""
        table = type_table()
        found = {resource.urn: table.find(resource.type) for resource in self._graph.resources}
        return {urn: type_.name for urn, type_ in found.items() if type_ is not None}

    @cached_property
    def _hiding(self) -> dict[str, list[Resource]]:
        """The resources with a value that nobody knows, by Terraform type."""
        found: dict[str, list[Resource]] = {}
        for resource in self._graph.resources:
            if resource.urn in self._terraform and any(
                undecided(Place(name, value)) for name, value in resource.inputs.items()
            ):
                found.setdefault(self._terraform[resource.urn], []).append(resource)
        return found

    @cached_property
    def _beside(self) -> dict[str, dict[str, None]]:
        """The URNs that a resource refers to or is referred to by."""
        found: dict[str, dict[str, None]] = {}
        for resource in self._graph.resources:
            urns = [reference.urn for reference in references(dict(resource.inputs))]
            urns += [urn for targets in resource.dependencies.values() for urn in targets]
            urns += [urn for value in _unknowns(dict(resource.inputs)) for urn in value.depends_on]
            for urn in urns:
                found.setdefault(resource.urn, {})[urn] = None
                found.setdefault(urn, {})[resource.urn] = None
        return found

    def _near(self, resource: Resource, asked: Condition) -> list[Resource]:
        """The resource, and those of the named types that a chain of connections leads to.

        A chain does not go on from another resource of its type, which has a verdict of its own.
        """
        found = {resource.urn: resource}
        pending = [resource.urn] if any(isinstance(part, Connection) for part in parts(asked)) else []
        wanted = _types(asked) - {self._terraform[resource.urn]}
        while pending:
            for urn in self._beside.get(pending.pop(), ()):
                if urn not in found and self._terraform.get(urn) in wanted and urn in self._graph.by_urn:
                    found[urn] = self._graph.by_urn[urn]
                    pending.append(urn)
        return list(found.values())

    def _hidden(self, asked: Condition, near: Sequence[Resource]) -> Iterator[Hidden]:
        """What nobody knows: attributes of the resources, and which resource another one belongs to."""
        attributes = [part for part in parts(asked) if isinstance(part, Attribute)]
        for resource in near:
            for part in attributes:
                if self._terraform[resource.urn] in part.types:
                    presence = part.operator in ("exists", "not_exists")
                    for place in leaves(resource, part.path):
                        if undecided(place, presence):
                            yield Hidden(resource, place)
        for part in parts(asked):
            if isinstance(part, Connection):
                yield from self._loose(part.types | part.partners, near[0])

    def _truth(self, asked: Condition, resource: Resource, near: Sequence[Resource]) -> Truth:
        """The condition for a resource: every resource beside it that is judged has to meet it."""
        own = self._terraform[resource.urn]
        judged = {type_ for part in parts(asked) if isinstance(part, Attribute) for type_ in part.types}
        others = [each for each in near if self._terraform[each.urn] in judged - {own}]
        return all_true(self._holds(asked, resource, other, near) for other in others or [resource])

    def _holds(
        self, asked: Condition, resource: Resource, other: Resource, near: Sequence[Resource]
    ) -> Truth:
        if isinstance(asked, Combined):
            inner = [self._holds(each, resource, other, near) for each in asked.conditions]
            if asked.operator == "and":
                return all_true(inner)
            return negated(inner[0]) if asked.operator == "not" else any_true(inner)
        if isinstance(asked, Connection):
            found = self._connected(asked, resource, near)
            return found if asked.exists else negated(found)
        if asked.operator == "reads":  # what a check makes of it, only Checkov knows
            return None
        for subject in (resource, other):
            if self._terraform[subject.urn] in asked.types:
                return _meets(asked, leaves(subject, asked.path))
        among = [each for each in near if self._terraform[each.urn] in asked.types]
        answers = {_meets(asked, leaves(each, asked.path)) for each in among}
        if not answers and not any(self._loose(asked.types)):
            return False
        return answers.pop() if len(answers) == 1 else None

    def _connected(self, asked: Connection, resource: Resource, near: Sequence[Resource]) -> Truth:
        own = self._terraform[resource.urn]
        if own in asked.types | asked.partners:
            subjects, partners = [resource], asked.partners if own in asked.types else asked.types
        else:
            subjects = [each for each in near if self._terraform[each.urn] in asked.types]
            partners = asked.partners
        for subject in subjects:
            if any(self._terraform.get(urn) in partners for urn in self._beside.get(subject.urn, ())):
                return True
        return None if any(self._loose(partners, *subjects)) else False

    def _loose(self, types: frozenset[str], *resources: Resource) -> Iterator[Hidden]:
        """The loose ends of these resources and of all of some types, which may belong to any other."""
        for resource in resources:
            ends = self._loose_ends.get(self._terraform[resource.urn], ())
            yield from (end for end in ends if end.resource is resource)
        for type_ in sorted(types):
            yield from self._loose_ends.get(type_, ())

    @cached_property
    def _loose_ends(self) -> dict[str, list[Hidden]]:
        """What may belong to any other resource, by Terraform type."""
        found: dict[str, list[Hidden]] = {}
        for type_, resources in self._hiding.items():
            for resource in resources:
                if (place := _loose_end(resource)) is not None:
                    found.setdefault(type_, []).append(Hidden(resource, place))
        return found


def _types(asked: Condition) -> frozenset[str]:
    return frozenset(
        type_
        for part in parts(asked)
        for type_ in (part.types | part.partners if isinstance(part, Connection) else part.types)
    )


def _meets(asked: Attribute, places: Sequence[Place]) -> Truth:
    """Whether values meet a condition; None for values that nobody knows and operators only Checkov knows."""
    operator = asked.operator.removeprefix("not_")
    answers = [_meets_one(operator, place, asked.value) for place in places if place.value is not None]
    if not answers or operator == "exists" or "*" in asked.path:  # one of many is enough
        found = any_true(answers)
    else:
        found = answers[0] if len(set(answers)) == 1 else None
    return negated(found) if asked.operator.startswith("not_") else found


def _meets_one(operator: str, place: Place, wanted: Any) -> Truth:
    if undecided(place, operator == "exists"):
        return None
    return True if operator == "exists" else _compared(operator, place.value, wanted)


def _compared(operator: str, value: Value, wanted: Any) -> Truth:
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, (str, int, float, bool)) for item in items):
        return None
    texts, asked = [_text(item) for item in items], _text(wanted)
    match operator:
        case "equals" if not isinstance(value, list):
            return texts[0] == asked
        case "equals_ignore_case" if not isinstance(value, list):
            return texts[0].lower() == asked.lower()
        case "is_true" if not isinstance(value, list):
            return texts[0] == "true"
        case "contains":
            return asked in (texts if isinstance(value, list) else texts[0])
        case "within" if isinstance(wanted, list) and not isinstance(value, list):
            return texts[0] in {_text(each) for each in wanted}  # pyright: ignore[reportUnknownVariableType]
        case _:
            return None


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _loose_end(resource: Resource) -> Place | None:
    """An input that nobody knows anything of and that may name another resource, itself or in a block."""
    found = type_table().find(resource.type)
    return _loose_within(dict(resource.inputs), found.arguments, "") if found is not None else None


def _loose_within(value: Value, arguments: Arguments, at: str) -> Place | None:
    items = value if isinstance(value, list) else [value]
    for number, item in enumerate(items):
        place = f"{at}[{number}]" if isinstance(value, list) else at
        for name, inner in item.items() if isinstance(item, dict) else ():
            entry = argument(arguments, name)
            path = f"{place}.{name}".lstrip(".")
            fields = type_table().fields(entry.block) if entry is not None and entry.block is not None else {}
            unknown = inner if isinstance(inner, list) else [inner]
            if any(isinstance(each, Unknown) and not each.depends_on for each in unknown):
                if fields or names_a_resource(name):
                    return Place(path, inner)
            elif fields and (loose := _loose_within(inner, fields, path)) is not None:
                return loose
    return None


def _unknowns(value: Value) -> Iterator[Unknown]:
    match value:
        case Unknown():
            yield value
        case dict():
            for item in value.values():
                yield from _unknowns(item)
        case list():
            for item in value:
                yield from _unknowns(item)
        case _:
            return
