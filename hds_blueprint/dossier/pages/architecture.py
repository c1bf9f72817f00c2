"""The diagrams, and the components that the stack is made of."""

from __future__ import annotations

from collections import Counter

from hds_blueprint.dossier import components, flow_order
from hds_blueprint.dossier.architecture import architecture
from hds_blueprint.dossier.content import is_place
from hds_blueprint.dossier.context_drawing import context, recovery
from hds_blueprint.dossier.flow_order import Drawing
from hds_blueprint.dossier.inline import joined, line, link, row
from hds_blueprint.dossier.layout import Item, items
from hds_blueprint.dossier.model import Block, Cell, Figure, Page, Paragraph, Row, Run, Section, Table
from hds_blueprint.dossier.pages.inventory import place
from hds_blueprint.dossier.registers.flow_tables import flow_drawing
from hds_blueprint.dossier.source import Source
from hds_blueprint.graph.model import Resource


def page(source: Source) -> Page:
    """The architecture."""
    _ = source.translate
    sections: list[Section] = []
    if source.of_service:
        sections.append(Section("context", _("Context"), _context(source)))
    drawn = _("Network by zone and tier") if source.of_service else _("Account by region")
    sections.append(Section("architecture", drawn, _network(source)))
    drawing = flow_drawing(source)
    if drawing.arrows:
        said = _("Each arrow bears the numbers of the matrix of flows.")
        more = (link(_("Matrix of flows"), "#register-flows"), Run("."))
        blocks: tuple[Block, ...] = (
            Paragraph(line(said, " ", *more), "muted"),
            *_figures(_("Data flows with protocols and encryption"), drawing),
        )
        sections.append(Section("flows", _("Data flows"), blocks))
    copies = recovery(source)
    if copies.arrows:
        title = _("Backups and recovery")
        said = Paragraph(line(_("Arrows of backups bear how long these are kept.")), "muted")
        sections.append(Section("recovery", title, (said, *_figures(title, copies))))
    parts = [each for each in source.graph.resources if components.is_component(each)]
    if parts:
        sections.append(Section("components", _("Components"), (_components(source, parts),)))
    return Page("architecture", _("Architecture"), _("Architecture"), tuple(sections))


def _figures(title: str, drawing: Drawing) -> tuple[Figure, ...]:
    """The drawing in as many figures as it takes to be readable."""
    drawn = flow_order.parts(drawing)
    if len(drawn) == 1:
        return (Figure(title, drawn[0]),)
    return tuple(
        Figure(f"{title} ({number}/{len(drawn)})", each) for number, each in enumerate(drawn, start=1)
    )


def _context(source: Source) -> tuple[Block, ...]:
    _ = source.translate
    said = _("Who reaches the service, what it stands on, and what it reaches outside.")
    return (Paragraph(line(said), "muted"), *_figures(_("Context"), context(source)))


def _network(source: Source) -> tuple[Block, ...]:
    _ = source.translate
    said = _(
        "Each card leads to the row of its resource in the inventory. Several resources of one kind share a "
        "card, which leads to their list below."
    )
    drawing = architecture(source.graph, source.labels, _)
    shared = tuple(_shared(source, item) for item in items(drawing) if item.members)
    table = Table(
        title=_("Resources that share a card"),
        columns=(_("Kind"), _("Region"), _("Resources")),
        rows=shared,
        widths=(30, 20, 50),
        folded=True,
    )
    figure = Figure(_("Architecture diagram"), drawing)
    return (Paragraph(line(said), "muted"), figure, *((table,) if shared else ()))


def _shared(source: Source, item: Item) -> Row:
    names = joined([source.resource(urn) for urn in item.members])
    region = source.region(source.graph.by_urn[item.members[0]])
    return row(item.title, region, Cell((names,)), identifier=item.anchor)


def _components(source: Source, parts: list[Resource]) -> Table:
    _ = source.translate
    return Table(
        title=_("Components"),
        columns=(_("Component"), _("Kind"), _("Place in the document"), _("Resources")),
        rows=tuple(
            row(
                component.name,
                components.title(components.kind(component), source.language),
                place(source, component.origin),
                _contents(source, component),
            )
            for component in parts
        ),
        widths=(20, 22, 28, 30),
        name="components",
    )


def _contents(source: Source, component: Resource) -> Cell:
    children = [each for each in source.graph.children(component.urn) if is_place(each)]
    if not children:
        return Cell()
    counted = Counter(source.labels.title(each.type) for each in children)
    lines = tuple(line(f"{number} × {title}") for title, number in counted.items())
    ngettext = source.plural
    return Cell(details=lines, summary=ngettext("%(num)d resource", "%(num)d resources", len(children)))
