from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hds_blueprint.command.options import AsOf, CheckovToo, MessageLanguage


def command(
    document: Annotated[Path, typer.Argument(help="The requirements document.", metavar="DOC")],
    state: Annotated[
        Path | None,
        typer.Option(help="Compare with a deployed state (`pulumi stack export`).", metavar="FILE"),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take the release: write the snapshot and pin the versions.")
    ] = False,
    checkov: CheckovToo = True,
    output_format: Annotated[
        str, typer.Option("--format", help="As in hds check: text, json, sarif, markdown …")
    ] = "text",
    as_of: AsOf = None,
    language: MessageLanguage = "en",
) -> None:
    """Show what the installed release changes, in resources and posture, against the one in use.

    The release in use is the snapshot beside the document (DOC.graph.json and DOC.posture.json, under
    version control), or a deployed state. A data store that would be replaced or deleted is a failure,
    and such a release is not taken.

    Exit code 0: nothing gets worse; 1: it does; 2: input that cannot be used.
    """
    import sys

    from hds_blueprint.command.day import day
    from hds_blueprint.command.reporting import report, report_unusable
    from hds_blueprint.command.upgrading import accept as take
    from hds_blueprint.command.upgrading import compare
    from hds_blueprint.problem import InputError
    from hds_blueprint.reports.formats import renderer
    from hds_blueprint.reports.texts import texts

    words = texts(language)["upgrade"]
    try:
        renderer(output_format)
        upgrade = compare(
            document,
            deployed=state,
            as_of=day(as_of),
            language=language,
            checkov=checkov,
            first=accept,
        )
    except InputError as error:
        report_unusable(error, output_format, None, (), language)
        raise typer.Exit(2) from None
    before = upgrade.before or (words["deployed"] if state else words["nothing"])
    print(words["releases"].format(before=before, after=upgrade.after), file=sys.stderr)
    report((upgrade.verdict,), output_format, None, language)
    if upgrade.verdict.problems:
        raise typer.Exit(2)
    if accept and upgrade.destroys:
        print(words["refused"], file=sys.stderr)
    elif accept:
        for path in take(document, upgrade):
            print(words["written"].format(file=path), file=sys.stderr)
    if upgrade.verdict.refused:
        raise typer.Exit(1)
