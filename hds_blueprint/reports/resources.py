"""The resources of a graph as a table: by component, with protection, region and place in the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from hds_blueprint.graph import urns
from hds_blueprint.graph.model import Resource, ResourceGraph

_PROVIDER = "pulumi:providers:"
_WIDEST = 120  # beyond, the eye loses the line


def render(graph: ResourceGraph, console: Console) -> None:
    """Prints the table; readable at 80 columns."""
    health = "health data" if graph.health_data else "no health data"
    console.print(f"[bold]{escape(graph.stack)}[/bold] · {graph.profile} · {health}", highlight=False)
    for component, members in _groups(graph):
        console.print()
        console.print(_title(graph, component), highlight=False, overflow="fold")
        console.print(_table(members, min(console.width, _WIDEST)))
    console.print()
    console.print(_counts(graph), highlight=False)
    for notice in graph.notices:
        console.print(f"note: {notice}", markup=False, highlight=False)


def _groups(graph: ResourceGraph) -> Iterator[tuple[Resource | None, list[Resource]]]:
    """Each component with the resources whose nearest component it is, in the graph's order."""
    members: dict[str | None, list[Resource]] = {}
    for resource in graph.resources:
        if not resource.custom or resource.type.startswith(_PROVIDER):
            continue
        nearest = next((each for each in graph.ancestors(resource) if not each.custom), None)
        key = None if nearest is None or nearest.type == urns.STACK_TYPE else nearest.urn
        members.setdefault(key, []).append(resource)
    for resource in graph.resources:
        if resource.urn in members:
            yield resource, members[resource.urn]
    if None in members:
        yield None, members[None]


def _title(graph: ResourceGraph, component: Resource | None) -> str:
    if component is None:
        return "[bold]outside of components[/bold]"
    title = f"[bold]{escape(component.name)}[/bold] ({escape(_short(component.type))})"
    origin = component.origin
    if origin is None:
        return title
    section = f" {escape(origin.path)}" if origin.path else ""
    return f"{title}  [dim]{escape(origin.file)}:{origin.line}{section}[/dim]"


def _table(resources: list[Resource], width: int) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, show_header=False, width=width)
    table.add_column(ratio=31, overflow="fold")
    table.add_column(ratio=25, overflow="fold")
    table.add_column(width=9, no_wrap=True)
    table.add_column(width=12, no_wrap=True)
    for resource in sorted(resources, key=lambda each: (each.type, each.name)):
        table.add_row(
            escape(_short(resource.type)),
            escape(resource.name),
            _protection(resource),
            escape(resource.region or ""),
        )
    return table


def _protection(resource: Resource) -> str:
    if resource.external:
        return "read only"
    if resource.options.import_id is not None:  # exists already
        return "imported"
    if resource.options.protect:
        return "protected"
    return "retained" if resource.options.retain_on_delete else ""


def _short(type_token: str) -> str:
    """`aws:kms/key:Key` as `kms Key`, `hds:keys:Keys` as `Keys`."""
    package, _, rest = type_token.partition(":")
    module, _, name = rest.rpartition(":")
    service = module.partition("/")[0]
    if package == "hds" or not service:
        return name or type_token
    return f"{service} {name}" if package == "aws" else f"{package} {service} {name}"


def _counts(graph: ResourceGraph) -> str:
    kinds: Counter[str] = Counter()
    for resource in graph.resources:
        if resource.type == urns.STACK_TYPE:
            continue
        if resource.type.startswith(_PROVIDER):
            kinds["providers"] += 1
        elif not resource.custom:
            kinds["components"] += 1
        else:
            kinds["resources"] += 1
            kinds["protected"] += resource.options.protect
    return (
        f"{kinds['resources']} resources ({kinds['protected']} protected) "
        f"in {kinds['components']} components, {kinds['providers']} providers"
    )
