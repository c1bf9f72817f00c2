"""Nested boxes on a plane: sizes first from the inside out, then places from the outside in.

Pure geometry, in SVG user units (pixels at 100 %). Two boxes of one parent never overlap, whatever their
number, because rows are filled one after the other; texts are broken into lines, so that none is cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hds_blueprint.dossier import text_size

# The size of names and of the kinds below them, the distance of their lines, and where they begin in a card.
NAME, KIND, TITLE = 12, 11, 13
NAME_LINE, KIND_LINE, TITLE_LINE = 15, 14, 17
CARD_WIDTH, CARD_MINIMUM, CARD_MARGIN, TEXT_INDENT = 210, 46, 8, 40
CARD_ROOM = CARD_WIDTH - TEXT_INDENT - CARD_MARGIN
GAP, PADDING, HEADER = 12, 12, 13
TITLE_INDENT = 32  # after the sign of a frame
FULL_WIDTH = 840  # three zones side by side; at the width of a printed page, names are then above 6 pt


@dataclass(frozen=True, slots=True)
class Item:
    """One resource, or several of one kind, drawn as a card; `members` are the URNs of several."""

    title: str
    label: str
    group: str
    anchor: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A frame with a title around cards and other frames; without a title, only an arrangement.

    A `column` places its contents one below the other, as wide as the box; `rows` fills one row after the
    other and widens the last frame of each, so that frames end at one line. `width` is the least it takes.
    """

    title: str
    kind: str
    contents: tuple[Box | Item, ...]
    direction: Literal["rows", "column"] = "rows"
    width: int = 0


def items(node: Box | Item) -> Iterator[Item]:
    """The cards of a drawing, in its order."""
    if isinstance(node, Item):
        yield node
    else:
        for each in node.contents:
            yield from items(each)


@dataclass(frozen=True, slots=True)
class Placed:
    """A box or an item with its place and its texts in lines; `depth` is the number of boxes around it."""

    node: Box | Item
    x: int
    y: int
    width: int
    height: int
    depth: int
    title: tuple[str, ...] = ()
    label: tuple[str, ...] = ()

    def overlaps(self, other: Placed) -> bool:
        """Whether two placed nodes share a point inside their borders."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    @property
    def header(self) -> int:
        """The height of a box's title; a card is all text."""
        if isinstance(self.node, Item):
            return self.height
        return _header(self.title)


@dataclass(frozen=True, slots=True)
class _Sized:
    """A node with the size that it needs."""

    node: Box | Item
    width: int
    height: int
    title: tuple[str, ...]
    label: tuple[str, ...] = ()
    rows: tuple[tuple[_Sized, ...], ...] = ()


def place(node: Box | Item, x: int = 0, y: int = 0, *, room: int = FULL_WIDTH) -> Iterator[Placed]:
    """The node and everything in it, outermost first; `room` is how wide its rows may become."""
    sized = _sized(node, room)
    yield from _placed(sized, x, y, sized.width, sized.height, 0)


def cuts(shapes: Sequence[Placed]) -> list[int]:
    """Heights at which a drawing may be cut in two without cutting a card or a title."""
    found: list[int] = []
    reached = 0
    for top, bottom in sorted((shape.y, shape.y + shape.header) for shape in shapes if shape.header):
        if reached and top - reached >= GAP:
            found.append(top - GAP // 2)
        reached = max(reached, bottom)
    return found


def _header(title: tuple[str, ...]) -> int:
    return HEADER + TITLE_LINE * len(title) if title else 0


def _sized(node: Box | Item, room: int) -> _Sized:
    if isinstance(node, Item):
        title = text_size.lines(node.title, CARD_ROOM, NAME, bold=True)
        label = text_size.lines(node.label, CARD_ROOM, KIND) if node.label else ()
        height = 2 * CARD_MARGIN + NAME_LINE * len(title) + KIND_LINE * len(label)
        return _Sized(node, CARD_WIDTH, max(CARD_MINIMUM, height), title, label)
    padding = PADDING if node.title else 0
    inside = max(room - 2 * padding, CARD_WIDTH)
    contents = [_sized(child, inside) for child in node.contents]
    rows = _rows(contents, inside if node.direction == "rows" else 0)
    width = max((_row_width(row) for row in rows), default=0)
    title: tuple[str, ...] = ()
    if node.title:
        words = text_size.width(node.title, TITLE, bold=True) + TITLE_INDENT
        width = max(width, min(int(words) + 1, inside))
        title = text_size.lines(node.title, width + padding - TITLE_INDENT, TITLE, bold=True)
    height = sum(max(each.height for each in row) + GAP for row in rows) - (GAP if rows else 0)
    height += _header(title) + (padding if rows else 0)
    return _Sized(node, max(width + 2 * padding, node.width), height, title, rows=rows)


def _rows(contents: Sequence[_Sized], room: int) -> tuple[tuple[_Sized, ...], ...]:
    rows: list[list[_Sized]] = []
    for each in contents:
        if rows and _row_width([*rows[-1], each]) <= room:
            rows[-1].append(each)
        else:
            rows.append([each])
    return tuple(tuple(row) for row in rows)


def _row_width(row: Sequence[_Sized]) -> int:
    return sum(each.width for each in row) + GAP * (len(row) - 1)


def _placed(sized: _Sized, x: int, y: int, width: int, height: int, depth: int) -> Iterator[Placed]:
    yield Placed(sized.node, x, y, width, height, depth, sized.title, sized.label)
    padding = PADDING if sized.title else 0
    top = y + _header(sized.title)
    for row in sized.rows:
        high = max(each.height for each in row)
        left = x + padding
        for each in row:
            wide = each.width
            if isinstance(each.node, Box) and each is row[-1] and not each.node.width:
                wide = x + width - padding - left
            yield from _placed(each, left, top, wide, high, depth + 1)
            left += wide + GAP
        top += high + GAP
