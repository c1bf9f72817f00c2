from __future__ import annotations

from typing import Annotated, Literal

import typer


def command(
    rule: Annotated[
        str | None, typer.Argument(help="One rule, in full; the list where left out.", metavar="[RULE]")
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show how each framework's requirements are evidenced.")
    ] = False,
    output_format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="Text, or JSON.")
    ] = "text",
    language: Annotated[Literal["en", "fr"], typer.Option(help="The language of the texts.")] = "en",
) -> None:
    """List the rules, describe one, or show what the frameworks' requirements rest on."""
    import json

    from hds_blueprint.policies.rule import all_rules
    from hds_blueprint.problem import InputError
    from hds_blueprint.reports import rules as report

    known = all_rules()
    if rule is not None and rule not in known:
        from difflib import get_close_matches

        near = get_close_matches(rule, known, n=1)
        raise InputError.of(
            "there is no such rule",
            value=rule,
            suggestion=f"Did you mean {near[0]}?" if near else "`hds rules` lists them.",
            code="unknown-rule",
        )
    chosen = [known[rule]] if rule else list(known.values())
    if output_format == "json":
        content = report.coverage_data() if coverage else report.rules_data(chosen)
        typer.echo(json.dumps(content, indent=2, ensure_ascii=False))
        return
    from rich.console import Console

    console = Console(highlight=False)
    if coverage:
        report.show_coverage(console, language)
    elif rule:
        report.show_rule(chosen[0], console, language)
    else:
        report.show_rules(chosen, console, language)
