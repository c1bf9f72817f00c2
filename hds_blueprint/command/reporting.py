"""How a command hands over its verdicts: a file, a table on the terminal, or text for another program."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
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
    error: InputError, output_format: str, others: Sequence[tuple[str, Path]], language: Language
) -> None:
    """Bad input in every report that was asked for, so that it stands beside the lines of a change too."""
    from hds_blueprint.policies.verdict import Verdict
    from hds_blueprint.reports.texts import texts

    by_file: dict[str, list[Problem]] = {}
    for problem in error.problems:
        if problem.severity == "error":
            by_file.setdefault(problem.file or "", []).append(problem)
    word = texts(language)["unusable"]
    verdicts = [
        Verdict(Path(file).stem, word, (), problems=tuple(problems), source=file)
        for file, problems in by_file.items()
    ]
    for other_format, file in others:
        report(verdicts, other_format, file, language)
    if output_format == "json":
        report_problems(error)
    else:
        report(verdicts, output_format, None, language)


def report_problems(error: InputError) -> None:
    """Bad input as JSON on stdout, for a program that asked for JSON."""
    problems = {"problems": [asdict(problem) for problem in error.problems]}
    sys.stdout.write(json.dumps(problems, indent=2, ensure_ascii=False) + "\n")
