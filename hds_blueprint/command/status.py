from __future__ import annotations

from typing import Annotated

import typer


def command(
    stack: Annotated[str, typer.Argument(help="Name of the stack.")],
    simulated: Annotated[bool, typer.Option("--simulated", help="The stack is on simulated AWS.")] = False,
    output_format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Say what a stack is, where it is, and whether an interrupted deployment left something.

    Exit codes: 0 clean, 1 a lock or an interrupted operation is there, 2 bad input.
    """
    from hds_blueprint.command.deploying import emit, parse_format, running
    from hds_blueprint.deployment.places import find_project
    from hds_blueprint.deployment.status import status

    as_json = parse_format(output_format)
    with running(as_json=as_json) as report:
        found = status(find_project(), stack, simulated=simulated)
    if as_json:
        emit(
            {
                "stack": stack,
                "target": found.target.configuration,
                "changedAt": found.changed_at,
                "resources": dict(found.types),
                "protected": found.protected,
                "interrupted": [{"operation": verb, "urn": urn} for verb, urn in found.interrupted],
                "locks": [{"holder": str(lock), "process": known} for lock, known in found.locks],
                "outputs": dict(found.outputs),
            }
        )
    else:
        report.line(f"Target: {found.target}")
        report.line(f"{sum(found.types.values())} resources, {found.protected} protected")
        if found.changed_at:
            report.line(f"State written at {found.changed_at}")
        for lock, known in found.locks:
            report.line(f"Locked by {lock} ({known})")
        for verb, urn in found.interrupted:
            report.line(f"Interrupted: {verb} {urn}")
        if found.needs_attention:
            report.line("hds up settles what was interrupted.")
        for name, value in found.outputs.items():
            report.line(f"  {name}: {value}")
    if found.needs_attention:
        raise typer.Exit(1)
