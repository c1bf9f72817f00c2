"""Nodes and arrows between them: the column of each, the order in it, and how many one drawing bears.

Layers after Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures"
(1981): columns by the longest way, then an order in each that lets few arrows cross.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, TypeAlias, TypeVar

Look: TypeAlias = Literal["encrypted", "clear", "unknown", "copy", "use"]
# What one drawing bears so that it stays readable at the width of a page.
MOST_ARROWS, MOST_COLUMNS, MOST_ALONE = 16, 3, 12
_SWEEPS = 4
_T = TypeVar("_T")


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
    look: Look = "unknown"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: nodes, arrows and what their looks mean.

    An arrow that closes a circle is left out: all run from left to right.
    """

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    legend: tuple[tuple[Look, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of every node by its id, the members of each column, and the arrows that are drawn.

    A member is a node, or an arrow that passes the column on its way to a later one.
    """

    ranks: Mapping[str, int]
    members: tuple[tuple[Node | Arrow, ...], ...]
    arrows: tuple[Arrow, ...]


def columns(drawing: Drawing) -> Columns:
    """The columns of a drawing, each in an order that keeps arrows apart."""
    ranks, arrows = _ranks(drawing)
    found: list[list[Node | Arrow]] = [[] for _ in range(max(ranks.values(), default=-1) + 1)]
    for arrow in arrows:
        for column in range(ranks[arrow.source] + 1, ranks[arrow.target]):
            found[column].append(arrow)
    for node in drawing.nodes:
        found[ranks[node.id]].append(node)
    _untangle(found, arrows)
    return Columns(ranks, tuple(tuple(column) for column in found), arrows)


def neighbours(ordered: Columns) -> dict[Arrow | str, list[Arrow | str]]:
    """What each member of a column is joined with, on either side."""
    before, after = _neighbours(ordered.members, ordered.arrows)
    return {each: [*before.get(each, ()), *after.get(each, ())] for each in {**before, **after}}


def key(member: Node | Arrow) -> Arrow | str:
    """What a member is known by: an arrow by itself, a node by its id."""
    return member if isinstance(member, Arrow) else member.id


def parts(drawing: Drawing) -> tuple[Drawing, ...]:
    """The drawing in as many as it takes to stay readable; every arrow and every node is in one at least.

    Arrows of one source stay together where they can, those nearer to the start come first.
    """
    ranks, arrows = _ranks(drawing)
    by_source: dict[str, list[Arrow]] = {}
    for arrow in arrows:
        by_source.setdefault(arrow.source, []).append(arrow)
    groups: list[list[Arrow]] = []
    for source in sorted(by_source, key=lambda each: ranks[each]):
        for piece in _chunks(by_source[source], MOST_ARROWS):
            joined = [*groups[-1], *piece] if groups else piece
            if groups and len(joined) <= MOST_ARROWS and _depth(drawing, joined) <= MOST_COLUMNS:
                groups[-1] = joined
            else:
                groups.append(piece)
    touched = {end for arrow in arrows for end in (arrow.source, arrow.target)}
    alone = [node for node in drawing.nodes if node.id not in touched]
    if groups and len(alone) <= MOST_ALONE:
        first = _part(drawing, groups[0])
        kept = {node.id for node in (*first.nodes, *alone)}
        nodes = tuple(node for node in drawing.nodes if node.id in kept)
        found = [replace(first, nodes=nodes), *(_part(drawing, group) for group in groups[1:])]
    else:
        found = [_part(drawing, group) for group in groups]
        found += [Drawing(tuple(piece), ()) for piece in _chunks(alone, MOST_ALONE)]
    return tuple(found) or (drawing,)


def _part(drawing: Drawing, arrows: Sequence[Arrow]) -> Drawing:
    touched = {end for arrow in arrows for end in (arrow.source, arrow.target)}
    looks = {arrow.look for arrow in arrows}
    return Drawing(
        tuple(node for node in drawing.nodes if node.id in touched),
        tuple(arrows),
        tuple(each for each in drawing.legend if each[0] in looks),
    )


def _depth(drawing: Drawing, arrows: Sequence[Arrow]) -> int:
    ranks, _ = _ranks(_part(drawing, arrows))
    return max(ranks.values()) + 1


def _chunks(members: Sequence[_T], most: int) -> Iterable[list[_T]]:
    """The members in parts of nearly one size, none above `most`."""
    number = -(-len(members) // most)
    borders = [len(members) * place // number for place in range(number + 1)] if number else []
    return [list(members[start:end]) for start, end in pairwise(borders)]


def _ranks(drawing: Drawing) -> tuple[dict[str, int], tuple[Arrow, ...]]:
    """The column of every node, the longest way to it; and the arrows without those that go back.

    What leads nowhere stands in the last column, and what nothing leads to just before what it leads to.
    """
    known = {node.id for node in drawing.nodes}
    following: dict[str, list[Arrow]] = {node.id: [] for node in drawing.nodes}
    for arrow in dict.fromkeys(drawing.arrows):
        if arrow.source in known and arrow.target in known and arrow.source != arrow.target:
            following[arrow.source].append(arrow)
    order, back = _order(drawing, following)
    ranks = dict.fromkeys(order, 0)
    kept = tuple(arrow for arrows in following.values() for arrow in arrows if arrow not in back)
    onward = {arrow.source for arrow in kept}
    reached = {arrow.target for arrow in kept}
    for identifier in order:
        for arrow in following[identifier]:
            if arrow not in back:
                ranks[arrow.target] = max(ranks[arrow.target], ranks[identifier] + 1)
    last = max(ranks.values(), default=0)
    for identifier in reached - onward:
        ranks[identifier] = last
    for identifier in known - reached:
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


def _untangle(found: list[list[Node | Arrow]], arrows: Sequence[Arrow]) -> None:
    """Order each column by the mean place of its neighbours, forwards and backwards in turn."""
    before, after = _neighbours(found, arrows)
    for sweep in range(_SWEEPS):
        backwards = sweep % 2 == 1
        joined = after if backwards else before
        places: dict[Arrow | str, int] = {}
        for column in reversed(found) if backwards else found:
            if places:
                column.sort(key=lambda each: _mean(joined.get(key(each), ()), places))
            places = {key(member): place for place, member in enumerate(column)}


def _neighbours(
    members: Iterable[Sequence[Node | Arrow]], arrows: Sequence[Arrow]
) -> tuple[dict[Arrow | str, list[Arrow | str]], dict[Arrow | str, list[Arrow | str]]]:
    """What stands before and after each member; an arrow through columns is its own neighbour there."""
    passing = {member for column in members for member in column if isinstance(member, Arrow)}
    before: dict[Arrow | str, list[Arrow | str]] = {}
    after: dict[Arrow | str, list[Arrow | str]] = {}
    for arrow in arrows:
        if arrow in passing:
            before[arrow], after[arrow] = [arrow, arrow.source], [arrow, arrow.target]
        after.setdefault(arrow.source, []).append(arrow if arrow in passing else arrow.target)
        before.setdefault(arrow.target, []).append(arrow if arrow in passing else arrow.source)
    return before, after


def _mean(neighbours: Iterable[Arrow | str], places: Mapping[Arrow | str, int]) -> float:
    known = [places[each] for each in neighbours if each in places]
    return sum(known) / len(known) if known else float("inf")
