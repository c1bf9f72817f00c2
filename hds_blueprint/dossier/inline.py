"""Short ways to write runs, lines and cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hds_blueprint.dossier.model import Cell, Line, Look, Row, Run


def line(*parts: str | Run) -> Line:
    """A line of texts and runs; empty texts are left out."""
    return tuple(Run(part) if isinstance(part, str) else part for part in parts if part)


def cell(*parts: str | Run) -> Cell:
    """A cell of one line; without text, an empty cell."""
    made = line(*parts)
    return Cell((made,)) if made else Cell()


def lines(texts: Iterable[str | Run | Line]) -> Cell:
    """A cell with a line for each text."""
    return Cell(tuple(text if isinstance(text, tuple) else line(text) for text in texts if text))


def row(*cells: str | Run | Cell, identifier: str = "") -> Row:
    """A row of texts, runs or cells."""
    return Row(tuple(each if isinstance(each, Cell) else cell(each) for each in cells), identifier)


def code(text: str, target: str = "") -> Run:
    """A name as machines write it."""
    return Run(text, "code", target)


def link(text: str, target: str) -> Run:
    """A link; `target` is `#id` or a web address."""
    return Run(text, "plain", target)


def badge(text: str, look: Look) -> Run:
    """A word in a coloured frame."""
    return Run(text, look)


def joined(runs: Sequence[Run], separator: str = ", ") -> Line:
    """Runs with a separator between them."""
    found: list[Run] = []
    for run in runs:
        if found:
            found.append(Run(separator))
        found.append(run)
    return tuple(found)
