"""Nested boxes on a plane: sizes first from the inside out, then places from the outside in.

Pure geometry, in SVG user units (pixels at 100 %). Two boxes of one parent never overlap,
whatever their number, because rows and columns are filled one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

ITEM_WIDTH, ITEM_HEIGHT = 196, 46
GAP, PADDING, HEADER = 12, 14, 30


@dataclass(frozen=True, slots=True)
class Item:
    """One resource, or several of one kind, drawn as a card. `count` is above 1 for several."""

    title: str
    label: str
    group: str
    anchor: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Box:
    """A frame with a title around cards and other frames.

    `direction` is how its contents are placed: `flow` fills rows of at most `columns` cards,
    `row` side by side, `column` one below the other.
    """

    title: str
    kind: str
    contents: tuple[Box | Item, ...]
    direction: Literal["flow", "row", "column"] = "flow"
    columns: int = 3
    note: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A box or an item with its place; `depth` is the number of boxes around it."""

    node: Box | Item
    x: int
    y: int
    width: int
    height: int
    depth: int

    def overlaps(self, other: Placed) -> bool:
        """Whether two placed nodes share a point inside their borders."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


def fit(text: str, width: int, size: float) -> str:
    """The text, shortened with an ellipsis where it would be wider than `width` at font `size`.

    The average glyph of a sans-serif face is a little over half as wide as it is high.
    """
    limit = max(1, int(width / (size * 0.56)))
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _frame(box: Box) -> tuple[int, int]:
    """Header and padding of a box; one without a title is only an arrangement and has neither."""
    return (HEADER, PADDING) if box.title else (0, 0)


def _minimum_width(box: Box) -> int:
    return int(len(box.title) * 8.2) + 2 * PADDING if box.title else 0


def _rows(box: Box) -> list[list[Box | Item]]:
    contents = list(box.contents)
    if box.direction == "row":
        return [contents] if contents else []
    width = 1 if box.direction == "column" else box.columns
    return [contents[start : start + width] for start in range(0, len(contents), width)]


def size(node: Box | Item) -> tuple[int, int]:
    """Width and height that a node needs."""
    if isinstance(node, Item):
        return ITEM_WIDTH, ITEM_HEIGHT
    header, padding = _frame(node)
    width, height = 0, header
    for row in _rows(node):
        sizes = [size(child) for child in row]
        width = max(width, sum(w for w, _ in sizes) + GAP * (len(sizes) - 1))
        height += max(h for _, h in sizes) + GAP
    height += padding - (GAP if node.contents else 0)
    return max(width + 2 * padding, _minimum_width(node)), height


def place(
    node: Box | Item, x: int = 0, y: int = 0, *, depth: int = 0, width: int = 0, height: int = 0
) -> Iterator[Placed]:
    """The node and everything in it, outermost first.

    `width` and `height` widen the node beyond its own need, so that boxes of one column or row align.
    """
    own_width, own_height = size(node)
    own_width, own_height = max(own_width, width), max(own_height, height)
    yield Placed(node, x, y, own_width, own_height, depth)
    if isinstance(node, Item):
        return
    header, padding = _frame(node)
    top = y + header
    for row in _rows(node):
        sizes = [size(child) for child in row]
        row_height = max(h for _, h in sizes)
        left = x + padding
        for child, (child_width, _) in zip(row, sizes, strict=True):
            is_box = isinstance(child, Box)
            fill = own_width - 2 * padding if is_box and node.direction == "column" else 0
            yield from place(
                child, left, top, depth=depth + 1, width=fill, height=row_height if is_box else 0
            )
            left += max(child_width, fill) + GAP
        top += row_height + GAP
