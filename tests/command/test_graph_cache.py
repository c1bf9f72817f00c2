"""The cache of graphs: the same graph as without it, and no stale one."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from hds_blueprint.command import graph_cache, graphs
from hds_blueprint.command.program_process import installed
from hds_blueprint.graph.model import Resource, ResourceGraph
from hds_blueprint.hosting.loader import load

EXAMPLE = Path(__file__).parents[2] / "stacks" / "dev.yaml"
DAY = date(2026, 11, 1)
URN = "urn:pulumi:dev::shop::aws:s3/bucket:Bucket::documents"
GRAPH = ResourceGraph("shop", "dev", "program", (Resource(URN, "aws:s3/bucket:Bucket", "documents", {}),))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return graph_cache.folder()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    (tmp_path / "stacks").mkdir()
    return Path(shutil.copy(EXAMPLE, tmp_path / "stacks" / "dev.yaml"))


def key(document: Path, **changes: str | Path) -> str:
    given = {"name": "stacks/dev.yaml", "package": installed(), "stack": "dev", **changes}
    return graph_cache.key(document, **given)  # type: ignore[arg-type]


def test_a_second_time_the_graph_is_the_same_and_not_built(
    document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = graphs.of_document(load(document, as_of=DAY), document, as_of=DAY, cached=True)
    monkeypatch.setattr("hds_blueprint.graph.program.build", None)
    assert graphs.of_document(load(document, as_of=DAY), document, as_of=DAY, cached=True) == first


def test_whatever_the_graph_is_made_of_is_in_the_key(document: Path, tmp_path: Path) -> None:
    before = key(document)
    assert key(document, stack="prod") != before
    assert key(document, name="other/dev.yaml") != before
    program = tmp_path / "package"
    (program / "hds_blueprint" / "components").mkdir(parents=True)
    source = program / "hds_blueprint" / "components" / "program.py"
    source.write_text("A = 1", "utf-8")
    first = key(document, package=program)
    source.write_text("A = 2", "utf-8")
    assert key(document, package=program) != first
    document.with_name("common.yaml").write_text("# extended by others", "utf-8")
    beside = key(document)
    assert beside != before
    document.write_text("extends: parts/shared.yaml\n", "utf-8")
    extending = key(document)
    document.with_name("parts").mkdir()
    (document.parent / "parts" / "shared.yaml").write_text("continuity: {zones: 2}\n", "utf-8")
    assert key(document) != extending != beside


def test_a_file_that_cannot_be_read_is_as_good_as_none(folder: Path) -> None:
    graph_cache.store("a", GRAPH)
    assert graph_cache.load("a") == GRAPH
    (folder / "a.json").write_text("{", "utf-8")
    assert graph_cache.load("a") is None
    assert graph_cache.load("b") is None


def test_a_folder_that_cannot_be_written_to_is_no_error(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way", "utf-8")
    graph_cache.store("a", GRAPH)
    assert graph_cache.load("a") is None


def test_the_oldest_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_cache, "_KEPT", 2)
    for name in "abc":
        graph_cache.store(name, GRAPH)
    assert len(list(folder.glob("*.json"))) == 2
    assert graph_cache.load("c") == GRAPH


@pytest.mark.parametrize("variables", [{"XDG_CACHE_HOME": ".cache"}, {"XDG_CACHE_HOME": ""}])
def test_no_cache_stands_in_the_project_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in {"HOME": str(tmp_path), **variables}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    assert graph_cache.folder() == tmp_path / ".cache" / "hds-blueprint" / "graphs"
    graph_cache.store("key", GRAPH)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.chdir("/")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    graph_cache.store("key", GRAPH)
    assert graph_cache.load("key") == GRAPH
