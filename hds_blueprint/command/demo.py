from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    document: Annotated[Path, typer.Argument(help="The requirements document.", metavar="DOC")] = Path(
        "stacks/examples/hapi-fhir.yaml"
    ),
) -> None:
    """The whole way on one document: validate, plan, check, deploy to simulated AWS, write the file.

    Needs neither a cloud account nor a login. Exit code 0: done; 1: findings that stop a deployment;
    2: bad input.
    """
    from hds_blueprint.command.demonstration import demonstrate
    from hds_blueprint.command.deploying import running

    with running(as_json=False) as report:
        done = demonstrate(document, report)
    if not done:
        raise typer.Exit(1)
