"""Graph files: what is written is read again; what is broken is said with its place."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hds_blueprint.graph import reading, serialize
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, Secret, Unknown
from tests.graph.programs import recorded, storage
from tests.graph.values import GRAPHS

BUCKET = "urn:pulumi:s::p::aws:s3/bucket:Bucket::documents"
KEY = "urn:pulumi:s::p::aws:kms/key:Key::key"
RELAXED: Any = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}


@cache
def _schema() -> Any:
    schema = json.loads(serialize.SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def _written(tmp_path: Path, content: Any) -> Path:
    file = tmp_path / "graph.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return file


def _refused(file: Path) -> str:
    with pytest.raises(GraphError) as caught:
        serialize.load(file)
    (problem,) = caught.value.problems
    assert problem.file == str(file)
    return str(problem)


def _minimal(**resource: Any) -> dict[str, Any]:
    return {"project": "p", "stack": "s", "resources": [{"urn": BUCKET, **resource}]}


@settings(**RELAXED)
@given(GRAPHS)
def test_round_trip(tmp_path: Path, graph: ResourceGraph) -> None:
    text = serialize.dump(graph)
    read = serialize.load(_written(tmp_path, text))
    assert read == graph
    assert serialize.dump(read) == text


@settings(**RELAXED, max_examples=50)
@given(GRAPHS)
def test_what_is_written_obeys_the_schema(graph: ResourceGraph) -> None:
    _schema().validate(json.loads(serialize.dump(graph)))


def test_a_recorded_graph_obeys_the_schema_and_round_trips(tmp_path: Path) -> None:
    graph = recorded(storage)
    serialize.write(graph, tmp_path / "deep" / "graph.json")
    text = (tmp_path / "deep" / "graph.json").read_text("utf-8")
    _schema().validate(json.loads(text))
    assert serialize.load(tmp_path / "deep" / "graph.json") == graph


def test_the_form_of_special_values() -> None:
    reference = Ref(KEY, "arn")
    assert serialize.plain({"a": reference, "b": Join(("x", reference)), "c": Unknown((KEY,))}) == {
        "a": {"$ref": {"urn": KEY, "property": "arn"}},
        "b": {"$join": ["x", {"$ref": {"urn": KEY, "property": "arn"}}]},
        "c": {"$unknown": [KEY]},
    }
    assert serialize.plain([Secret(), Secret(reference), {"$ref": 1, "$$x": 2}]) == [
        {"$secret": None},
        {"$secret": {"$ref": {"urn": KEY, "property": "arn"}}},
        {"$$ref": 1, "$$$x": 2},
    ]


def test_a_graph_written_by_hand_needs_little(tmp_path: Path) -> None:
    graph = serialize.load(_written(tmp_path, _minimal(inputs={"bucket": "b"})))
    assert graph == ResourceGraph(
        project="p",
        stack="s",
        source="file",
        resources=(Resource(BUCKET, "aws:s3/bucket:Bucket", "documents", {"bucket": "b"}),),
    )
    assert (graph.profile, graph.health_data) == ("production", True)


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        ([], "", "an object is expected"),
        ({"project": "p", "stack": "s"}, "", "'resources' is missing"),
        ({"stack": "s", "resources": []}, "", "'project' is missing"),
        ({**_minimal(), "format": "other/9"}, "format", "version of the format"),
        ({**_minimal(), "resource": []}, "resource", "not part of the format"),
        ({**_minimal(), "profile": "prod"}, "profile", "choices"),
        ({**_minimal(), "healthData": "yes"}, "healthData", "true or false"),
        ({"project": "p", "stack": "s", "resources": {}}, "resources", "a list is expected"),
        ({"project": "p", "stack": "s", "resources": [7]}, "resources[0]", "not a number"),
        ({"project": "p", "stack": "s", "resources": [{}]}, "resources[0]", "'urn' is missing"),
        (_minimal(urn="bucket"), "resources[0].urn", "not a Pulumi URN"),
        (_minimal(type="aws:kms/key:Key"), "resources[0].type", "not the type that the URN says"),
        (_minimal(name="other"), "resources[0].name", "not the name that the URN says"),
        (_minimal(inputs=[]), "resources[0].inputs", "an object is expected"),
        (_minimal(custom=1), "resources[0].custom", "true or false"),
        (_minimal(parent="x"), "resources[0].parent", "not a Pulumi URN"),
        (_minimal(provider="x"), "resources[0].provider", "not a Pulumi URN"),
        (_minimal(options={"protected": True}), "resources[0].options.protected", "not part of the format"),
        (_minimal(options={"dependsOn": [BUCKET, 3]}), "resources[0].options.dependsOn[1]", "a text"),
        (_minimal(dependencies={"a": "x"}), "resources[0].dependencies.a", "a list"),
        (_minimal(origin={"file": "a", "path": "b", "line": 0}), "resources[0].origin.line", "whole number"),
        (_minimal(inputs={"a": [{"$ref": 1}]}), "resources[0].inputs.a[0].$ref", "an object"),
        (
            _minimal(inputs={"a": {"$ref": {"urn": KEY}}}),
            "resources[0].inputs.a.$ref",
            "'property' is missing",
        ),
        (_minimal(inputs={"a": {"$join": [1]}}), "resources[0].inputs.a.$join[0]", "an object"),
        (
            _minimal(inputs={"a": {"$join": [{"$unknown": []}]}}),
            "$join[0].$unknown",
            "not part of the format",
        ),
        (_minimal(inputs={"a": {"$secret": "value"}}), "resources[0].inputs.a.$secret", "an object"),
        (_minimal(inputs={"a": {"$ref": 1, "b": 2}}), "resources[0].inputs.a.$ref", "begins with $"),
        (_minimal(inputs={"a": {"$other": 1}}), "resources[0].inputs.a.$other", "begins with $"),
    ],
)
def test_what_is_wrong_is_said_with_its_path(tmp_path: Path, content: Any, place: str, reason: str) -> None:
    text = _refused(_written(tmp_path, content))
    assert place in text
    assert reason in text


def test_two_resources_with_one_urn(tmp_path: Path) -> None:
    content = {"project": "p", "stack": "s", "resources": [{"urn": BUCKET}, {"urn": BUCKET}]}
    assert "resources[1].urn: two resources have the same URN" in _refused(_written(tmp_path, content))


def test_parents_in_a_circle(tmp_path: Path) -> None:
    urns = [f"urn:pulumi:s::p::hds:g:G::{number}" for number in range(5)]
    resources = [{"urn": urn, "parent": urns[(i + 1) % 5]} for i, urn in enumerate(urns)]
    assert "circle" in _refused(_written(tmp_path, {"project": "p", "stack": "s", "resources": resources}))


def test_a_resource_is_not_its_own_parent(tmp_path: Path) -> None:
    assert "circle" in _refused(_written(tmp_path, _minimal(parent=BUCKET)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"project": "p", "project": "q", "stack": "s", "resources": []}',
        '{"project": NaN}',
        '{"project": 1e999}',
        '{"project": ' + "9" * 5000 + "}",
        '{"project": "\\ud800", "stack": "s", "resources": []}',
    ],
)
def test_hostile_text(tmp_path: Path, text: str) -> None:
    _refused(_written(tmp_path, text))


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    value: Any = 1
    for _ in range(500):
        value = [value]
    assert "nested too deeply" in _refused(_written(tmp_path, _minimal(inputs={"a": value})))


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "graph.json"
    file.write_bytes(b'{"project": "\xff"}')
    assert "not UTF-8" in _refused(file)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    _refused(tmp_path / "missing.json")
    _refused(tmp_path)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "graph.json"
    with file.open("wb") as handle:
        handle.truncate(300 * 1024 * 1024)  # sparse: nothing is written
    assert "too large" in _refused(file)


def test_a_pipe_is_read_no_further_than_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAXIMUM_BYTES", 10)
    outlet, inlet = os.pipe()
    os.write(inlet, b" " * 11)
    os.close(inlet)
    assert "too large" in _refused(Path(f"/dev/fd/{outlet}"))
    os.close(outlet)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, item in entries:
        yield value, key
        yield from _places(item)


JUNK = st.sampled_from([None, True, -1, 1.5, "", "x", "urn:pulumi:a::b::c::d", [], [[]], {}, {"$ref": {}}])


@settings(**RELAXED, max_examples=300)
@given(st.integers(0, 2**32), JUNK, st.booleans())
def test_a_broken_file_never_ends_in_a_traceback(tmp_path: Path, seed: int, junk: Any, remove: bool) -> None:
    content = json.loads(_recorded_text())
    container, key = random.Random(seed).choice(list(_places(content)))
    if remove:
        del container[key]
    else:
        container[key] = junk
    try:
        graph = serialize.load(_written(tmp_path, content))
    except GraphError as error:
        assert error.problems
    else:
        assert serialize.load(_written(tmp_path, serialize.dump(graph))) == graph


@cache
def _recorded_text() -> str:
    return serialize.dump(recorded(storage))


def test_the_example_of_the_reference_page(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "resource-graph.md").read_text("utf-8")
    example = page.split("```json\n")[1].split("```")[0]
    _schema().validate(json.loads(example))
    graph = serialize.load(_written(tmp_path, example))
    (key,) = graph.of_type("aws:kms/key:Key")
    assert graph.referrers(key.urn) == graph.of_type("aws:rds/instance:Instance")
