"""The geometry of the diagram: whatever the boxes, nothing overlaps and nothing sticks out."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from hds_blueprint.dossier.layout import Box, Item, Placed, fit, place

TITLES = st.text(max_size=60)
ITEMS = st.builds(Item, title=TITLES, label=TITLES, group=st.just("stores"), anchor=st.just("r-x"))
BOXES = st.recursive(
    st.builds(Box, title=TITLES, kind=st.just("group"), contents=st.lists(ITEMS, max_size=7).map(tuple)),
    lambda inner: st.builds(
        Box,
        title=TITLES,
        kind=st.just("region"),
        contents=st.lists(st.one_of(ITEMS, inner), max_size=5).map(tuple),
        direction=st.sampled_from(["flow", "row", "column"]),
        columns=st.integers(1, 5),
    ),
    max_leaves=12,
)


def _inside(inner: Placed, outer: Placed) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def _families(placed: list[Placed]) -> list[tuple[Placed, list[Placed]]]:
    """Each node with its children, from the order (outermost first) and the depths."""
    families: list[tuple[Placed, list[Placed]]] = []
    open_: list[tuple[Placed, list[Placed]]] = []
    for node in placed:
        del open_[node.depth :]
        if open_:
            open_[-1][1].append(node)
        family: tuple[Placed, list[Placed]] = (node, [])
        families.append(family)
        open_.append(family)
    return families


@settings(max_examples=150, deadline=None)
@given(BOXES)
def test_siblings_are_apart_and_children_inside(box: Box) -> None:
    families = _families(list(place(box, 1, 1)))
    for parent, children in families:
        assert isinstance(parent.node, Item) or len(children) == len(parent.node.contents)
        assert all(_inside(child, parent) for child in children)
        assert not any(first.overlaps(second) for first, second in combinations(children, 2))


@settings(max_examples=50, deadline=None)
@given(BOXES)
def test_the_place_is_the_same_every_time(box: Box) -> None:
    assert list(place(box)) == list(place(box))


def test_two_boxes_that_share_an_inner_point_overlap() -> None:
    box = Box("", "group", ())
    first = Placed(box, 0, 0, 10, 10, 0)
    assert first.overlaps(Placed(box, 9, 9, 10, 10, 0))
    assert not first.overlaps(Placed(box, 10, 0, 10, 10, 0))


@given(st.text(max_size=200), st.integers(10, 400))
def test_a_text_is_never_wider_than_its_card(text: str, width: int) -> None:
    short = fit(text, width, 12.5)
    assert len(short) * 12.5 * 0.56 <= max(width, 12.5 * 0.56)
    assert short == text or short.endswith("…")
