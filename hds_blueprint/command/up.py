from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hds_blueprint.command.options import Resolutions, Unlock


def command(
    stack: Annotated[str, typer.Argument(help="Name of the stack; its document is stacks/STACK.yaml.")],
    simulated: Annotated[bool, typer.Option("--simulated", help="Deploy to simulated AWS.")] = False,
    account: Annotated[
        str | None, typer.Option(help="Target account (twelve digits); stored with the stack.")
    ] = None,
    document: Annotated[
        Path | None, typer.Option(help="Requirements document, where it is not the one of the stack's name.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before the changes.")] = False,
    skip_preview: Annotated[
        bool, typer.Option("--skip-preview", help="Deploy without a preview; the policy pack still rules.")
    ] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="First read what was changed outside of Pulumi.")
    ] = False,
    unlock: Unlock = False,
    resolve: Resolutions = None,
    output_format: Annotated[
        str, typer.Option("--format", help="text, or json: the outputs on stdout.")
    ] = "text",
) -> None:
    """Deploy a stack with Pulumi, under the policy pack; after a crash, go on where it stopped.

    The target is printed before anything happens. Exit codes: 0 deployed, 1 refused by the policy
    pack, stopped by the engine or declined, 2 bad input.
    """
    from hds_blueprint.command.deploying import (
        confirmation,
        emit,
        flat,
        parse_format,
        parse_resolutions,
        running,
    )
    from hds_blueprint.deployment.places import find_project
    from hds_blueprint.deployment.up import UpRequest, up

    as_json = parse_format(output_format)
    request = UpRequest(
        project=find_project(),
        stack=stack,
        simulated=simulated,
        account=account,
        document=document,
        skip_preview=skip_preview,
        refresh=refresh,
        unlock=unlock,
        resolutions=parse_resolutions(resolve or []),
        confirm=confirmation(yes=yes or simulated),
    )
    with running(as_json=as_json) as report:
        result = up(request, report)
    if as_json:
        emit(
            {
                "stack": stack,
                "target": result.target.configuration,
                "refused": result.refused,
                "declined": result.declined,
                "changes": dict(result.changes),
                "outputs": dict(result.outputs),
            }
        )
    elif result.outputs and not result.refused:
        report.line("Outputs")
        for name, value in flat(result.outputs):
            report.line(f"  {name}: {value}")
    if result.refused or result.declined:
        raise typer.Exit(1)
