"""A placed diagram as SVG text: cards link to their row, colours come from the style sheet around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jinja2 import Environment

from hds_blueprint.dossier import flow_layout, layout
from hds_blueprint.dossier.flow_layout import PlacedArrow, PlacedNode
from hds_blueprint.dossier.flow_order import Drawing
from hds_blueprint.dossier.layout import Box, Item, Placed

SIGNED = ("account", "region", "vpc")  # frames with a sign in their corner
_CORNER = 5
_COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]+)")
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")
Link = Callable[[str], str]


def standing_alone(environment: Environment, drawing: Box | Drawing, *, title: str) -> str:
    """The diagram with its own colours and without links, for a file."""
    return svg(environment, drawing, title=title, link=_no_link, style=style(environment))


@dataclass(frozen=True)
class Strips:
    """A diagram for paper: pictures that make one when set below each other, in the unit of the layout.

    A page may end after each of them; `height` is that of the highest.
    """

    pictures: tuple[str, ...]
    width: int
    height: int


def strips(environment: Environment, drawing: Box | Drawing, *, style: str = "") -> Strips:
    """The diagram in strips: nested boxes are cut where no card is, nodes and arrows stay whole."""
    if isinstance(drawing, Drawing):
        placement = flow_layout.place(drawing)
        picture = _flows(environment, drawing, "", _no_link, style)
        return Strips((picture,), placement.width, placement.height)
    shapes = tuple(layout.place(drawing, 1, 1))
    windows = tuple(pairwise([0, *layout.cuts(shapes), shapes[0].height + 2]))
    pictures = tuple(_nested(environment, shapes, "", _no_link, style, window=window) for window in windows)
    return Strips(pictures, shapes[0].width + 2, max(bottom - top for top, bottom in windows))


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
    link: Link = lambda anchor: f"#{anchor}",
    style: str = "",
) -> str:
    """The diagram as an `<svg>` element; `title` is what a screen reader says of it.

    `link` makes an address of the id of a row (empty: no link); `style` is put inside for a picture that
    stands alone.
    """
    if isinstance(drawing, Drawing):
        return _flows(environment, drawing, title, link, style)
    shapes = tuple(layout.place(drawing, 1, 1))
    return _nested(environment, shapes, title, link, style, window=(0, shapes[0].height + 2))


def _no_link(_: str) -> str:
    return ""


def _nested(
    environment: Environment,
    shapes: Sequence[Placed],
    title: str,
    link: Link,
    style: str,
    *,
    window: tuple[int, int],
) -> str:
    """The part of the drawing between two heights, with what stands there at least in part."""
    top, bottom = window
    return environment.get_template("diagram.svg.j2").render(
        shapes=[
            _shape(each, link)
            for each in shapes
            if each.y < bottom and each.y + each.height > top and (each.title or isinstance(each.node, Item))
        ],
        width=shapes[0].width + 2,
        top=top,
        bottom=bottom,
        title=title,
        style=style,
    )


def _flows(environment: Environment, drawing: Drawing, title: str, link: Link, style: str) -> str:
    placement = flow_layout.place(drawing)
    legend = [
        {
            "look": look,
            "text": text,
            "x": flow_layout.MARGIN,
            "y": placement.legend + number * flow_layout.LEGEND_LINE + 6,
        }
        for number, (look, text) in enumerate(drawing.legend)
    ]
    return environment.get_template("flows.svg.j2").render(
        nodes=[_node(each, link) for each in placement.nodes],
        arrows=[_arrow(each) for each in placement.arrows],
        legend=legend,
        width=placement.width,
        height=placement.height,
        title=title,
        style=style,
    )


def _arrow(placed: PlacedArrow) -> dict[str, object]:
    x, y = placed.points[-1]
    first = y - 5 - layout.KIND_LINE * (len(placed.label) - 1)
    return {
        "path": _path(placed.points),
        "x": x,
        "y": y,
        "look": placed.arrow.look,
        "full": placed.arrow.label,
        "lines": [
            {"text": text, "x": x - flow_layout.HEAD, "y": first + number * layout.KIND_LINE}
            for number, text in enumerate(placed.label)
        ],
    }


def _path(points: Sequence[tuple[int, int]]) -> str:
    """Level and upright lines with round corners."""
    path = "M{} {}".format(*points[0])
    for (before_x, before_y), (x, y), (next_x, next_y) in zip(points, points[1:], points[2:], strict=False):
        radius = min(_CORNER, max(abs(x - before_x), abs(y - before_y)) // 2)
        radius = min(radius, max(abs(next_x - x), abs(next_y - y)) // 2)
        path += f"L{_towards(x, before_x, radius)} {_towards(y, before_y, radius)}"
        path += f"Q{x} {y} {_towards(x, next_x, radius)} {_towards(y, next_y, radius)}"
    return path + "L{} {}".format(*points[-1])


def _towards(value: int, other: int, distance: int) -> int:
    return value + max(-distance, min(distance, other - value))


def _node(placed: PlacedNode, link: Link) -> dict[str, object]:
    node = placed.node
    return {
        "address": link(node.anchor) if node.anchor else "",
        "full": f"{node.label}: {node.title}",
        "group": node.group,
        "stacked": False,
        "x": placed.x,
        "y": placed.y,
        "width": placed.width,
        "height": placed.height,
        "lines": _card_lines(placed),
    }


def _card_lines(placed: PlacedNode | Placed) -> list[dict[str, str | int]]:
    """The lines of a card, in the middle of its height."""
    high = layout.NAME_LINE * len(placed.title) + layout.KIND_LINE * len(placed.label)
    x, y = placed.x + layout.TEXT_INDENT, placed.y + (placed.height - high) // 2
    names = [
        {"look": "name", "text": text, "x": x, "y": y + 12 + layout.NAME_LINE * number}
        for number, text in enumerate(placed.title)
    ]
    y += layout.NAME_LINE * len(placed.title)
    return names + [
        {"look": "kind", "text": text, "x": x, "y": y + 11 + layout.KIND_LINE * number}
        for number, text in enumerate(placed.label)
    ]


def _shape(placed: Placed, link: Link) -> dict[str, object]:
    node = placed.node
    shape: dict[str, object] = {
        "x": placed.x,
        "y": placed.y,
        "width": placed.width,
        "height": placed.height,
    }
    match node:
        case Box():
            signed = node.kind in SIGNED
            indent = layout.TITLE_INDENT if signed else layout.PADDING
            shape |= {
                "box": True,
                "kind": node.kind,
                "sign": signed,
                "full": node.title,
                "lines": [
                    {"text": text, "x": placed.x + indent, "y": placed.y + 18 + layout.TITLE_LINE * number}
                    for number, text in enumerate(placed.title)
                ],
            }
        case Item():
            shape |= {
                "box": False,
                "group": node.group,
                "address": link(node.anchor),
                "full": f"{node.label}: {node.title}",
                "stacked": bool(node.members),
                "lines": _card_lines(placed),
            }
    return shape
