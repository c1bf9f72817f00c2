from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    output: Annotated[
        Path | None, typer.Option(help="Write the schema to this file.", metavar="FILE")
    ] = None,
) -> None:
    """Print the JSON Schema of the requirements document, for editors.

    Its first key says that it is generated. Point an editor at it by the document's first line:
    `# yaml-language-server: $schema=schema.json`.
    """
    from hds_blueprint.hosting.schema import render

    if output is None:
        print(render(), end="")
        return
    from hds_blueprint.files import write_atomically

    write_atomically(output, render())
