from __future__ import annotations

from typing import Annotated

import typer

from hds_blueprint.command.options import Resolutions, Unlock


def command(
    stack: Annotated[str, typer.Argument(help="Name of the stack.")],
    simulated: Annotated[bool, typer.Option("--simulated", help="The stack is on simulated AWS.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before deleting.")] = False,
    release: Annotated[
        bool,
        typer.Option("--release", help="Let what is retained leave the state; it stays in the account."),
    ] = False,
    unlock: Unlock = False,
    resolve: Resolutions = None,
    output_format: Annotated[
        str, typer.Option("--format", help="text, or json: what stays, on stdout.")
    ] = "text",
) -> None:
    """Delete what is not protected; list what stays (data, their keys and network) and how to end it.

    Exit codes: 0 done, 1 stopped by the engine or declined, 2 bad input.
    """
    from hds_blueprint.command.deploying import confirmation, emit, parse_format, parse_resolutions, running
    from hds_blueprint.deployment.destroy import DestroyRequest, destroy
    from hds_blueprint.deployment.ending import steps
    from hds_blueprint.deployment.places import find_project

    as_json = parse_format(output_format)
    request = DestroyRequest(
        project=find_project(),
        stack=stack,
        simulated=simulated,
        release=release,
        unlock=unlock,
        resolutions=parse_resolutions(resolve or []),
        confirm=confirmation(yes=yes),
    )
    with running(as_json=as_json) as report:
        result = destroy(request, report)
    if as_json:
        emit(
            {
                "stack": stack,
                "target": result.target.configuration,
                "deleted": result.deleted,
                "declined": result.declined,
                "stays": [
                    {
                        "urn": item.urn,
                        "type": item.type,
                        "id": item.id,
                        "protected": item.protected,
                        "retained": item.retained,
                        "neededBy": list(item.needed_by),
                    }
                    for item in result.stays
                ],
            }
        )
    else:
        for line in steps(stack, result.stays, simulated=simulated):
            report.line(line)
    if result.declined:
        raise typer.Exit(1)
