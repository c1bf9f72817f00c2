"""The documents as they were at a git commit, to compare a change with."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from hds_blueprint.problem import InputError

_SUFFIXES = (".yaml", ".yml")
_SECONDS = 60


@contextmanager
def documents_at(reference: str, target: Path) -> Generator[Path]:
    """A temporary folder with the documents that stood beside `target` (or in it) at a commit.

    A document may extend another of its folder, so that all of them are taken. Only git's own objects
    are read: nothing is checked out, no remote is asked.

    Raises:
        InputError: git is missing, this is not a repository, or there is no such commit.
    """
    folder = (target if target.is_dir() else target.parent).resolve()
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    if commit is None:
        raise InputError.of(
            "git knows no such commit here",
            path="--base",
            value=reference,
            suggestion="Name a branch, a tag or a commit of the repository that holds the documents; "
            "a shallow clone may have to be deepened.",
            code="base-missing",
        )
    sha = commit.decode().strip()
    listed = _git(folder, "ls-tree", "-z", "--name-only", sha, "./") or b""
    with tempfile.TemporaryDirectory(prefix="hds-base-") as name:
        there = Path(name)
        for entry in listed.decode("utf-8", "surrogateescape").split("\0"):
            if entry.endswith(_SUFFIXES):
                content = _git(folder, "cat-file", "blob", f"{sha}:./{entry}")
                if content is not None:
                    (there / Path(entry).name).write_bytes(content)
        yield there


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git says; None where it ends with an error."""
    try:
        done = subprocess.run(
            ("git", "-C", str(folder), *arguments), capture_output=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError.of(
            f"git cannot be run: {error}", path="--base", suggestion="Install git.", code="git-missing"
        ) from None
    return done.stdout if done.returncode == 0 else None
