"""Places for nodes in columns and arrows between them, such that nothing lies on anything else.

Pure geometry, in SVG user units. Arrows run level and upright only. Between two columns there is first a
room of upright tracks, one an arrow, then a room of labels, which only level lines reach: a label stands on
its own arrow, just before the node that the arrow leads to. An arrow over several columns has a lane of its
own in each column between, so it never runs behind a node.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hds_blueprint.dossier import text_size
from hds_blueprint.dossier.flow_order import Arrow, Columns, Drawing, Node, columns, key, neighbours
from hds_blueprint.dossier.layout import (
    CARD_MARGIN,
    CARD_MINIMUM,
    KIND,
    KIND_LINE,
    NAME,
    NAME_LINE,
    TEXT_INDENT,
)

NODE_WIDTH, LABEL_ROOM, MARGIN = 176, 104, 12
GAP_BETWEEN_NODES, GAP_BETWEEN_LINES, LANE, TRACK, HEAD, BESIDE_TRACKS = 16, 12, 16, 6, 12, 12
LEGEND_LINE = 24
_TEXT_ROOM = NODE_WIDTH - TEXT_INDENT - CARD_MARGIN
# Two level lines of different arrows that are nearer than this would be taken for one.
_APART = 4


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A node with its place and its texts in lines."""

    node: Node
    x: int
    y: int
    width: int
    height: int
    title: tuple[str, ...]
    label: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacedArrow:
    """An arrow as corners from left to right; the lines of its label end over its last point."""

    arrow: Arrow
    points: tuple[tuple[int, int], ...]
    label: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Everything with its place, and the size of the whole; the legend begins at `legend`."""

    nodes: tuple[PlacedNode, ...]
    arrows: tuple[PlacedArrow, ...]
    width: int
    height: int
    legend: int


def place(drawing: Drawing) -> Placement:
    """Places for all nodes, and for the arrows that run from an earlier column to a later one."""
    ordered = columns(drawing)
    labels = {arrow: _label(arrow) for arrow in ordered.arrows}
    stack = _Stack(ordered, labels)
    lefts, tracks = _across(stack)
    nodes = {
        node.id: PlacedNode(node, lefts[ordered.ranks[node.id]], top, NODE_WIDTH, high, *_texts(node))
        for node, (top, high) in stack.nodes.items()
    }
    arrows = tuple(
        PlacedArrow(arrow, _points(arrow, stack, lefts, tracks), labels[arrow]) for arrow in ordered.arrows
    )
    width = max((left + NODE_WIDTH for left in lefts), default=0) + MARGIN
    legend = stack.height + MARGIN
    height = legend + (LEGEND_LINE * len(drawing.legend) if drawing.legend else 0)
    return Placement(tuple(nodes.values()), arrows, width, height, legend)


def _label(arrow: Arrow) -> tuple[str, ...]:
    return text_size.lines(arrow.label, LABEL_ROOM, KIND, most=6) if arrow.label else ()


def _texts(node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    title = text_size.lines(node.title, _TEXT_ROOM, NAME, bold=True)
    return title, text_size.lines(node.label, _TEXT_ROOM, KIND) if node.label else ()


class _Stack:
    """Heights: of nodes and lanes in their columns, and of the ends of arrows at the nodes."""

    def __init__(self, ordered: Columns, labels: Mapping[Arrow, tuple[str, ...]]) -> None:
        self.ordered = ordered
        self.nodes: dict[Node, tuple[int, int]] = {}
        self.lanes: dict[tuple[Arrow, int], int] = {}
        self.starts: dict[Arrow, int] = {}
        self.ends: dict[Arrow, int] = {}
        place = self._places()
        incoming: dict[str, list[Arrow]] = {}
        outgoing: dict[str, list[Arrow]] = {}
        for arrow in ordered.arrows:
            incoming.setdefault(arrow.target, []).append(arrow)
            outgoing.setdefault(arrow.source, []).append(arrow)
        for identifier, arrows in incoming.items():
            arrows.sort(key=lambda each: place[each, ordered.ranks[identifier] - 1])
        for identifier, arrows in outgoing.items():
            arrows.sort(key=lambda each: place[each, ordered.ranks[identifier] + 1])
        self.shares = {arrow: KIND_LINE * len(labels[arrow]) + GAP_BETWEEN_LINES for arrow in ordered.arrows}
        heights = [
            [self._height(member, incoming, outgoing) for member in column] for column in ordered.members
        ]
        totals = [sum(column) + GAP_BETWEEN_NODES * (len(column) - 1) for column in heights]
        self.height = MARGIN + max(totals, default=0)
        for number, tops in self._tops(heights, totals).items():
            for member, top, high in zip(ordered.members[number], tops, heights[number], strict=True):
                if isinstance(member, Arrow):
                    self.lanes[member, number] = top + high // 2
                else:
                    self.nodes[member] = (top, high)
                    self._leave(outgoing.get(member.id, ()), top, high)
                    self._arrive(incoming.get(member.id, ()), top, high)
        self._part_levels()

    def _tops(self, heights: Sequence[Sequence[int]], totals: Sequence[int]) -> dict[int, list[int]]:
        """Where the members of each column begin: the highest column fills the drawing, and beside it each
        member stands at the middle of what it is joined with, as far as its neighbours leave it room."""
        joined = neighbours(self.ordered)
        tallest = max(range(len(totals)), key=lambda number: totals[number], default=0)
        middles: dict[Arrow | str, float] = {}
        found: dict[int, list[int]] = {}
        for number in sorted(range(len(totals)), key=lambda each: abs(each - tallest)):
            wanted: list[int] = []
            for member, high in zip(self.ordered.members[number], heights[number], strict=True):
                known = [middles[each] for each in joined.get(key(member), ()) if each in middles]
                middle = sum(known) / len(known) if known else 0
                wanted.append(int(middle) - high // 2)
            found[number] = _spaced(wanted, heights[number], self.height)
            for member, top, high in zip(
                self.ordered.members[number], found[number], heights[number], strict=True
            ):
                middles[key(member)] = top + high / 2
        return found

    def _places(self) -> dict[tuple[Arrow, int], int]:
        """Where each arrow stands in the order of each column that it starts from, passes or ends in."""
        order = {
            (member if isinstance(member, Arrow) else member.id, number): place
            for number, column in enumerate(self.ordered.members)
            for place, member in enumerate(column)
        }
        ranks = self.ordered.ranks
        found: dict[tuple[Arrow, int], int] = {}
        for arrow in self.ordered.arrows:
            first, last = ranks[arrow.source], ranks[arrow.target]
            found[arrow, first], found[arrow, last] = order[arrow.source, first], order[arrow.target, last]
            found |= {(arrow, number): order[arrow, number] for number in range(first + 1, last)}
        return found

    def _height(
        self,
        member: Node | Arrow,
        incoming: Mapping[str, Sequence[Arrow]],
        outgoing: Mapping[str, Sequence[Arrow]],
    ) -> int:
        if isinstance(member, Arrow):
            return LANE
        title, label = _texts(member)
        said = 2 * CARD_MARGIN + NAME_LINE * len(title) + KIND_LINE * len(label)
        arriving = sum(self.shares[arrow] for arrow in incoming.get(member.id, ())) + GAP_BETWEEN_LINES
        leaving = LANE * (len(outgoing.get(member.id, ())) + 1)
        return max(CARD_MINIMUM, said, arriving, leaving)

    def _leave(self, arrows: Sequence[Arrow], top: int, high: int) -> None:
        """Evenly along the right side of a node."""
        first = top + (high - LANE * (len(arrows) - 1)) // 2
        self.starts |= {arrow: first + LANE * place for place, arrow in enumerate(arrows)}

    def _arrive(self, arrows: Sequence[Arrow], top: int, high: int) -> None:
        """Along the left side of a node, each with room for its label above it."""
        needed = sum(self.shares[arrow] for arrow in arrows)
        level = top + (high - needed) // 2
        if len(arrows) == 1:  # at the middle, so that it runs straight where it can
            level = top + max(high // 2 - needed, -GAP_BETWEEN_LINES // 2)
        for arrow in arrows:
            level += self.shares[arrow]
            self.ends[arrow] = level

    def _part_levels(self) -> None:
        """Move the end of an arrow away from a level that another arrow leaves on, in the same gap."""
        ranks = self.ordered.ranks
        leaving: dict[int, list[tuple[int, Arrow]]] = {}
        for arrow in self.ordered.arrows:
            leaving.setdefault(ranks[arrow.source], []).append((self.starts[arrow], arrow))
        for (arrow, number), level in self.lanes.items():
            leaving.setdefault(number, []).append((level, arrow))
        for arrow, level in self.ends.items():
            self.ends[arrow] = _apart(level, arrow, leaving.get(ranks[arrow.target] - 1, ()))
        for (arrow, number), level in self.lanes.items():
            self.lanes[arrow, number] = _apart(level, arrow, leaving.get(number - 1, ()))

    def levels(self, arrow: Arrow, gap: int) -> tuple[int, int]:
        """The heights at which an arrow enters and leaves the gap after a column."""
        first, last = self.ordered.ranks[arrow.source], self.ordered.ranks[arrow.target]
        entry = self.starts[arrow] if gap == first else self.lanes[arrow, gap]
        return entry, self.ends[arrow] if gap + 1 == last else self.lanes[arrow, gap + 1]


def _spaced(wanted: Sequence[int], heights: Sequence[int], bottom: int) -> list[int]:
    """The wanted places, moved down and then up until no two touch and none is below `bottom`."""
    tops = list(wanted)
    least = MARGIN
    for place, high in enumerate(heights):
        tops[place] = max(tops[place], least)
        least = tops[place] + high + GAP_BETWEEN_NODES
    most = bottom
    for place in reversed(range(len(tops))):
        tops[place] = min(tops[place], most - heights[place])
        most = tops[place] - GAP_BETWEEN_NODES
    return tops


def _apart(level: int, arrow: Arrow, leaving: Sequence[tuple[int, Arrow]]) -> int:
    near = next((other for other, each in leaving if each is not arrow and abs(other - level) < _APART), None)
    if near is None:
        return level
    return near + _APART if level > near else near - _APART


def _across(stack: _Stack) -> tuple[list[int], dict[tuple[Arrow, int], int]]:
    """The left of every column, and where in each gap the upright part of an arrow stands."""
    ordered = stack.ordered
    lefts = [MARGIN]
    tracks: dict[tuple[Arrow, int], int] = {}
    for gap in range(len(ordered.members) - 1):
        passing = [a for a in ordered.arrows if ordered.ranks[a.source] <= gap < ordered.ranks[a.target]]
        order = _tracks({arrow: stack.levels(arrow, gap) for arrow in passing})
        right = lefts[-1] + NODE_WIDTH + BESIDE_TRACKS
        for arrow, number in order.items():
            tracks[arrow, gap] = right + number * TRACK
        right += (max(order.values(), default=-1) + 1) * TRACK + BESIDE_TRACKS
        ending = [arrow for arrow in passing if ordered.ranks[arrow.target] == gap + 1]
        said = [text_size.width(line, KIND) for arrow in ending for line in _label(arrow)]
        lefts.append(right + int(max(said, default=0)) + HEAD + 2)
    return lefts, tracks


def _tracks(levels: Mapping[Arrow, tuple[int, int]]) -> dict[Arrow, int]:
    """A track for every arrow that changes its height, in the order in which the fewest cross.

    Of two that go down the lower one turns first, of two that go up the upper one. Two whose upright parts
    are apart share a track.
    """
    moving = [(arrow, start, end) for arrow, (start, end) in levels.items() if start != end]
    moving.sort(key=lambda each: (each[2] > each[1], -each[1] if each[2] > each[1] else each[1]))
    taken: list[list[tuple[int, int]]] = []
    found: dict[Arrow, int] = {}
    for arrow, start, end in moving:
        low, high = min(start, end) - LANE // 2, max(start, end) + LANE // 2
        number = next(
            (
                number
                for number, spans in enumerate(taken)
                if all(high < other_low or other_high < low for other_low, other_high in spans)
            ),
            len(taken),
        )
        if number == len(taken):
            taken.append([])
        taken[number].append((low, high))
        found[arrow] = number
    return found


def _points(
    arrow: Arrow, stack: _Stack, lefts: Sequence[int], tracks: Mapping[tuple[Arrow, int], int]
) -> tuple[tuple[int, int], ...]:
    ranks = stack.ordered.ranks
    points = [(lefts[ranks[arrow.source]] + NODE_WIDTH, stack.starts[arrow])]
    for gap in range(ranks[arrow.source], ranks[arrow.target]):
        entry, leave = stack.levels(arrow, gap)
        if entry != leave:
            points += [(tracks[arrow, gap], entry), (tracks[arrow, gap], leave)]
    points.append((lefts[ranks[arrow.target]], stack.ends[arrow]))
    return tuple(points)
