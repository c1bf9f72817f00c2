"""Graphs that were built before, by the hash of all that they are made of.

A graph holds no secret; the folder is the user's own all the same. A file that cannot be read is as good
as none, and the oldest ones go when there are many.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from hds_blueprint.files import cache_folder
from hds_blueprint.graph import serialize
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.problem import InputError

# what makes the graph of a document: the model with its facts, the components, the recording
_ROOMS = ("hosting", "components", "graph")
_PACKAGES = ("pulumi", "pulumi-aws")
_SUFFIXES = (".py", ".yaml", ".yml", ".json")
_KEPT = 64


def key(document: Path, *, name: str, package: Path, stack: str) -> str:
    """The hash of a document with those that it may extend, a program, its libraries and a stack's name.

    `name` is how the document is called in the graph, as the origin of its resources.
    """
    digest = hashlib.sha256()
    for word in (sys.version, stack, name, document.name, *(f"{each} {version(each)}" for each in _PACKAGES)):
        digest.update(_framed(word.encode()))
    source = package / "hds_blueprint"
    rooms = [path for room in _ROOMS for path in _sources(source / room)]
    lock = package / "uv.lock"
    for path in (*_sources(source, deep=False), *rooms, *([lock] if lock.is_file() else [])):
        digest.update(_framed(str(path.relative_to(package)).encode(), path.read_bytes()))
    for path in documents_of(document):
        digest.update(_framed(str(path.relative_to(document.parent)).encode(), path.read_bytes()))
    return digest.hexdigest()


def documents_of(document: Path) -> Iterable[Path]:
    """A document, those beside it, and those below where it extends one at all."""
    return _sources(document.parent, deep=b"extends" in document.read_bytes())


def load(found: str) -> ResourceGraph | None:
    """The graph of a key; None where it is not there or cannot be read."""
    path = folder() / f"{found}.json"
    if not path.is_file():
        return None
    try:
        return serialize.load(path)
    except InputError:
        return None


def store(found: str, graph: ResourceGraph) -> None:
    """Keeps a graph; a folder that cannot be written to is no error.

    Where the home folder is the working folder, as in many containers, nothing is kept: the cache would stand
    in the user's project.
    """
    place = folder()
    if place.parents[2] == Path.home() == Path.cwd():
        return
    with suppress(InputError, OSError):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        serialize.write(graph, place / f"{found}.json")
        kept = sorted(place.glob("*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name))
        for old in kept[:-_KEPT]:
            old.unlink(missing_ok=True)


def folder() -> Path:
    """Where graphs are kept: in the user's cache folder (XDG base directories)."""
    return cache_folder() / "graphs"


def _sources(folder: Path, *, deep: bool = True) -> Iterable[Path]:
    found = folder.rglob("*") if deep else folder.glob("*")
    return sorted(path for path in found if path.suffix in _SUFFIXES and path.is_file())


def _framed(*pieces: bytes) -> bytes:
    """The pieces, each behind its length, so that two files are not read as one."""
    return b"".join(len(piece).to_bytes(8, "big") + piece for piece in pieces)
