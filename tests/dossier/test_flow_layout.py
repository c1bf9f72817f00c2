"""Places of nodes and arrows: no node, label or line lies on another, level lines of two arrows are apart."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from hds_blueprint.dossier.flow_layout import HEAD, PlacedArrow, PlacedNode, place
from hds_blueprint.dossier.flow_order import Arrow, Drawing, Node, parts
from hds_blueprint.dossier.layout import KIND, KIND_LINE
from hds_blueprint.dossier.text_size import width

LABELS = ("", "TCP 443", "F12 TCP 443, F13 TCP 8000-8443, F14 UDP 53")
Frame = tuple[float, float, float, float]


def _drawing(size: int, pairs: list[tuple[int, int]]) -> Drawing:
    nodes = tuple(Node(str(number), f"node {number}", "kind", "other") for number in range(size))
    arrows = tuple(Arrow(str(a % size), str(b % size), LABELS[(a + b) % 3]) for a, b in pairs)
    return Drawing(nodes, arrows, (("unknown", "not stated"),))


def _frame(node: PlacedNode) -> Frame:
    return node.x, node.y, node.x + node.width, node.y + node.height


def _label(arrow: PlacedArrow) -> Frame | None:
    """What the lines of a label cover: they end before the head of the arrow and stand on its line."""
    if not arrow.label:
        return None
    x, y = arrow.points[-1]
    wide = max(width(line, KIND) for line in arrow.label)
    return x - HEAD - wide, y - 4 - KIND_LINE * len(arrow.label) + 1, x - HEAD, y - 2


def _overlap(first: Frame, second: Frame) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def _inside(inner: Frame, outer: Frame) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _lines(arrow: PlacedArrow) -> list[Frame]:
    return [(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in pairwise(arrow.points)]


def _crosses(line: Frame, frame: Frame) -> bool:
    return (
        line[0] < frame[2] and frame[0] < line[2] if line[1] == line[3] else frame[0] < line[0] < frame[2]
    ) and (frame[1] < line[1] < frame[3] if line[1] == line[3] else line[1] < frame[3] and frame[1] < line[3])


def _check(drawing: Drawing) -> None:
    placement = place(drawing)
    assert len(placement.nodes) == len(drawing.nodes)
    frames = [_frame(node) for node in placement.nodes]
    labels = [label for arrow in placement.arrows if (label := _label(arrow))]
    whole = (0, 0, placement.width, placement.legend)
    assert all(_inside(frame, whole) for frame in frames)
    assert not any(_overlap(*pair) for pair in combinations(frames, 2)), "a node on a node"
    assert not any(_overlap(*pair) for pair in combinations(labels, 2)), "a label on a label"
    assert not any(_overlap(frame, label) for frame in frames for label in labels), "a label on a node"
    lines = [(arrow, line) for arrow in placement.arrows for line in _lines(arrow)]
    assert not any(_crosses(line, frame) for _, line in lines for frame in frames), "a line through a node"
    assert not any(_crosses(line, label) for _, line in lines for label in labels), "a line through a label"
    level = [(arrow, line) for arrow, line in lines if line[1] == line[3] and line[0] < line[2]]
    for (arrow, line), (other, second) in combinations(level, 2):
        if arrow is not other and line[0] < second[2] and second[0] < line[2]:
            assert abs(line[1] - second[1]) > 1, "two arrows on one level line"
    for node in placement.nodes:
        ends = [a.points[-1][1] for a in placement.arrows if a.arrow.target == node.node.id]
        assert all(node.y < y < node.y + node.height for y in ends), "an arrow beside its node"


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 14), st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=30))
def test_nothing_overlaps(size: int, pairs: list[tuple[int, int]]) -> None:
    _check(_drawing(size, pairs))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=90))
def test_the_parts_of_a_drawing_have_everything_and_stay_small(
    size: int, pairs: list[tuple[int, int]]
) -> None:
    drawing = _drawing(size, pairs)
    whole = place(drawing)
    found = parts(drawing)
    assert {node for part in found for node in part.nodes} == set(drawing.nodes)
    drawn = [arrow for part in found for arrow in part.arrows]
    assert sorted(map(repr, drawn)) == sorted(repr(each.arrow) for each in whole.arrows)
    for part in found:
        assert len(part.arrows) <= 16
        placed = place(part)
        assert len({node.x for node in placed.nodes}) <= 3
        assert placed.width < 1040


def test_three_hundred_nodes() -> None:
    drawing = _drawing(300, [(n % 60, 60 + n % 240) for n in range(400)])
    for part in parts(drawing):
        _check(part)


def test_a_circle_ends_and_every_node_is_drawn() -> None:
    placement = place(_drawing(3, [(0, 1), (1, 2), (2, 0)]))
    assert len(placement.nodes) == 3
    assert len(placement.arrows) == 2


def _columns(size: int, pairs: list[tuple[int, int]]) -> dict[str, int]:
    return {each.node.id: each.x for each in place(_drawing(size, pairs)).nodes}


def test_what_nothing_leads_to_stands_before_what_it_leads_to() -> None:
    columns = _columns(4, [(0, 1), (1, 2), (3, 2)])
    assert columns["3"] == columns["1"]


def test_what_leads_nowhere_stands_in_the_last_column() -> None:
    columns = _columns(5, [(0, 1), (1, 2), (0, 3), (4, 3)])
    assert columns["3"] == columns["2"]


def test_one_arrow_between_two_nodes_is_straight() -> None:
    (arrow,) = place(Drawing(_drawing(2, []).nodes, (Arrow("0", "1", "TCP 443"),))).arrows
    assert len({y for _, y in arrow.points}) == 1


def test_the_legend_says_only_what_is_drawn() -> None:
    nodes = _drawing(2, []).nodes
    legend = (("encrypted", "encrypted"), ("clear", "not encrypted"))
    (part,) = parts(Drawing(nodes, (Arrow("0", "1", "", "clear"),), legend))
    assert part.legend == (("clear", "not encrypted"),)
    (alone,) = parts(Drawing(nodes[:1], (), legend))
    assert alone.legend == ()


def test_an_empty_drawing_has_a_size() -> None:
    placement = place(Drawing((), ()))
    assert placement.nodes == ()
    assert placement.width > 0
    assert parts(Drawing((), ())) == (Drawing((), ()),)
