"""What the file was made of: each part with its version and digest, which change with what they are of."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hds_blueprint.dossier import provenance
from hds_blueprint.graph import serialize
from tests.dossier.conftest import HandMade, Stack
from tests.policies.graphs import BUCKET, graph, resource


def _versions(stack: Stack, **options: object) -> dict[str, list[str]]:
    dossier = stack.dossier("en", **options)
    (table,) = (table for _, table in dossier.tables() if table.name == "versions")
    return {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}


def test_the_digest_of_the_graph_is_that_of_its_file(example: Stack, tmp_path: Path) -> None:
    serialize.write(example.graph, tmp_path / "graph.json")
    written = hashlib.sha256((tmp_path / "graph.json").read_bytes()).hexdigest()
    assert _versions(example)["Resource graph"] == ["hapi-fhir", written]


def test_everything_used_has_a_version_or_a_digest(example: Stack) -> None:
    found = _versions(example)
    assert list(found) == [
        "Requirements, with their default values", "Resource graph", "Verdict", "The three together",
        "Rules and frameworks", "Facts about AWS and the law", "Texts and templates", "hds-blueprint",
        "pulumi", "pulumi-aws",
    ]  # fmt: skip
    assert all(any(cells) for cells in found.values())
    assert found["The three together"][1] == example.dossier("en").digest


def test_a_digest_changes_with_what_it_is_of(hand_made: HandMade) -> None:
    one = _versions(hand_made(graph(resource(BUCKET, "files"))))
    other = _versions(hand_made(graph(resource(BUCKET, "others"))))
    retitled = _versions(hand_made(graph(resource(BUCKET, "files")), service={"title": "Other"}))
    assert {name for name in one if one[name] != other[name]} == {
        "Resource graph", "Verdict", "The three together",
    }  # fmt: skip
    assert {name for name in one if one[name] != retitled[name]} == {
        "Requirements, with their default values", "The three together",
    }  # fmt: skip


def test_the_users_own_folder_is_told_by_its_digest(example: Stack, tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("h1 {}")
    before = _versions(example, templates=tmp_path)["Texts and templates of the user"]
    (tmp_path / "style.css").write_text("h2 {}")
    after = _versions(example, templates=tmp_path)["Texts and templates of the user"]
    assert before != after


def test_names_and_contents_of_files_count(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("bc")
    first = provenance.of_files(tmp_path, tmp_path)
    (tmp_path / "a").rename(tmp_path / "ab")
    (tmp_path / "ab").write_text("c")
    assert provenance.of_files(tmp_path, tmp_path) != first
