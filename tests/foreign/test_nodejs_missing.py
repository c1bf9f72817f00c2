"""What a project in TypeScript wants and does not find."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hds_blueprint.foreign.program import Settings, graph_of
from hds_blueprint.problem import InputError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: site\nruntime: nodejs\n")
    (tmp_path / "index.ts").write_text("")
    return tmp_path


def test_without_node(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(InputError) as caught:
        graph_of(folder, Settings())
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("node-missing", "runtime")
    assert "--preview" in str(problem.suggestion)


def test_without_the_projects_packages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = folder / "bin" / "node"
    node.parent.mkdir()
    node.write_text("#!/bin/sh\nexit 0\n")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join((str(node.parent), os.defpath)))
    with pytest.raises(InputError) as caught:
        graph_of(folder, Settings())
    (problem,) = caught.value.problems
    assert problem.code == "packages-missing"
    assert "npm install" in str(problem.suggestion)
