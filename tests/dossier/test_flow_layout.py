"""Nodes and arrows: nothing lies on anything else, labels stand apart, circles end."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from hds_blueprint.dossier.flow_layout import LABEL_PITCH, Arrow, Drawing, Node, PlacedNode, place


def _drawing(size: int, pairs: list[tuple[int, int]]) -> Drawing:
    nodes = tuple(Node(str(number), f"node {number}", "", "other") for number in range(size))
    arrows = tuple(Arrow(str(a % size), str(b % size), "TCP 443") for a, b in pairs)
    return Drawing(nodes, arrows)


def _overlap(first: PlacedNode, second: PlacedNode) -> bool:
    return (
        first.x < second.x + second.width
        and second.x < first.x + first.width
        and first.y < second.y + second.height
        and second.y < first.y + first.height
    )


def _check(drawing: Drawing) -> None:
    placement = place(drawing)
    assert len(placement.nodes) == len(drawing.nodes)
    assert not any(_overlap(a, b) for a, b in combinations(placement.nodes, 2))
    for node in placement.nodes:
        assert 0 <= node.x <= placement.width - node.width
        assert 0 <= node.y <= placement.height - node.height
    ends = sorted(arrow.points[-1] for arrow in placement.arrows)
    for (x, y), (other_x, other_y) in pairwise(ends):
        assert x != other_x or other_y - y >= LABEL_PITCH, "two labels on one another"
    for arrow in placement.arrows:
        xs = [x for x, _ in arrow.points]
        assert xs == sorted(xs), "arrows run from left to right"
        for node in placement.nodes:
            level = [(a, b) for a, b in pairwise(arrow.points) if a[1] == b[1]]
            for (left, y), (right, _) in level:
                inside = node.y < y < node.y + node.height
                assert not (inside and left < node.x + node.width and node.x < right), (
                    "an arrow behind a node"
                )


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 14), st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=30))
def test_nothing_overlaps(size: int, pairs: list[tuple[int, int]]) -> None:
    _check(_drawing(size, pairs))


def test_three_hundred_nodes() -> None:
    _check(_drawing(300, [(n, n + 1 + n % 7) for n in range(250)]))


def test_a_circle_ends_and_every_node_is_drawn() -> None:
    placement = place(_drawing(3, [(0, 1), (1, 2), (2, 0)]))
    assert len(placement.nodes) == 3
    assert len(placement.arrows) == 2


def test_what_nothing_leads_to_stands_before_what_it_leads_to() -> None:
    placement = place(_drawing(4, [(0, 1), (1, 2), (3, 2)]))
    columns = {each.node.id: each.x for each in placement.nodes}
    assert columns["3"] == columns["1"]


def test_an_empty_drawing_has_a_size() -> None:
    placement = place(Drawing((), ()))
    assert placement.nodes == ()
    assert placement.width > 0
