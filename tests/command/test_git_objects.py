"""Documents at a commit, whatever the clone and the names are like."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from hds_blueprint.command.baseline import base_at
from hds_blueprint.problem import InputError

from .test_base import git


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with one commit; its documents are told apart by their text alone."""
    folder = tmp_path / "dépôt de santé"
    for name, text in {
        "stacks/dev.yaml": "dev",
        "stacks/parts/shared.yaml": "shared",
        "notes.yaml": "-",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "first")
    return folder


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def texts(target: Path, reference: str = "HEAD") -> dict[str, str]:
    """What each document beside the target, or in it, says at the commit."""
    with base_at(reference, target) as base:
        return {
            str(path.relative_to(base.documents)): path.read_text("utf-8")
            for path in sorted(base.documents.rglob("*.yaml"))
        }


def refusal(target: Path, reference: str = "HEAD") -> str:
    with pytest.raises(InputError) as raised:
        texts(target, reference)
    return str(raised.value)


def test_the_documents_of_the_folder_and_those_that_they_may_extend(clone: Path) -> None:
    (clone / "stacks/dev.yaml").write_text("changed since", "utf-8")
    assert texts(clone / "stacks") == {"dev.yaml": "dev", "parts/shared.yaml": "shared"}
    assert texts(clone / "stacks/dev.yaml") == texts(clone / "stacks")


@pytest.mark.parametrize("reference", ["main", "v1", "annotated", "HEAD~1"])
def test_a_branch_a_tag_and_an_ancestor(clone: Path, reference: str) -> None:
    git(clone, "tag", "v1")
    git(clone, "tag", "--annotate", "annotated", "--message", "x")
    git(clone, "checkout", "--quiet", "--detach")
    (clone / "stacks/dev.yaml").write_text("later", "utf-8")
    commit(clone, "second")
    assert texts(clone / "stacks", reference)["dev.yaml"] == "dev"


def test_a_name_with_blanks_and_accents(clone: Path) -> None:
    (clone / "piles à part").mkdir()
    (clone / "piles à part/dév é.yaml").write_text("é", "utf-8")
    commit(clone, "names")
    assert texts(clone / "piles à part") == {"dév é.yaml": "é"}


def test_links_are_followed_inside_of_the_repository_only(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("secret", "utf-8")
    for name, target in {"in": "../notes.yaml", "out": "../../secret.yaml", "nowhere": "gone.yaml"}.items():
        (clone / f"stacks/{name}.yaml").symlink_to(target)
    commit(clone, "links")
    assert texts(clone / "stacks") == {"dev.yaml": "dev", "in.yaml": "-", "parts/shared.yaml": "shared"}


def test_a_folder_that_was_not_there_holds_nothing(clone: Path) -> None:
    (clone / "later").mkdir()
    assert texts(clone / "later") == {}


def test_a_hook_of_git_changes_nothing(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", str(clone / ".git/index"))
    assert texts(clone / "stacks")["dev.yaml"] == "dev"


def test_it_is_said_where_there_is_no_repository(tmp_path: Path) -> None:
    assert "in no git repository" in refusal(tmp_path)
    assert "not a git repository" in refusal(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_repository_of_somebody_else_names_the_setting(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.chown(clone, 12345, 12345)
    monkeypatch.delenv("SUDO_UID", raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    assert "safe.directory" in refusal(clone / "stacks")


def test_it_is_said_where_git_is_missing(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(clone))
    assert "Install git" in refusal(clone / "stacks")


def test_a_shallow_clone_says_so(clone: Path, tmp_path: Path) -> None:
    commit_of_more(clone)
    copy = cloned(clone, tmp_path / "shallow", "--depth=1")
    assert "This clone is shallow" in refusal(copy / "stacks", "HEAD~1")
    assert "fetch" not in refusal(clone / "stacks", "HEAD~9")


def test_a_partial_clone_fetches_nothing(clone: Path, tmp_path: Path) -> None:
    git(clone, "config", "uploadpack.allowFilter", "true")
    copy = cloned(clone, tmp_path / "partial", "--filter=blob:none", "--no-checkout")
    (copy / "stacks").mkdir()
    git(copy, "remote", "set-url", "origin", str(tmp_path / "gone"))
    assert "does not hold the files" in refusal(copy / "stacks")


def test_work_beside_the_base_names_where_they_parted(clone: Path) -> None:
    git(clone, "branch", "feature")
    commit_of_more(clone)
    git(clone, "checkout", "--quiet", "feature")
    first = subprocess.run(
        ("git", "-C", str(clone), "rev-parse", "feature"), capture_output=True, text=True, check=True
    ).stdout
    with base_at("main", clone / "stacks") as base:
        assert base.fork is not None and first.startswith(base.fork)
    with base_at("feature", clone / "stacks") as base:
        assert base.fork is None


def commit_of_more(folder: Path) -> None:
    (folder / "more.yaml").write_text("more", "utf-8")
    commit(folder, "more")


def cloned(folder: Path, to: Path, *options: str) -> Path:
    git(folder.parent, "clone", "--quiet", *options, folder.as_uri(), str(to))
    return to
