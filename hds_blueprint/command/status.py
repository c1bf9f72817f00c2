from __future__ import annotations

from typing import Annotated

import typer


def command(
    stack: Annotated[str, typer.Argument(help="Name of the stack.")],
    simulated: Annotated[bool, typer.Option("--simulated", help="The stack is on simulated AWS.")] = False,
    ask_aws: Annotated[
        bool, typer.Option("--ask-aws", help="Ask AWS for the last backups and for alarms that ring.")
    ] = False,
    output_format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Say what a stack is, where it is, and whether an interrupted deployment left something.

    Reads the state only; with --ask-aws also the account, through AWS's own command line.

    Exit codes: 0 clean, 1 a lock or an interrupted operation is there, 2 bad input.
    """
    from dataclasses import asdict

    from hds_blueprint.command.deploying import emit, flat, parse_format, running
    from hds_blueprint.deployment.places import find_project
    from hds_blueprint.deployment.status import status

    as_json = parse_format(output_format)
    with running(as_json=as_json) as report:
        found = status(find_project(), stack, simulated=simulated)
    live = None
    if ask_aws:
        from hds_blueprint.deployment.live import ask

        vault = found.outputs.get("backupVault")
        live = ask(found.target, vault=vault if isinstance(vault, str) else None, alarms=found.alarms)
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
                "backups": [asdict(backup) for backup in live.backups] if live else None,
                "ringing": list(live.ringing) if live else None,
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
        for name, value in flat(found.outputs):
            report.line(f"  {name}: {value}")
        if live is None:
            report.line("Backups and alarms: not asked (--ask-aws)")
        else:
            for backup in live.backups:
                report.line(f"Backup of {backup.resource}: {backup.made}, {backup.status}")
            report.line(f"{len(found.alarms)} alarms, ringing: {', '.join(live.ringing) or 'none'}")
    if found.needs_attention:
        raise typer.Exit(1)
