"""Nodes in columns with arrows from left to right: places such that nothing lies on anything else.

Pure geometry, in SVG user units. An arrow over several columns gets a lane of its own in each column between,
so it never runs behind a node; every arrow ends at a place of its own, where its label stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

NODE_WIDTH, NODE_HEIGHT = 190, 46
GAP_BETWEEN_NODES, LANE, LABEL_PITCH, GAP_BETWEEN_COLUMNS, MARGIN = 16, 18, 18, 180, 14


@dataclass(frozen=True, slots=True)
class Node:
    """Something that sends or receives. `anchor` is the id of its row, empty for what is outside."""

    id: str
    title: str
    label: str
    group: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A flow from node to node, by their ids; `look` is how it is protected."""

    source: str
    target: str
    label: str
    look: Literal["encrypted", "clear", "unknown", "copy"] = "unknown"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: nodes and arrows; an arrow against the direction of the others is left out."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A node with its place."""

    node: Node
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PlacedArrow:
    """An arrow as points from left to right; its label ends at the last point."""

    arrow: Arrow
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Everything with its place, and the size of the whole."""

    nodes: tuple[PlacedNode, ...]
    arrows: tuple[PlacedArrow, ...]
    width: int
    height: int


def place(drawing: Drawing) -> Placement:
    """Places for all nodes, and for the arrows that run from an earlier column to a later one."""
    ranks, arrows = _ranks(drawing)
    columns = _columns(drawing, ranks, arrows)
    incoming = {node.id: [a for a in arrows if a.target == node.id] for node in drawing.nodes}
    outgoing = {node.id: [a for a in arrows if a.source == node.id] for node in drawing.nodes}
    nodes: dict[str, PlacedNode] = {}
    lanes: dict[tuple[Arrow, int], int] = {}
    height = 0
    for index, column in enumerate(columns):
        x, y = MARGIN + index * (NODE_WIDTH + GAP_BETWEEN_COLUMNS), MARGIN
        for member in column:
            if isinstance(member, Arrow):
                lanes[member, index] = y + LANE // 2
                y += LANE
                continue
            needed = LABEL_PITCH * max(len(incoming[member.id]), len(outgoing[member.id])) + 10
            tall = max(NODE_HEIGHT, needed)
            nodes[member.id] = PlacedNode(member, x, y, NODE_WIDTH, tall)
            y += tall + GAP_BETWEEN_NODES
        height = max(height, y)
    placed = tuple(_route(arrow, ranks, nodes, lanes, incoming, outgoing) for arrow in arrows)
    width = 2 * MARGIN + len(columns) * NODE_WIDTH + max(0, len(columns) - 1) * GAP_BETWEEN_COLUMNS
    return Placement(tuple(nodes.values()), placed, width, height + MARGIN - GAP_BETWEEN_NODES)


def _route(
    arrow: Arrow,
    ranks: Mapping[str, int],
    nodes: Mapping[str, PlacedNode],
    lanes: Mapping[tuple[Arrow, int], int],
    incoming: Mapping[str, Sequence[Arrow]],
    outgoing: Mapping[str, Sequence[Arrow]],
) -> PlacedArrow:
    source, target = nodes[arrow.source], nodes[arrow.target]
    points = [(source.x + source.width, _port(source, outgoing[arrow.source], arrow))]
    for column in range(ranks[arrow.source] + 1, ranks[arrow.target]):
        x = MARGIN + column * (NODE_WIDTH + GAP_BETWEEN_COLUMNS)
        points += [(x, lanes[arrow, column]), (x + NODE_WIDTH, lanes[arrow, column])]
    points.append((target.x, _port(target, incoming[arrow.target], arrow)))
    return PlacedArrow(arrow, tuple(points))


def _port(node: PlacedNode, arrows: Sequence[Arrow], arrow: Arrow) -> int:
    start = node.y + (node.height - LABEL_PITCH * (len(arrows) - 1)) // 2
    return start + LABEL_PITCH * list(arrows).index(arrow)


def _ranks(drawing: Drawing) -> tuple[dict[str, int], tuple[Arrow, ...]]:
    """The column of every node, the longest way to it; and the arrows without those that go back."""
    known = {node.id for node in drawing.nodes}
    following: dict[str, list[Arrow]] = {node.id: [] for node in drawing.nodes}
    for arrow in dict.fromkeys(drawing.arrows):
        if arrow.source in known and arrow.target in known and arrow.source != arrow.target:
            following[arrow.source].append(arrow)
    order, back = _order(drawing, following)
    ranks = dict.fromkeys(known, 0)
    for identifier in order:
        for arrow in following[identifier]:
            if arrow not in back:
                ranks[arrow.target] = max(ranks[arrow.target], ranks[identifier] + 1)
    kept = tuple(arrow for arrows in following.values() for arrow in arrows if arrow not in back)
    for identifier in known - {arrow.target for arrow in kept}:
        # what nothing leads to stands just before what it leads to
        nearest = min((ranks[a.target] for a in following[identifier] if a not in back), default=1)
        ranks[identifier] = nearest - 1
    return ranks, kept


def _order(drawing: Drawing, following: Mapping[str, list[Arrow]]) -> tuple[list[str], set[Arrow]]:
    """Sources before targets, without recursion; with the arrows that close a circle."""
    state: dict[str, int] = {}
    finished: list[str] = []
    back: set[Arrow] = set()
    for node in drawing.nodes:
        if node.id in state:
            continue
        state[node.id] = 1
        pending = [(node.id, iter(following[node.id]))]
        while pending:
            identifier, arrows = pending[-1]
            arrow = next(arrows, None)
            if arrow is None:
                state[identifier] = 2
                finished.append(identifier)
                pending.pop()
            elif state.get(arrow.target) == 1:
                back.add(arrow)
            elif arrow.target not in state:
                state[arrow.target] = 1
                pending.append((arrow.target, iter(following[arrow.target])))
    return finished[::-1], back


def _columns(drawing: Drawing, ranks: Mapping[str, int], arrows: Sequence[Arrow]) -> list[list[Node | Arrow]]:
    """Nodes and lanes by column, each column in an order that keeps arrows apart."""
    depth = max(ranks.values(), default=-1) + 1
    columns: list[list[Node | Arrow]] = [[] for _ in range(depth)]
    for arrow in arrows:
        for column in range(ranks[arrow.source] + 1, ranks[arrow.target]):
            columns[column].append(arrow)
    for node in drawing.nodes:
        columns[ranks[node.id]].append(node)
    # in each column, what comes from above stands above: fewer arrows cross
    heights: dict[Node | Arrow | str, float] = {}
    sources: dict[str, list[str]] = {}
    for arrow in arrows:
        sources.setdefault(arrow.target, []).append(arrow.source)
    for number, column in enumerate(columns):
        if number:
            column.sort(key=lambda each: _height(each, heights, sources))
        for place_, member in enumerate(column):
            heights[member if isinstance(member, Arrow) else member.id] = place_
    return columns


def _height(
    member: Node | Arrow, heights: Mapping[Node | Arrow | str, float], sources: Mapping[str, list[str]]
) -> float:
    origins = [member.source] if isinstance(member, Arrow) else sources.get(member.id, [])
    known = [heights[origin] for origin in origins if origin in heights]
    return sum(known) / len(known) if known else float("inf")
