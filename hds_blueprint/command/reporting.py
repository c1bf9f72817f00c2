"""How a command hands over its verdicts: a file, a table on the terminal, or text for another program."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from hds_blueprint.files import write_atomically
from hds_blueprint.problem import InputError, Problem
from hds_blueprint.reports.formats import renderer

if TYPE_CHECKING:
    from hds_blueprint.policies.metadata import Language
    from hds_blueprint.policies.verdict import Verdict


def report(verdicts: Sequence[Verdict], output_format: str, output: Path | None, language: Language) -> None:
    """Writes the verdicts to a file or to stdout. Raises InputError for an unknown format."""
    rendering = renderer(output_format)
    if output is not None:
        write_atomically(output, rendering.render(verdicts, language))
    elif output_format == "text":
        from rich.console import Console

        from hds_blueprint.reports.console import show

        show(verdicts, language, Console(highlight=False))
    else:
        sys.stdout.write(rendering.render(verdicts, language))


def further(given: Sequence[str]) -> tuple[tuple[str, Path], ...]:
    """The formats and files of `--report FORMAT=FILE`.

    Raises:
        InputError: one is not written so, or its format is not known.
    """
    found: list[tuple[str, Path]] = []
    for text in given:
        name, _, file = text.partition("=")
        if not file:
            raise InputError.of(
                "this names no format and file",
                path="--report",
                value=text,
                suggestion="Write it as FORMAT=FILE, such as sarif=build/hds.sarif.",
                code="bad-report",
            )
        renderer(name)
        found.append((name, Path(file)))
    return tuple(found)


def report_unusable(
    error: InputError,
    output_format: str,
    output: Path | None,
    others: Sequence[tuple[str, Path]],
    language: Language,
) -> None:
    """Bad input in every report that was asked for, so that it stands beside the lines of a change too.

    On stderr where it would stand in files alone, or where the terminal is its reader.
    """
    from hds_blueprint.policies.verdict import Verdict

    by_file: dict[str, list[Problem]] = {}
    for problem in error.problems:
        by_file.setdefault(problem.file or "", []).append(problem)
    verdicts = [Verdict.unusable(file, problems) for file, problems in by_file.items()]
    for format_, file in (*others, *(((output_format, output),) if output else ())):
        bare = format_ == "json"
        write_atomically(file, _as_json(error) if bare else renderer(format_).render(verdicts, language))
    if output or output_format == "text":
        tell(error.problems, language)
    elif output_format == "json":
        report_problems(error)
    else:
        report(verdicts, output_format, None, language)


def tell(problems: Iterable[Problem], language: Language) -> None:
    """Problems on stderr, for a person."""
    for problem in problems:
        print(problem.told(language, severity=True), file=sys.stderr)


def report_problems(error: InputError) -> None:
    """Bad input as JSON on stdout, for a program that asked for JSON."""
    sys.stdout.write(_as_json(error))


def _as_json(error: InputError) -> str:
    problems = {"problems": [asdict(problem) for problem in error.problems]}
    return json.dumps(problems, indent=2, ensure_ascii=False) + "\n"
