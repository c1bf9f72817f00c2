"""In which order the variables and resources of a program are evaluated: each after what it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from hds_blueprint.foreign.yaml_program.interpolation import Access, NotAnAccessError, parse
from hds_blueprint.foreign.yaml_program.template import Template
from hds_blueprint.hosting.document import Location

BUILT_IN = "pulumi"


def in_order(template: Template, configured: frozenset[str]) -> tuple[str, ...]:
    """The names of all variables and resources; `configured` are those of configuration values.

    Raises:
        InputError: a reference cannot be read, names nothing, or leads back to where it stands.
    """
    nodes: dict[str, Any] = {**template.variables, **template.resources}
    needs = {
        name: dict(_needs(template, node, template.location(name), nodes, configured))
        for name, node in nodes.items()
    }
    for package, provider in _default_providers(template).items():
        before = _reached(needs, provider)
        for name, node in nodes.items():
            if name not in before and package in _packages(node, resource=name in template.resources):
                needs[name].setdefault(provider, template.location(name))
    for name, value in template.outputs.items():
        list(_needs(template, value, ("outputs", name), nodes, configured))
    return _sorted(template, needs)


def default_provider(template: Template, type_token: str) -> str | None:
    """The name of the provider that the program declares as the default of a type's package."""
    return _default_providers(template).get(type_token.partition(":")[0])


def _default_providers(template: Template) -> dict[str, str]:
    prefix = "pulumi:providers:"
    return {
        str(own["type"]).removeprefix(prefix): name
        for name, own in template.resources.items()
        if own.get("defaultProvider") is True and str(own["type"]).startswith(prefix)
    }


def _reached(needs: dict[str, dict[str, Location]], start: str) -> set[str]:
    """A name and all that it needs."""
    found: set[str] = set()
    pending = [start]
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += needs[name]
    return found


def _packages(node: Any, *, resource: bool) -> set[str]:
    """The packages of a resource's type and of the data sources that are asked."""
    found = {str(node["type"]).partition(":")[0]} if resource else set[str]()
    pending = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            for name, value in item.items():
                if name.lower() == "fn::invoke" and isinstance(value, dict):
                    found.add(str(value.get("function")).partition(":")[0])
                elif name.lower().startswith("fn::"):
                    found.add(name[4:].partition(":")[0])
                pending.append(value)
        elif isinstance(item, list):
            pending += item
    return found


def _needs(
    template: Template, value: Any, location: Location, nodes: dict[str, Any], configured: frozenset[str]
) -> Iterator[tuple[str, Location]]:
    """The variables and resources that a value refers to, each with a place where it does."""
    for root, place in references(template, value, location):
        if root in nodes:
            yield root, place
        elif root not in configured and root != BUILT_IN:
            close = get_close_matches(root, [*nodes, *configured], 1)
            raise template.error(
                "no resource, variable or configuration value has this name",
                place,
                value=root,
                suggestion=f"Did you mean {close[0]}?"
                if close
                else "Declare it, or write $${ for a plain ${.",
            )


def references(template: Template, value: Any, location: Location) -> Iterator[tuple[str, Location]]:
    """The names that a value refers to, with the place of each text that does."""
    pending: list[tuple[Any, Location]] = [(value, location)]
    while pending:
        item, place = pending.pop()
        if isinstance(item, str):
            yield from (
                (part.root, place) for part in parts(template, item, place) if isinstance(part, Access)
            )
        elif isinstance(item, dict):
            pending.extend((each, (*place, name)) for name, each in item.items())
            pending.extend((name, (*place, name)) for name in item)
        elif isinstance(item, list):
            pending.extend((each, (*place, number)) for number, each in enumerate(item))


def parts(template: Template, text: str, location: Location) -> list[str | Access]:
    """The parts of a text. Raises InputError where a reference in it cannot be read."""
    try:
        return parse(text)
    except NotAnAccessError as error:
        raise template.error(
            str(error),
            location,
            value=text,
            suggestion='Write ${name.property[0]["key"]}, or $$ for a dollar.',
        ) from None


def _sorted(template: Template, needs: dict[str, dict[str, Location]]) -> tuple[str, ...]:
    order: dict[str, None] = {}
    for start in needs:
        path: dict[str, Iterator[tuple[str, Location]]] = {}
        if start not in order:
            path[start] = iter(needs[start].items())
        while path:
            name, remaining = next(reversed(path.items()))
            for need, place in remaining:
                if need in path:
                    circle = [*list(path)[list(path).index(need) :], need]
                    raise template.error(
                        "the references lead back to where they started", place, value=" → ".join(circle)
                    )
                if need not in order:
                    path[need] = iter(needs[need].items())
                    break
            else:
                del path[name]
                order[name] = None
    return tuple(order)
