from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hds_blueprint.command import projects
from hds_blueprint.command.granted import WaiversOption, granted, placed
from hds_blueprint.command.options import AsOf, CheckovToo, MessageLanguage

if TYPE_CHECKING:
    from hds_blueprint.command.baseline import Base
    from hds_blueprint.foreign.settings import Settings
    from hds_blueprint.policies.verdict import Verdict


def command(
    target: Annotated[
        Path | None,
        typer.Argument(
            help=f"A requirements document, a folder of them, or a Pulumi project: {projects.HELP}.",
            metavar="[DOC|FOLDER|PROJECT]",
        ),
    ] = None,
    graph: Annotated[
        Path | None, typer.Option(help="Check a resource graph (JSON) instead of a document.", metavar="FILE")
    ] = None,
    preview: Annotated[
        Path | None,
        typer.Option(
            help="Check the output of `pulumi preview --json`; beside DOC, with its places and waivers.",
            metavar="FILE",
        ),
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option(
            help="Check a deployed state (`pulumi stack export`); beside DOC, with its places and waivers.",
            metavar="FILE",
        ),
    ] = None,
    tfplan: Annotated[
        Path | None, typer.Option(help="Check a Terraform plan (`terraform show -json`).", metavar="FILE")
    ] = None,
    checkov: CheckovToo = True,
    output_format: Annotated[
        str,
        typer.Option(
            "--format", help="text, json, sarif, junit, github, gitlab, markdown or csv.", metavar="FORMAT"
        ),
    ] = "text",
    output: Annotated[
        Path | None, typer.Option(help="Write the report to this file.", metavar="FILE")
    ] = None,
    reports: Annotated[
        list[str] | None,
        typer.Option(
            "--report", help="Also write a report of this format to this file.", metavar="FORMAT=FILE"
        ),
    ] = None,
    as_of: AsOf = None,
    language: MessageLanguage = "en",
    waivers: WaiversOption = None,
    base: Annotated[
        str | None,
        typer.Option(help="Say what changes since this git commit; only what is worse fails.", metavar="REF"),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="With --base: failures from before the change count too.")
    ] = False,
    shard: Annotated[
        str | None,
        typer.Option(help="Check the i-th of n parts of a folder's documents.", metavar="i/n"),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes for a folder; as many as there are cores where left out."),
    ] = None,
    cache: Annotated[
        bool,
        typer.Option("--cache/--no-cache", help="Keep the graphs of documents in the user's cache folder."),
    ] = True,
    strict: Annotated[bool, typer.Option(help="Exit with 1 for failures of advisory rules too.")] = False,
    stack: projects.StackOption = None,
    config: projects.ConfigOption = None,
    config_secret: projects.ConfigSecretOption = None,
    answers: projects.AnswersOption = None,
    python: projects.PythonOption = None,
) -> None:
    """Judge what would be, or is, deployed: the rules, and Checkov as a second opinion.

    Exit code 0: no failure of a mandatory rule; 1: failures; 2: input that cannot be used, or
    waivers that cannot be applied.
    """
    import sys

    from hds_blueprint.command.comparing import known_left_out
    from hds_blueprint.command.day import day
    from hds_blueprint.command.reporting import further, report, report_unusable, tell
    from hds_blueprint.problem import InputError
    from hds_blueprint.reports.formats import renderer
    from hds_blueprint.reports.texts import texts

    renderer(output_format)
    others = further(reports or [])
    try:
        sources = {"graph": graph, "preview": preview, "state": state, "tfplan": tfplan}
        options = {"config": config, "config_secret": config_secret, "answers": answers, "python": python}
        project = None
        if projects.is_project(target):
            project = projects.settings(language, stack=stack, **options)
        else:
            projects.refuse_options(stack=stack, **options)
        verdicts = _verdicts(
            target,
            sources,
            day(as_of),
            language,
            checkov=checkov,
            shard=shard,
            jobs=jobs,
            base=base,
            cached=cache,
            waivers=waivers,
            project=project,
        )
        if not verdicts:
            print(texts(language)["no_document"], file=sys.stderr)
    except InputError as error:
        report_unusable(error, output_format, output, others, language)
        raise typer.Exit(2) from None
    if everything:
        verdicts = tuple(verdict.with_known() for verdict in verdicts)
    elif base is not None:
        verdicts = tuple(known_left_out(verdict, language) for verdict in verdicts)
    for other_format, file in (*others, (output_format, output)):
        report(verdicts, other_format, file, language)
    if output is not None:
        tell((problem for verdict in verdicts for problem in verdict.problems), language)
    if any(verdict.problems for verdict in verdicts):
        raise typer.Exit(2)
    if any(verdict.refused or (strict and _advisory(verdict)) for verdict in verdicts):
        raise typer.Exit(1)


def _verdicts(
    target: Path | None,
    sources: dict[str, Path | None],
    day: date,
    language: Literal["en", "fr"],
    *,
    checkov: bool,
    shard: str | None,
    jobs: int | None,
    base: str | None,
    cached: bool,
    waivers: Path | None,
    project: Settings | None,
) -> tuple[Verdict, ...]:
    from hds_blueprint.command import checking, parallel
    from hds_blueprint.problem import InputError

    given = [(kind, path) for kind, path in sources.items() if path is not None]
    # a Terraform plan comes from no document of ours
    beside = target is not None and target.is_file() and len(given) == 1 and given[0][0] != "tfplan"
    if len(given) + (target is not None) != 1 and not beside:
        raise InputError.of(
            "a check needs exactly one source",
            suggestion="Name a document or a folder, or one of --graph, --preview, --state and --tfplan; "
            "beside a document, --graph, --preview or --state.",
            code="one-source",
        )
    if base is not None and (target is None or project is not None or given):
        raise InputError.of(
            "only documents can be compared with a commit",
            path="--base",
            value=base,
            suggestion="Name a document or a folder of documents.",
            code="base-without-document",
        )
    if target is None or project is not None:
        given_waivers = granted(waivers, language)
        own = given_waivers.waivers
        if target is not None and project is not None:
            verdict = checking.check_project(target, project, as_of=day, checkov=checkov, waivers=own)
        else:
            kind, path = given[0]
            verdict = checking.check_file(
                kind, path, as_of=day, language=language, checkov=checkov, waivers=own
            )
        return (placed(verdict, given_waivers),)
    if waivers is not None:
        raise InputError.of(
            "documents have their waivers within or beside them",
            path="--waivers",
            value=str(waivers),
            suggestion="Add the waivers to the document, or to DOCUMENT.waivers.yaml beside it.",
            code="waivers-of-documents",
        )

    if given:
        kind, path = given[0]
        return (
            checking.check_beside(
                kind, path, target, as_of=day, language=language, checkov=checkov, cached=cached
            ),
        )

    def checked(before: Base | None) -> tuple[Verdict, ...]:
        paths = checking.documents(target, before.documents if before else None)
        if shard is not None:
            paths = parallel.shard(paths, shard)
        work = [
            parallel.Work(path, day, language, checkov, before and before.document(path.name), cached=cached)
            for path in paths
        ]
        return parallel.check_all(work, jobs=jobs) if target.is_dir() else tuple(map(parallel.check, work))

    if base is None:
        return checked(None)
    from hds_blueprint.command.baseline import base_at

    with base_at(base, target) as before:
        return checked(before)


def _advisory(verdict: Verdict) -> bool:
    from hds_blueprint.policies.verdict import Status

    return any(finding.tool == "hds" for finding in verdict.with_status(Status.FAIL))
