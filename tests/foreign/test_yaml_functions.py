"""The functions of Pulumi YAML, one by one."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.graph.model import Join, Ref, Secret, Unknown
from tests.foreign.test_yaml_program import failure, named, run


def given(folder: Path, expression: Any, **variables: Any) -> Any:
    """What an expression gives as a stack's output."""
    text = json.dumps({"variables": variables, "outputs": {"a": expression}})
    return run(folder, text, file="Main.json").outputs["a"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ({"fn::join": ["-", ["a", 1, True]]}, "a-1-true"),
        ({"fn::split": [",", "a,b"]}, ["a", "b"]),
        ({"fn::select": [1, ["a", "b"]]}, "b"),
        ({"fn::toJSON": {"b": [1, None], "a": "é"}}, '{"a":"é","b":[1,null]}'),
        ({"fn::toBase64": "a"}, "YQ=="),
        ({"fn::fromBase64": "YQ=="}, "a"),
        ({"fn::sha1": "a"}, hashlib.sha1(b"a").hexdigest()),
        ({"fn::length": [1, 2]}, 2),
        ({"fn::singleOrNone": ["a"]}, "a"),
        ({"Fn::Join": ["", ["a"]]}, "a"),
        ({"fn::secret": "a"}, Secret()),
        ({"fn::join": ["", ["a", {"fn::secret": "b"}]]}, Secret()),
        ({"fn::toJSON": {"a": {"fn::secret": "b"}}}, Secret()),
        ({"fn::unsecret": {"fn::secret": "a"}}, "a"),
        ({"fn::stringAsset": "a"}, {"fn::stringAsset": "a"}),
        ({"fn::fileArchive": "./app"}, {"fn::fileArchive": "./app"}),
        ("${list[1].key}", "x"),
        ('${list[1]["key"]} $${b} $', "x ${b} $"),
        ({"${list[0]}": 1}, {"first": 1}),
    ],
)
def test_values(tmp_path: Path, expression: Any, value: Any) -> None:
    assert given(tmp_path, expression, list=["first", {"key": "x"}]) == value


def test_with_what_is_known_after_apply(tmp_path: Path) -> None:
    program = """
resources: {b: {type: aws:s3:Bucket}}
outputs:
  json: {fn::toJSON: {arn: "${b.arn}"}}
  joined: {fn::join: ["/", ["${b.arn}", "*"]]}
  part: {fn::select: [0, {fn::split: [":", "${b.arn}"]}]}
  first: {fn::select: [0, "${b.lifecycleRules}"]}
  name: {fn::pulumiResourceName: "${b}"}
  type: {fn::pulumiResourceType: "${b}"}
  encoded: {fn::toBase64: "${b.arn}"}
  archive: {fn::assetArchive: {"a.txt": {fn::stringAsset: "${b.arn}"}}}
  other: {fn::stackReference: [o/p/s, url]}
"""
    graph = run(tmp_path, program)
    urn = named(graph, "b").urn
    arn = Ref(urn, "arn")
    assert graph.outputs == {
        "json": Join(('{"arn":"', arn, '"}')),
        "joined": Join((arn, "/*")),
        "part": Unknown(),
        "first": Ref(urn, "lifecycleRules[0]"),
        "name": "b",
        "type": "aws:s3/bucket:Bucket",
        "encoded": Unknown(),
        "archive": {"fn::assetArchive": {"a.txt": {"fn::stringAsset": arn}}},
        "other": Ref(named(graph, "o/p/s").urn, "outputs.url"),
    }


def test_files_of_the_folder_are_read(tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text("{}")
    assert given(tmp_path, {"fn::readFile": "./policy.json"}) == "{}"
    assert given(tmp_path, {"fn::fileBase64": "policy.json"}) == base64.b64encode(b"{}").decode()
    digest = base64.b64encode(hashlib.sha256(b"{}").digest()).decode()
    assert given(tmp_path, {"fn::filebase64sha256": "policy.json"}) == digest


@pytest.mark.parametrize("path", ["../secret", "link", "sub/../../secret", "/etc/hostname"])
def test_no_other_file_is_read(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "project"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "secret").write_text("hunter2")
    (folder / "link").symlink_to(tmp_path / "secret")
    problem = failure(folder, f"outputs: {{a: {{fn::readFile: {path}}}}}")
    assert "only files in the project's folder" in problem.reason
    assert "hunter2" not in str(problem)


@pytest.mark.parametrize(
    ("call", "part"),
    [
        ("{fn::join: [a]}", "a list of two"),
        ("{fn::join: ['', [{}]]}", "only texts and numbers"),
        ("{fn::select: [2, [a]]}", "the list is shorter"),
        ("{fn::select: [a, [a]]}", "an index and a list"),
        ("{fn::fromBase64: '?'}", "cannot be converted"),
        ("{fn::length: 3}", "a text, list or mapping"),
        ("{fn::singleOrNone: [1, 2]}", "at most one"),
        ("{fn::readFile: nowhere}", "no such file"),
        ("{fn::assetArchive: {a: b}}", "an asset or an archive"),
        ("{fn::invoke: {arguments: {}}}", "a data source is expected"),
        ("{fn::invoke: {function: aws:getPartition, return: nothing}}", "no such value"),
        ("{fn::toJson: '${pulumi.nothing[3]}'}", "no such value inside"),
        ("'a ${pulumi}'", "cannot stand in a text"),
    ],
)
def test_wrong_arguments(tmp_path: Path, call: str, part: str) -> None:
    problem = failure(tmp_path, f"outputs:\n  a: {call}")
    assert part in problem.reason
    assert problem.line == 4
