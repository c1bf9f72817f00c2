"""The graph of a document: from the cache, else built here, or apart where it runs code of others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hds_blueprint.command import graph_cache, program_process
from hds_blueprint.command.program_process import Program
from hds_blueprint.graph.model import DEFAULT_PROJECT, ResourceGraph
from hds_blueprint.hosting.document import LoadedDocument


def of_document(
    document: LoadedDocument,
    path: Path,
    *,
    as_of: date,
    cached: bool,
    stack: str | None = None,
    project: str = DEFAULT_PROJECT,
) -> ResourceGraph:
    """The graph of a document that was loaded, under the program that is installed.

    The stack is the one of the document's name, where none is given.

    Extensions are code of others: they run in a process without our environment, and are built anew
    each time, since nobody knows what they read. `cached` says that the cache may be read and written.

    Raises:
        InputError: the program fails, or refuses the document.
    """
    here, stack = program_process.installed(), stack or path.stem
    if getattr(document.content, "extensions", ()):
        program = Program(here, Path.cwd())
        return program_process.graph_of(
            path, program, name=document.file, stack=stack, project=project, as_of=as_of
        )
    cached = cached and project == DEFAULT_PROJECT
    key = graph_cache.key(path, name=document.file, package=here, stack=stack) if cached else ""
    known = graph_cache.load(key) if cached else None
    if known is not None:
        return known
    from hds_blueprint.graph import program

    graph = program.build(document, stack=stack, project=project)
    if cached:
        graph_cache.store(key, graph)
    return graph


def of_base(path: Path, program: Program, *, name: str, as_of: date, cached: bool) -> ResourceGraph:
    """The graph of a document as it was, under the program as it was.

    Raises:
        InputError: the document is not valid for that program, or the program fails.
    """
    key = graph_cache.key(path, name=name, package=program.package, stack=path.stem) if cached else ""
    known = graph_cache.load(key) if cached and not _extended(path) else None
    if known is not None:
        return known
    graph = program_process.graph_of(path, program, name=name, stack=path.stem, as_of=as_of)
    if cached and not _extended(path):
        graph_cache.store(key, graph)
    return graph


def _extended(path: Path) -> bool:
    """Whether a document, or one that it may extend, speaks of extensions at all."""
    return any(b"extensions" in each.read_bytes() for each in graph_cache.documents_of(path))
