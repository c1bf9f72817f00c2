"""A placed diagram as SVG text: cards link to their row, colours come from the style sheet around it."""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2 import Environment

from hds_blueprint.dossier import flow_layout, layout
from hds_blueprint.dossier.flow_layout import Drawing, PlacedArrow
from hds_blueprint.dossier.layout import Box, Item, Placed, fit

BOLD = 13.8  # names are set at 12.5, in bold, which is wider
_COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]+)")
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")


def standing_alone(environment: Environment, drawing: Box | Drawing, *, title: str) -> str:
    """The diagram with its own colours and without links, for a file or a printed page."""
    return svg(environment, drawing, title=title, link=lambda _: "", style=style(environment))


def style(environment: Environment) -> str:
    """The rules of diagrams with the colours of the light palette in the place of variables."""
    palette = dict(_COLOUR.findall(environment.get_template("style.css").render().partition("}")[0]))
    rules = environment.get_template("diagram.css").render()
    return _VARIABLE.sub(lambda match: palette.get(match[1], "#000"), rules)


def svg(
    environment: Environment,
    drawing: Box | Drawing,
    *,
    title: str,
    link: Callable[[str], str] = lambda anchor: f"#{anchor}",
    style: str = "",
) -> str:
    """The diagram as an `<svg>` element; `title` is what a screen reader says of it.

    `link` makes an address of the id of a row (empty: no link); `style` is put inside for a picture that
    stands alone.
    """
    if isinstance(drawing, Drawing):
        placement = flow_layout.place(drawing)
        return environment.get_template("flows.svg.j2").render(
            nodes=[
                {
                    "placed": each,
                    "short": fit(each.node.title, each.width - 24, BOLD),
                    "label": fit(each.node.label, each.width - 24, 11),
                    "address": link(each.node.anchor) if each.node.anchor else "",
                }
                for each in placement.nodes
            ],
            arrows=[_arrow(each) for each in placement.arrows],
            width=placement.width,
            height=placement.height,
            title=title,
            style=style,
        )
    shapes = tuple(layout.place(drawing, 1, 1))
    outer = shapes[0]
    return environment.get_template("diagram.svg.j2").render(
        shapes=[_shape(shape, link) for shape in shapes],
        width=outer.width + 2,
        height=outer.height + 2,
        title=title,
        style=style,
    )


def _arrow(placed: PlacedArrow) -> dict[str, object]:
    (x, y), *rest = placed.points
    path = f"M{x} {y}"
    for next_x, next_y in rest:
        bend = (next_x - x) // 2
        path += (
            f" C{x + bend} {y} {next_x - bend} {next_y} {next_x} {next_y}"
            if next_y != y
            else f" L{next_x} {y}"
        )
        x, y = next_x, next_y
    return {
        "path": path,
        "x": x,
        "y": y,
        "look": placed.arrow.look,
        "label": fit(placed.arrow.label, flow_layout.GAP_BETWEEN_COLUMNS - 40, 11),
        "full": placed.arrow.label,
    }


def _shape(placed: Placed, link: Callable[[str], str]) -> dict[str, object]:
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
                "address": link(node.anchor),
                "label": fit(node.label, placed.width - 24, 11),
                "short": fit(node.title, placed.width - 24, BOLD),
                "full": f"{node.label}: {node.title}",
                "stacked": node.count > 1,
            }
    return shape
