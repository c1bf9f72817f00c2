"""Documents and program as they were at a git commit, to compare a change with."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hds_blueprint.command.checking import DOCUMENT_SUFFIXES
from hds_blueprint.command.comparing import BaseDocument
from hds_blueprint.command.git_objects import contents, files, git
from hds_blueprint.command.program_process import Program, installed
from hds_blueprint.command.projects import is_project
from hds_blueprint.foreign import PROJECT_FILES
from hds_blueprint.problem import InputError

_PROGRAM = ("hds_blueprint/__init__.py", "hds_blueprint/components/program.py")
# what a program is made of, below the project's folder
_PARTS = ("hds_blueprint", "extensions", *PROJECT_FILES, "uv.lock")

_UNKNOWN = {
    True: "This clone is shallow: git fetch --unshallow brings the rest (fetch-depth: 0 in a workflow).",
    False: "Name a branch, a tag or a commit of the repository that holds the documents; "
    "a branch of the remote is called origin/NAME.",
}


@dataclass(frozen=True, slots=True)
class Base:
    """What stood at the commit: the folder of the documents, and the program that made resources of them.

    `own_program` says that the commit holds the program; else it is the installed one. `fork` is the commit
    where the work checked out left the base's history, where it does not build on the base itself.
    """

    documents: Path
    program: Program
    own_program: bool
    fork: str | None = None

    def document(self, name: str) -> BaseDocument:
        """The document of this name, whether it was there or not."""
        return BaseDocument(self.documents / name, self.program, self.own_program, self.fork)


@contextmanager
def base_at(reference: str, target: Path) -> Generator[Base]:
    """A temporary folder with the documents beside `target` (or in it) and their program, at a commit.

    A document may extend another of its folder or below it, so that all of them are taken. Only git's own
    objects are read: nothing is checked out, no remote is asked, no hook or filter runs.

    Raises:
        InputError: git is missing, this is not a repository, or there is no such commit.
    """
    folder = (target if target.is_dir() else target.parent).resolve()
    sha = _commit(folder, reference)
    project = _project(folder)
    with tempfile.TemporaryDirectory(prefix="hds-base-") as name:
        there = Path(name)
        # the project's folder stays the project's folder; without one the documents are all there is
        where = there / folder.relative_to(project) if project else there
        where.mkdir(parents=True, exist_ok=True)
        wanted = {
            where / entry: content
            for entry, content in files(folder, sha, "-r", "./", links=True)
            if entry.endswith(DOCUMENT_SUFFIXES)
        }
        if project:
            wanted |= {there / entry: content for entry, content in files(project, sha, "-r", *_PARTS)}
        for path, content in zip(wanted, contents(folder, list(wanted.values()), reference), strict=True):
            if content is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        own = all((there / part).is_file() for part in _PROGRAM)
        yield Base(where, Program(there if own else installed(), there), own, _fork(folder, sha))


def _commit(folder: Path, reference: str) -> str:
    """The name of a commit. Raises InputError where there is no repository, or no such commit in it."""
    inside = git(folder, "rev-parse", "--is-inside-work-tree")
    if inside.text != "true":
        raise InputError.of(
            "these documents are in no git repository that can be read",
            file=str(folder),
            path="--base",
            value=inside.complaint or None,
            suggestion="Run the command in a clone of the repository. Where git speaks of dubious ownership, "
            "name the folder as safe: git config --global --add safe.directory FOLDER.",
            code="base-without-repository",
        )
    found = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    if not found.text:
        raise InputError.of(
            "git knows no such commit here",
            path="--base",
            value=reference,
            suggestion=_UNKNOWN[git(folder, "rev-parse", "--is-shallow-repository").text == "true"],
            code="base-missing",
        )
    return found.text


def _fork(folder: Path, sha: str) -> str | None:
    """Where the work that is checked out left the history of a commit that it does not build on."""
    if git(folder, "merge-base", "--is-ancestor", sha, "HEAD").done:
        return None
    return git(folder, "merge-base", sha, "HEAD").text[:12] or None


def _project(folder: Path) -> Path | None:
    """The folder of the Pulumi project that the documents belong to, inside their repository."""
    root = Path(git(folder, "rev-parse", "--show-toplevel").text).resolve()
    for candidate in (folder, *folder.parents):
        if is_project(candidate):
            return candidate
        if candidate == root:
            return None
    return None
