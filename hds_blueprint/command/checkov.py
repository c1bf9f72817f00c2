from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hds_blueprint.command import projects
from hds_blueprint.command.granted import WaiversOption, granted, placed
from hds_blueprint.command.options import AsOf

if TYPE_CHECKING:
    from hds_blueprint.graph.model import ResourceGraph
    from hds_blueprint.policies.metadata import Language


def command(
    folder: Annotated[
        Path | None, typer.Argument(help=f"A Pulumi project: {projects.HELP}.", metavar="PROJECT")
    ] = None,
    graph: Annotated[Path | None, typer.Option(help="Read a resource graph (JSON).", metavar="FILE")] = None,
    preview: Annotated[
        Path | None, typer.Option(help="Read the output of `pulumi preview --json`.", metavar="FILE")
    ] = None,
    state: Annotated[
        Path | None, typer.Option(help="Read a deployed state (`pulumi stack export`).", metavar="FILE")
    ] = None,
    tfplan: Annotated[
        Path | None, typer.Option(help="Read a Terraform plan (`terraform show -json`).", metavar="FILE")
    ] = None,
    output_format: Annotated[
        str,
        typer.Option(
            "--format", help="text, json, sarif, junit, github, gitlab, markdown or csv.", metavar="FORMAT"
        ),
    ] = "text",
    output: Annotated[
        Path | None, typer.Option(help="Write the report to this file.", metavar="FILE")
    ] = None,
    external_checks_dir: Annotated[
        list[Path] | None,
        typer.Option(help="A folder of Checkov checks of your own; may be repeated.", metavar="FOLDER"),
    ] = None,
    waivers: WaiversOption = None,
    as_of: AsOf = None,
    stack: projects.StackOption = None,
    config: projects.ConfigOption = None,
    config_secret: projects.ConfigSecretOption = None,
    answers: projects.AnswersOption = None,
    python: projects.PythonOption = None,
    install: Annotated[
        bool, typer.Option("--install", help="Install Checkov first where it is missing (network).")
    ] = False,
    language: Annotated[Literal["en", "fr"], typer.Option(help="The language of our own sentences.")] = "en",
) -> None:
    """Run Checkov on any Pulumi program of AWS resources, its preview, state or plan, offline.

    PROJECT is run (YAML: read) as a program of its own, without credentials and without anything of
    your environment; nothing is created. Exit code 0: no failed check; 1: failed checks; 2: input that
    cannot be used.
    """
    from dataclasses import replace

    from hds_blueprint.checkov import install as environment
    from hds_blueprint.command.day import day
    from hds_blueprint.command.judging import second_opinion
    from hds_blueprint.command.reporting import report, report_unusable
    from hds_blueprint.problem import InputError
    from hds_blueprint.reports.formats import renderer

    try:
        renderer(output_format)
        if install:
            environment.install()
        files = {"graph": graph, "preview": preview, "state": state, "tfplan": tfplan}
        given = [(kind, path) for kind, path in files.items() if path is not None]
        if install and folder is None and not given:
            return
        options = {"config": config, "config_secret": config_secret, "answers": answers, "python": python}
        name, found = _source(folder, given, {"stack": stack, **options}, language)
        given_waivers = granted(waivers, language)
        verdict = second_opinion(
            found,
            as_of=day(as_of),
            language=language,
            external_checks=tuple(external_checks_dir or ()),
            waivers=given_waivers.waivers,
        )
        verdict = placed(replace(verdict, source=name), given_waivers)
        report((verdict,), output_format, output, language)
    except InputError as error:
        report_unusable(error, output_format, output, (), language)
        raise typer.Exit(2) from None
    if verdict.problems:
        raise typer.Exit(2)
    if verdict.refused:
        raise typer.Exit(1)


def _source(
    folder: Path | None,
    given: list[tuple[str, Path]],
    options: Mapping[str, object],
    language: Language,
) -> tuple[str, ResourceGraph]:
    """The source's name as the user gave it, and its graph; `options` are those of projects."""
    from hds_blueprint.command.checking import read
    from hds_blueprint.problem import InputError

    if len(given) + (folder is not None) != 1:
        raise InputError.of(
            "a check needs exactly one source",
            suggestion="Name a Pulumi project's folder, or one of --graph, --preview, --state and --tfplan.",
            code="one-source",
        )
    if folder is None:
        projects.refuse_options(**options)
        kind, path = given[0]
        return str(path), read(kind, path)
    from hds_blueprint.foreign.program import graph_of

    return str(folder), graph_of(folder, projects.settings(language, **options))
