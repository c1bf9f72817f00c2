"""A placed diagram as SVG text: coloured by the page's own style sheet, cards link to their row."""

from __future__ import annotations

from jinja2 import Environment

from hds_blueprint.dossier.layout import Box, Item, Placed, fit, place


def svg(environment: Environment, box: Box, *, title: str) -> str:
    """The diagram as an `<svg>` element; `title` is what a screen reader says of it."""
    shapes = tuple(place(box, 1, 1))
    outer = shapes[0]
    return environment.get_template("diagram.svg.j2").render(
        shapes=[_shape(shape) for shape in shapes],
        width=outer.width + 2,
        height=outer.height + 2,
        title=title,
    )


def _shape(placed: Placed) -> dict[str, object]:
    node = placed.node
    shape: dict[str, object] = {
        "x": placed.x,
        "y": placed.y,
        "width": placed.width,
        "height": placed.height,
        "title": node.title,
    }
    match node:
        case Box():
            shape |= {"box": True, "kind": node.kind, "short": fit(node.title, placed.width - 24, 13)}
        case Item():
            shape |= {
                "box": False,
                "group": node.group,
                "anchor": node.anchor,
                "label": fit(node.label, placed.width - 24, 11),
                "short": fit(node.title, placed.width - 24, 12.5),
                "full": f"{node.label}: {node.title}",
                "stacked": node.count > 1,
            }
    return shape
