from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from hds_blueprint.command.options import AsOf


def command(
    document: Annotated[Path, typer.Argument(help="The requirements document.", metavar="DOC")],
    out: Annotated[
        Path | None,
        typer.Option(help="Folder to write to; build/dossier/STACK where left out.", metavar="DIR"),
    ] = None,
    lang: Annotated[Literal["fr", "en", "both"], typer.Option(help="Language of the pages.")] = "both",
    as_of: AsOf = None,
    templates: Annotated[
        Path | None,
        typer.Option(
            help="Folder of templates, texts and a logo; what has the name of ours wins over it.",
            metavar="DIR",
        ),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Write the printed form too.")] = False,
    checkov: Annotated[
        bool, typer.Option("--checkov/--no-checkov", help="Ask Checkov too and show what it finds.")
    ] = False,
    output_format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How the written files are listed.")
    ] = "text",
) -> None:
    """Write the architecture file: pages, registers and matrices (CSV, XLSX), Markdown, OSCAL, PDF if asked.

    Exit code 0: written, whatever the verdict; 2: bad input, and nothing is written.
    """
    import json
    from dataclasses import asdict

    from hds_blueprint.command.day import day
    from hds_blueprint.command.documentation import write_documentation
    from hds_blueprint.problem import InputError

    try:
        written = write_documentation(
            document,
            out,
            ("fr", "en") if lang == "both" else (lang,),
            as_of=day(as_of),
            templates=templates,
            pdf=pdf,
            checkov=checkov,
        )
    except InputError as error:
        if output_format != "json":
            raise
        problems = [asdict(problem) for problem in error.problems]
        print(json.dumps({"problems": problems}, indent=2, ensure_ascii=False))
        raise typer.Exit(2) from None
    if output_format == "json":
        print(json.dumps({"files": [str(path) for path in written]}, indent=2, ensure_ascii=False))
        return
    for path in written:
        print(path)
