from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def command(
    document: Annotated[Path, typer.Argument(help="The requirements document.", metavar="DOC")],
    graph: Annotated[
        Path | None, typer.Option(help="Write the resource graph to this file as JSON.", metavar="FILE")
    ] = None,
    output_format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="A table, or the resource graph as JSON.")
    ] = "text",
    stack: Annotated[
        str | None, typer.Option(help="The stack's name; the document's file name where left out.")
    ] = None,
) -> None:
    """List the resources that a document would deploy, without an account and without a network."""
    import json
    import sys
    from dataclasses import asdict

    from hds_blueprint.problem import InputError

    try:
        _plan(document, graph, output_format, stack)
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


def _plan(document: Path, graph_file: Path | None, output_format: str, stack: str | None) -> None:
    import sys

    from hds_blueprint.graph import program, serialize
    from hds_blueprint.hosting.loader import load

    loaded = load(document)
    for notice in loaded.notices:
        print(f"warning: {notice}", file=sys.stderr)
    graph = program.build(loaded, stack=stack or document.stem)
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
