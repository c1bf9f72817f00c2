"""Documents and program as they were at a git commit, to compare a change with."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hds_blueprint.command.program_process import Program, installed
from hds_blueprint.problem import InputError

_SUFFIXES = (".yaml", ".yml")
_SECONDS = 60
_REGULAR = ("100644", "100755")
_PROGRAM = ("hds_blueprint/__init__.py", "hds_blueprint/components/program.py")
# what a program is made of, below the project's folder
_PARTS = ("hds_blueprint", "extensions", "Pulumi.yaml", "Pulumi.yml", "uv.lock")


@dataclass(frozen=True, slots=True)
class Base:
    """What stood at the commit: the folder of the documents, and the program that made resources of them.

    `own_program` says that the commit holds the program; else it is the installed one.
    """

    documents: Path
    program: Program
    own_program: bool


@contextmanager
def base_at(reference: str, target: Path) -> Generator[Base]:
    """A temporary folder with the documents beside `target` (or in it) and their program, at a commit.

    A document may extend another of its folder, so that all of them are taken. Only git's own objects
    are read: nothing is checked out, no remote is asked, no hook or filter runs.

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
    project = _project(folder)
    with tempfile.TemporaryDirectory(prefix="hds-base-") as name:
        there = Path(name)
        # the project's folder stays the project's folder; without one the documents are all there is
        where = there / folder.relative_to(project) if project else there
        where.mkdir(parents=True, exist_ok=True)
        wanted = {
            where / PurePosixPath(e).name: b for e, b in _blobs(folder, sha, "./") if e.endswith(_SUFFIXES)
        }
        if project:
            wanted |= {there / e: b for e, b in _blobs(project, sha, "-r", *_PARTS)}
        for path, content in zip(wanted, _contents(folder, list(wanted.values())), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        own = all((there / part).is_file() for part in _PROGRAM)
        yield Base(where, Program(there if own else installed(), there), own)


def _project(folder: Path) -> Path | None:
    """The folder of the Pulumi project that the documents belong to, inside their repository."""
    top = _git(folder, "rev-parse", "--show-toplevel")
    root = Path(top.decode().strip()).resolve() if top else folder
    for candidate in (folder, *folder.parents):
        if (candidate / "Pulumi.yaml").is_file() or (candidate / "Pulumi.yml").is_file():
            return candidate
        if candidate == root:
            return None
    return None


def _blobs(folder: Path, sha: str, *arguments: str) -> Iterator[tuple[str, str]]:
    """The regular files at a commit below a folder: path relative to it, and the object's name.

    Links and submodules are left out: nothing outside of the temporary folder is ever written.
    """
    options = [each for each in arguments if each == "-r"]
    paths = [each for each in arguments if each != "-r"]
    listed = _git(folder, "ls-tree", "-z", *options, sha, "--", *paths) or b""
    for line in listed.decode("utf-8", "surrogateescape").split("\0"):
        described, _, entry = line.partition("\t")
        mode, kind, blob = (*described.split(), "", "", "")[:3]
        if mode in _REGULAR and kind == "blob" and ".." not in PurePosixPath(entry).parts:
            yield entry, blob


def _contents(folder: Path, blobs: list[str]) -> Iterator[bytes]:
    """The contents of objects, in one call of git: for each a line with its size, then its bytes."""
    found = _git(folder, "cat-file", "--batch", asked="".join(f"{blob}\n" for blob in blobs)) or b""
    start = 0
    for _ in blobs:
        end = found.index(b"\n", start)
        size = int(found[start:end].split()[-1])
        yield found[end + 1 : end + 1 + size]
        start = end + size + 2


def _git(folder: Path, *arguments: str, asked: str = "") -> bytes | None:
    """What git says, given what it reads; None where it ends with an error."""
    try:
        done = subprocess.run(
            ("git", "-C", str(folder), *arguments),
            input=asked.encode(),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError.of(
            f"git cannot be run: {error}", path="--base", suggestion="Install git.", code="git-missing"
        ) from None
    return done.stdout if done.returncode == 0 else None
