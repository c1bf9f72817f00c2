from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from hds_blueprint.command import projects

if TYPE_CHECKING:
    from hds_blueprint.foreign.settings import Settings
    from hds_blueprint.graph.model import ResourceGraph


def command(
    document: Annotated[
        Path,
        typer.Argument(
            help=f"The requirements document, or a Pulumi project: {projects.HELP}.", metavar="DOC|PROJECT"
        ),
    ],
    graph: Annotated[
        Path | None, typer.Option(help="Write the resource graph to this file as JSON.", metavar="FILE")
    ] = None,
    output_format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="A table, or the resource graph as JSON.")
    ] = "text",
    stack: Annotated[
        str | None,
        typer.Option(
            help="The stack's name; where left out, the document's file name, or the project's only stack."
        ),
    ] = None,
    config: projects.ConfigOption = None,
    config_secret: projects.ConfigSecretOption = None,
    answers: projects.AnswersOption = None,
    python: projects.PythonOption = None,
) -> None:
    """List the resources that a document or project would deploy, without account and network."""
    import json
    import sys
    from dataclasses import asdict

    from hds_blueprint.problem import InputError

    try:
        options: dict[str, Any] = {
            "config": config,
            "config_secret": config_secret,
            "answers": answers,
            "python": python,
        }
        if projects.is_project(document):
            found = _of_project(document, projects.settings(stack=stack, **options))
        else:
            projects.refuse_options(**options)
            found = _of_document(document, stack)
        _show(found, graph, output_format)
    except InputError as error:
        if output_format != "json":
            raise
        json.dump(
            {"problems": [asdict(problem) for problem in error.problems]},
            sys.stdout,
            indent=2,
            ensure_ascii=False,
        )
        print()
        raise typer.Exit(2) from None


def _of_project(folder: Path, settings: Settings) -> ResourceGraph:
    import sys

    from hds_blueprint.foreign.program import graph_of

    graph = graph_of(folder, settings)
    for notice in graph.notices:
        print(f"warning: {notice}", file=sys.stderr)
    return graph


def _of_document(document: Path, stack: str | None) -> ResourceGraph:
    import sys

    from hds_blueprint.graph import program
    from hds_blueprint.hosting.loader import load

    loaded = load(document)
    for notice in loaded.notices:
        print(f"warning: {notice}", file=sys.stderr)
    return program.build(loaded, stack=stack or document.stem)


def _show(graph: ResourceGraph, graph_file: Path | None, output_format: str) -> None:
    from hds_blueprint.graph import serialize

    if graph_file is not None:
        serialize.write(graph, graph_file)
    if output_format == "json":
        print(serialize.dump(graph), end="")
        return
    from rich.console import Console

    from hds_blueprint.reports.resources import render

    render(graph, Console())
    if graph_file is not None:
        print(f"The resource graph is in {graph_file}.")
