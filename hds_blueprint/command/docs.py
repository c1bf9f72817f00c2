from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def command(
    document: Annotated[Path, typer.Argument(help="The requirements document.", metavar="DOC")],
    out: Annotated[
        Path | None,
        typer.Option(help="Folder to write to; build/dossier/STACK where left out.", metavar="DIR"),
    ] = None,
    lang: Annotated[Literal["fr", "en", "both"], typer.Option(help="Language of the pages.")] = "both",
    as_of: Annotated[
        str | None,
        typer.Option(help="The day on which waivers are judged; today where left out.", metavar="DATE"),
    ] = None,
    templates: Annotated[
        Path | None, typer.Option(help="Folder of templates that win over ours.", metavar="DIR")
    ] = None,
) -> None:
    """Write the architecture file: summary, diagram, location sheet, inventory, control tables, findings.

    Exit code 0: written, whatever the verdict; 2: bad input, and nothing is written.
    """
    from hds_blueprint.command.day import day
    from hds_blueprint.command.documentation import write_documentation

    languages = ("fr", "en") if lang == "both" else (lang,)
    for path in write_documentation(document, out, languages, as_of=day(as_of), templates=templates):
        print(path)
