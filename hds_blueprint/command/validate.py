from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from hds_blueprint.hosting.document import LoadedDocument
    from hds_blueprint.problem import Problem

Format = Literal["text", "json", "sarif"]
Language = Literal["en", "fr"]


def command(
    document: Annotated[Path, typer.Argument(help="The requirements document.", metavar="DOC")],
    show_merged: Annotated[
        bool, typer.Option("--show-merged", help="Print the document as it takes effect, defaults filled in.")
    ] = False,
    output_format: Annotated[
        Format, typer.Option("--format", help="Text for people, JSON or SARIF for editors and CI.")
    ] = "text",
    as_of: Annotated[
        str | None,
        typer.Option(
            help="The day on which waivers and certificates are judged; today where left out.", metavar="DATE"
        ),
    ] = None,
    language: Annotated[Language, typer.Option(help="The language of the messages.")] = "en",
) -> None:
    """Check a requirements document: fields, bounds and what spans several fields.

    Prints a summary and the decision whether this is hosting of health data for others, step by step.

    Exit code 0: the document holds (warnings may be printed); 2: it does not, all problems are listed.
    """
    from hds_blueprint.command.day import day
    from hds_blueprint.hosting.loader import load
    from hds_blueprint.problem import InputError

    try:
        today = day(as_of)
        loaded = load(document, as_of=today, language=language)
    except InputError as error:
        _report(error.problems, output_format, language)
        raise typer.Exit(2) from None
    if output_format == "text":
        _show(loaded, language, today, show_merged=show_merged)
    else:
        _report(loaded.notices, output_format, language, loaded, today, show_merged=show_merged)


def _show(loaded: LoadedDocument, language: Language, today: date, *, show_merged: bool) -> None:
    """Warnings on stderr; the summary, or the merged document alone, on stdout."""
    from hds_blueprint.hosting import account_summary, levels_report, scope_report
    from hds_blueprint.hosting.account import AccountBaseline
    from hds_blueprint.hosting.merged import as_yaml
    from hds_blueprint.hosting.summary import lines
    from hds_blueprint.hosting.wording import texts

    _report(loaded.notices, "text", language)
    if show_merged:
        print(as_yaml(loaded.content), end="")
        return
    print(texts(f"summary.{language}")["valid"].format(file=loaded.file))
    content = loaded.content
    if isinstance(content, AccountBaseline):
        said = account_summary.lines(content, language)
    else:
        said = [
            *lines(content, language, today),
            *levels_report.lines(content, language),
            *scope_report.lines(content, language),
        ]
    for line in said:
        print(line)


def _report(
    problems: Sequence[Problem],
    output_format: Format,
    language: Language,
    loaded: LoadedDocument | None = None,
    today: date | None = None,
    *,
    show_merged: bool = False,
) -> None:
    """Problems on stderr as text, or on stdout as data together with the valid document's summary."""
    import sys

    from hds_blueprint.hosting import account_summary, levels_report, scope_report
    from hds_blueprint.hosting.account import AccountBaseline
    from hds_blueprint.hosting.merged import as_data
    from hds_blueprint.hosting.problem_reports import as_json, as_sarif
    from hds_blueprint.hosting.summary import summary

    if output_format == "text":
        for problem in problems:
            print(problem.told(language, severity=True), file=sys.stderr)
    elif output_format == "sarif":
        from importlib.metadata import version

        print(as_sarif(problems, version("hds-blueprint")), end="")
    else:
        more: dict[str, object] = {"valid": loaded is not None}
        if loaded is not None:
            content = loaded.content
            if isinstance(content, AccountBaseline):
                more["summary"] = account_summary.summary(content, language)
            else:
                more["summary"] = summary(content, language, today)
                more["service_levels"] = levels_report.as_data(content)
                more["scope"] = scope_report.as_data(content, language)
            if show_merged:
                more["document"] = as_data(content)
        print(as_json(problems, **more), end="")
