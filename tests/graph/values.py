"""Graphs for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from hds_blueprint.graph.model import (
    Join,
    Origin,
    Ref,
    Resource,
    ResourceGraph,
    ResourceOptions,
    Secret,
    Unknown,
)

# any text that can be written as UTF-8; keys that look like the format's own among them
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KEYS = st.one_of(
    TEXTS, st.sampled_from(["$ref", "$$ref", "$", "$$", "$join", "$unknown", "$secret", "urn", "ref"])
)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
URNS = st.builds(
    lambda module, name: f"urn:pulumi:s::p::aws:{module}:T::{name}", st.sampled_from(["a", "b"]), NAMES
)
REFS = st.builds(Ref, URNS, TEXTS)
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    NUMBERS,
    TEXTS,
    REFS,
    st.builds(Join, st.lists(st.one_of(TEXTS, REFS), max_size=4).map(tuple)),
    st.builds(Unknown, st.lists(URNS, max_size=2).map(tuple)),
    st.builds(Secret, st.one_of(st.none(), REFS)),
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3))
)
PROPERTIES = st.dictionaries(KEYS, VALUES, max_size=4)
OPTIONS = st.builds(
    ResourceOptions,
    protect=st.booleans(),
    retain_on_delete=st.booleans(),
    depends_on=st.lists(URNS, max_size=2).map(tuple),
    ignore_changes=st.lists(TEXTS, max_size=2).map(tuple),
    delete_before_replace=st.booleans(),
    import_id=st.one_of(st.none(), NAMES),
    aliases=st.lists(URNS, max_size=2).map(tuple),
)


def _resource(urn: str, **fields: object) -> Resource:
    kind, name = urn.split("::", 3)[2:]
    return Resource(urn=urn, type=kind, name=name, **fields)  # pyright: ignore[reportArgumentType]


RESOURCES = st.builds(
    _resource,
    URNS,
    inputs=PROPERTIES,
    outputs=PROPERTIES,
    custom=st.booleans(),
    external=st.booleans(),
    options=OPTIONS,
    provider=st.one_of(st.none(), URNS),
    region=st.one_of(st.none(), NAMES),
    dependencies=st.dictionaries(TEXTS, st.lists(URNS, max_size=2).map(tuple), max_size=2),
    id=st.one_of(st.none(), NAMES),
    origin=st.one_of(st.none(), st.builds(Origin, TEXTS, TEXTS, st.integers(1, 9999))),
)
GRAPHS = st.builds(
    ResourceGraph,
    project=TEXTS,
    stack=TEXTS,
    source=st.sampled_from(["program", "preview", "state", "tfplan", "file"]),
    profile=st.sampled_from(["development", "staging", "production"]),
    health_data=st.booleans(),
    outputs=PROPERTIES,
    notices=st.lists(TEXTS, max_size=2).map(tuple),
    resources=st.lists(RESOURCES, max_size=4, unique_by=lambda each: each.urn).map(tuple),
)
