"""The architecture file of a document: graph, verdict in each language, pages."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from rich.console import Console

from hds_blueprint.command.judging import check_graph
from hds_blueprint.deployment.backend import StatePlace, backend_url, state_place
from hds_blueprint.deployment.places import find_project
from hds_blueprint.deployment.settings import read_settings, read_yaml
from hds_blueprint.dossier import overrides
from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.site import write
from hds_blueprint.graph import program
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.hosting.document import LoadedDocument
from hds_blueprint.hosting.loader import load
from hds_blueprint.policies.verdict import Verdict
from hds_blueprint.problem import InputError


def write_documentation(
    path: Path,
    out: Path | None,
    languages: Sequence[Language],
    *,
    as_of: date,
    templates: Path | None = None,
    pdf: bool = False,
    checkov: bool = False,
) -> list[Path]:
    """Write the pages of a document and return their paths, the door first.

    Warnings about the document go to stderr; a spinner turns there where it is a terminal.

    Raises:
        InputError: the document, a waiver, the templates or the output folder cannot be used; nothing is
            written.
    """
    if templates is not None:
        overrides.check(templates)  # before the slow part
    document = load(path, as_of=as_of, language=languages[0])
    for notice in document.notices:
        print(notice.told(languages[0], severity=True), file=sys.stderr)
    console = Console(stderr=True)
    with console.status("Resource graph, rules and pages …") if console.is_terminal else nullcontext():
        graph = program.build(document, stack=path.stem)
        return write_pages(
            document, graph, out, languages, as_of=as_of, templates=templates, pdf=pdf, checkov=checkov
        )


def write_pages(
    document: LoadedDocument,
    graph: ResourceGraph,
    out: Path | None,
    languages: Sequence[Language],
    *,
    as_of: date,
    templates: Path | None = None,
    pdf: bool = False,
    checkov: bool = False,
) -> list[Path]:
    """Write the pages of a document whose graph is built; the same as `write_documentation` otherwise."""
    waivers = document.content.waivers
    verdicts: dict[Language, Verdict] = {
        language: check_graph(graph, waivers=waivers, as_of=as_of, language=language, checkov=checkov)
        for language in languages
    }
    for notice in verdicts[languages[0]].notices:
        print(f"warning: {notice}", file=sys.stderr)
    if problems := verdicts[languages[0]].problems:
        raise InputError(problems)
    folder = out if out is not None else Path("build") / "dossier" / graph.stack
    return write(
        document,
        graph,
        verdicts,
        folder,
        as_of=as_of,
        state=stated_place(graph.stack),
        templates=templates,
        with_pdf=pdf,
    )


def stated_place(stack: str) -> StatePlace | None:
    """Where the project's own files say that the stack's state is; None where they say nothing.

    The login and the environment of whoever runs the command are not asked: the page speaks of the stack,
    not of a machine.
    """
    try:
        root = find_project().root
        declared = read_yaml(root / "Pulumi.yaml").get("backend")
        provider = read_settings(root / f"Pulumi.{stack}.yaml").secrets_provider
        # without a declared backend, backend_url would answer for a machine without a login
        url = backend_url(root, {"PULUMI_HOME": os.devnull}) if declared else ""
    except InputError:
        return None
    return state_place(url, provider) if url or provider else None
