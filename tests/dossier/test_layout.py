"""The geometry of the diagram: whatever the boxes, nothing overlaps and nothing sticks out."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from hds_blueprint.dossier.layout import CARD_ROOM, Box, Item, Placed, cuts, place
from hds_blueprint.dossier.text_size import lines, width

TITLES = st.text(max_size=60)
ITEMS = st.builds(Item, title=TITLES, label=TITLES, group=st.just("stores"), anchor=st.just("r-x"))
BOXES = st.recursive(
    st.builds(Box, title=TITLES, kind=st.just("group"), contents=st.lists(ITEMS, max_size=7).map(tuple)),
    lambda inner: st.builds(
        Box,
        title=TITLES,
        kind=st.just("region"),
        contents=st.lists(st.one_of(ITEMS, inner), max_size=5).map(tuple),
        direction=st.sampled_from(["rows", "column"]),
        width=st.sampled_from([0, 0, 240]),
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


def test_the_last_frame_of_a_row_ends_at_the_line_of_the_others() -> None:
    cards = tuple(Item(f"card {number}", "kind", "stores", "r-x") for number in range(5))
    box = Box("all", "plain", (Box("few", "group", cards[:2]), Box("many", "group", cards)))
    _, few, *others = place(box)
    many = next(each for each in others if isinstance(each.node, Box))
    assert few.x + few.width == many.x + many.width


@settings(max_examples=100, deadline=None)
@given(BOXES)
def test_a_cut_goes_through_no_card_and_no_title(box: Box) -> None:
    shapes = list(place(box, 1, 1))
    for height in cuts(shapes):
        assert not any(each.y < height < each.y + each.header for each in shapes)


def test_a_tall_drawing_can_be_cut_into_low_pieces() -> None:
    cards = tuple(Item(f"card {number}", "kind", "stores", "r-x") for number in range(60))
    shapes = list(place(Box("all", "region", cards), 1, 1))
    borders = [0, *cuts(shapes), shapes[0].height]
    assert max(bottom - top for top, bottom in pairwise(borders)) < 120


@given(st.text(max_size=200), st.integers(30, 400))
def test_no_line_of_a_text_is_wider_than_its_room(text: str, room: int) -> None:
    assert all(width(line, 12, bold=True) <= room for line in lines(text, room, 12, bold=True))


@given(st.text(max_size=60), st.integers(60, 400))
def test_a_text_that_fits_is_whole(text: str, room: int) -> None:
    written = lines(text, room, 12, most=100)
    assert "".join("".join(written).split()) == "".join(text.split())


def test_names_are_broken_where_their_parts_meet() -> None:
    assert lines("file-system-workspaces", CARD_ROOM, 12, bold=True) == ("file-system-", "workspaces")
    assert lines("Répartiteur de charge (ALB)", 150, 11) == ("Répartiteur de charge", "(ALB)")


def test_only_a_text_longer_than_a_card_is_shortened() -> None:
    shortened = lines("name " * 40, CARD_ROOM, 12)
    assert len(shortened) == 3
    assert shortened[-1].endswith("…")
