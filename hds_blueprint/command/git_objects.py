"""What git's own objects hold: nothing is checked out, no remote is asked, no hook or filter runs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hds_blueprint.hosting.printable import printable
from hds_blueprint.problem import InputError

_SECONDS = 60
_REGULAR = ("100644", "100755")
# a hook of git runs with variables that name its own repository; the folder's is meant
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX")


def files(folder: Path, sha: str, *arguments: str, links: bool = False) -> Iterator[tuple[str, str]]:
    """The files at a commit below a folder: path relative to it, and how git finds what is in it.

    Links count where `links` says so, as far as they stay inside the repository; submodules never do.
    Nothing outside of the temporary folder is ever written.
    """
    options = [each for each in arguments if each == "-r"]
    paths = [each for each in arguments if each != "-r"]
    prefix = git(folder, "rev-parse", "--show-prefix").text
    for line in git(folder, "ls-tree", "-z", *options, sha, "--", *paths).text.split("\0"):
        described, _, entry = line.partition("\t")
        mode, kind, blob = (*described.split(), "", "", "")[:3]
        if kind != "blob" or ".." in PurePosixPath(entry).parts:
            continue
        if mode in _REGULAR:
            yield entry, blob
        elif links and "\n" not in prefix + entry:
            yield entry, f"{sha}:{prefix}{entry}"


def contents(folder: Path, asked: list[str], reference: str) -> Iterator[bytes | None]:
    """What each file holds, in one call of git; None for a link that leads nowhere or outside.

    The answer has for each a line that ends with a size, then as many bytes.
    """
    lines = "".join(f"{each}\n" for each in asked)
    found = git(folder, "cat-file", "--batch", "--follow-symlinks", asked=lines).output
    start = 0
    for _ in asked:
        end = found.find(b"\n", start)
        head = found[start:end].split()
        if end < 0 or not head or not head[-1].isdigit():
            raise InputError.of(
                "this clone does not hold the files of the commit",
                path="--base",
                value=reference,
                suggestion="A partial clone fetches them on demand, which a check does not do: "
                "clone without --filter, or git checkout the commit once.",
                code="base-incomplete",
            )
        size = int(head[-1])
        yield found[end + 1 : end + 1 + size] if head[1:2] == [b"blob"] else None
        start = end + size + 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What git said, and whether it was content."""

    done: bool
    output: bytes
    complaint: str

    @property
    def text(self) -> str:
        """The output as text, without the line's end; empty where git ended with an error."""
        return self.output.decode("utf-8", "surrogateescape").strip("\n") if self.done else ""


def git(folder: Path, *arguments: str, asked: str = "") -> Answer:
    """What git says, given what it reads. Raises InputError where it cannot be run."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    try:
        done = subprocess.run(
            ("git", "-C", str(folder), *arguments),
            input=asked.encode("utf-8", "surrogateescape"),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={**environment, "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C.UTF-8"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError.of(
            f"git cannot be run: {error}", path="--base", suggestion="Install git.", code="git-missing"
        ) from None
    complaint = done.stderr.decode("utf-8", "replace").strip()
    return Answer(
        done.returncode == 0, done.stdout, printable(complaint.splitlines()[0] if complaint else "")
    )
