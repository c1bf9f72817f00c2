from __future__ import annotations

from typing import Annotated

import typer


def command(
    region: Annotated[str, typer.Option(help="AWS region in the EEA.")],
    owner: Annotated[str, typer.Option(help="Who answers for it (an e-mail address; becomes a tag).")],
    account: Annotated[str | None, typer.Option(help="Target account (twelve digits).")] = None,
    simulated: Annotated[bool, typer.Option("--simulated", help="Try it on simulated AWS.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before the changes.")] = False,
    output_format: Annotated[
        str, typer.Option("--format", help="text, or json: the two values on stdout.")
    ] = "text",
) -> None:
    """Make the state backend of production stacks: an S3 bucket and a KMS key in an EEA region.

    Run it once per account and region; again, it changes nothing. Prints the lines that put a stack
    on it. Exit codes: 0 done, 1 stopped by the engine or declined, 2 bad input.
    """
    from hds_blueprint.command.deploying import confirmation, emit, parse_format, running
    from hds_blueprint.deployment.bootstrap import BootstrapRequest, bootstrap
    from hds_blueprint.deployment.places import find_project

    as_json = parse_format(output_format)
    request = BootstrapRequest(
        project=find_project(),
        region=region,
        owner=owner,
        simulated=simulated,
        account=account,
        confirm=confirmation(yes=yes or simulated),
    )
    with running(as_json=as_json) as report:
        result = bootstrap(request, report)
    if result.declined:
        raise typer.Exit(1)
    if as_json:
        emit({"backend": result.backend, "secretsProvider": result.secrets_provider})
        return
    report.line("Put a stack on it:")
    report.line(f"  pulumi login '{result.backend}'")
    report.line(f"  pulumi stack init prod --secrets-provider '{result.secrets_provider}'")
    report.line("  hds up prod --account ACCOUNT")
    report.line(
        f"The backend's own state is in {result.folder}: keep it, it holds no secret (docs/state.md)."
    )
