"""A check: which documents, where the graph comes from, and the verdict on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from hds_blueprint.command import graphs
from hds_blueprint.command.comparing import BaseDocument, Before, compared, removed
from hds_blueprint.command.judging import check_graph
from hds_blueprint.foreign.settings import Settings
from hds_blueprint.graph.completing import completed
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.hosting.document import LoadedDocument
from hds_blueprint.hosting.loader import load
from hds_blueprint.hosting.waiver_file import is_waiver_file
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Verdict
from hds_blueprint.policies.waivers import WaiverLike
from hds_blueprint.problem import InputError, Problem

READERS = {"graph": "serialize", "preview": "preview", "state": "state"}
DOCUMENT_SUFFIXES = (".yaml", ".yml")


def check_document(
    path: Path,
    *,
    as_of: date,
    language: Language,
    checkov: bool,
    base: BaseDocument | None = None,
    cached: bool = False,
) -> Verdict:
    """The verdict on what a requirements document would deploy.

    `base` is the document before a change: then the verdict says what the change does. A base that
    does not exist, or that cannot be read any more, makes everything new; a document that only the base
    has is judged as taken away. `cached` lets graphs be taken from the cache and kept there.

    Raises:
        InputError: the document or its graph is not valid.
    """
    if base is not None and base.path.is_file() and not path.exists():
        return removed(path, base, as_of=as_of, language=language, cached=cached)
    document = load(path, as_of=as_of, language=language)
    graph = graphs.of_document(document, path, as_of=as_of, cached=cached)
    waivers = document.content.waivers
    before = None
    if base is not None:
        before = Before.of(
            base, name=document.file, as_of=as_of, language=language, checkov=checkov, cached=cached
        )
    verdict = check_graph(
        graph,
        waivers=waivers,
        as_of=as_of,
        language=language,
        checkov=checkov,
        base=before.graph if before else None,
    )
    if before is not None:
        verdict = compared(verdict, graph, before, language, document=document.content)
    return _with_places(verdict, document, language)


def check_file(
    kind: str,
    path: Path,
    *,
    as_of: date,
    language: Language,
    checkov: bool,
    waivers: Sequence[WaiverLike] = (),
) -> Verdict:
    """The verdict on a graph, preview or state file. Raises InputError where it cannot be read."""
    verdict = _noticed(read(kind, path), waivers=waivers, as_of=as_of, language=language, checkov=checkov)
    return replace(verdict, source=str(path))


def check_beside(
    kind: str,
    path: Path,
    document_path: Path,
    *,
    as_of: date,
    language: Language,
    checkov: bool,
    cached: bool = False,
) -> Verdict:
    """The verdict on a graph, preview or state file, beside the document that it comes from.

    The document gives the places of findings and the waivers; what a preview does not know yet is read
    from the document's program, see `graph.completing`.

    Raises:
        InputError: one of the two cannot be read, or the file does not come from the document.
    """
    document = load(document_path, as_of=as_of, language=language)
    shown = read(kind, path)
    program = graphs.of_document(
        document, document_path, as_of=as_of, cached=cached, stack=shown.stack, project=shown.project
    )
    graph = completed(shown, program, document)
    waivers = document.content.waivers
    verdict = _noticed(graph, waivers=waivers, as_of=as_of, language=language, checkov=checkov)
    return replace(_with_places(verdict, document, language), source=str(path))


def check_project(
    folder: Path,
    settings: Settings,
    *,
    as_of: date,
    checkov: bool,
    waivers: Sequence[WaiverLike] = (),
) -> Verdict:
    """The verdict on what a Pulumi project would deploy. Raises InputError where it cannot be run or read."""
    from hds_blueprint.foreign.program import graph_of

    graph, language = graph_of(folder, settings), settings.language
    verdict = _noticed(graph, waivers=waivers, as_of=as_of, language=language, checkov=checkov)
    return replace(verdict, source=str(folder))


def documents(target: Path, before: Path | None = None) -> tuple[Path, ...]:
    """The document, or the documents of a folder in order of name.

    `before` is a folder that holds the documents of a base: those that are gone since count too.
    Raises InputError where there is none.
    """
    if not target.is_dir():
        return (target,)
    names = {path.name for folder in (target, before) if folder for path in _documents_in(folder)}
    if not names:
        raise InputError.of(
            "the folder holds no requirements document",
            file=str(target),
            suggestion="Requirements documents end with .yaml.",
            code="document-missing",
        )
    return tuple(target / name for name in sorted(names))


def _documents_in(folder: Path) -> Iterator[Path]:
    return (
        path
        for path in folder.iterdir()
        if path.suffix in DOCUMENT_SUFFIXES and not is_waiver_file(path) and not path.is_dir()
    )


def read(kind: str, path: Path) -> ResourceGraph:
    """The graph of a graph, preview or state file. Raises InputError where it cannot be read."""
    from importlib import import_module

    if kind == "tfplan":
        from hds_blueprint.command.terraform_names import TerraformNames
        from hds_blueprint.graph import tfplan

        return tfplan.read(path, TerraformNames())
    module = import_module(f"hds_blueprint.graph.{READERS[kind]}")
    return module.load(path) if kind == "graph" else module.read(path)


def _noticed(
    graph: ResourceGraph, *, waivers: Sequence[WaiverLike], as_of: date, language: Language, checkov: bool
) -> Verdict:
    """The verdict on a graph, with what its source could not show."""
    verdict = check_graph(graph, waivers=waivers, as_of=as_of, language=language, checkov=checkov)
    return replace(verdict, notices=(*graph.notices, *verdict.notices))


def _with_places(verdict: Verdict, document: LoadedDocument, language: Language) -> Verdict:
    """The verdict with the document's notices, and with its problems where the document has them."""
    placed = tuple(_placed(problem, document.file, document.position_of) for problem in verdict.problems)
    notices = (*(notice.told(language) for notice in document.notices), *verdict.notices)
    return replace(verdict, source=document.file, problems=placed, notices=notices)


def _placed(problem: Problem, file: str, position_of: Callable[[str], object]) -> Problem:
    position = position_of(problem.path or "")
    line, column = getattr(position, "line", None), getattr(position, "column", None)
    return replace(problem, file=getattr(position, "file", file), line=line, column=column)
