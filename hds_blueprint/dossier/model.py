"""The architecture file as plain data: pages of sections of blocks, in one language.

Every form (HTML, PDF, Markdown, CSV, XLSX) is rendered from it, so that all of them say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, TypeAlias

from hds_blueprint.dossier.flow_order import Drawing
from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.layout import Box
from hds_blueprint.dossier.logo import Logo

# `blank` is a place that only people can fill in; `good`, `bad`, `unsure` and `none` are badges.
Look: TypeAlias = Literal["plain", "code", "muted", "strong", "blank", "good", "bad", "unsure", "none"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text. `target` is the id of a row or section of the file (`#id`) or a web address."""

    text: str
    look: Look = "plain"
    target: str = ""


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: one or more lines; `details` are shown on demand on a page, in full elsewhere.

    On paper and in Markdown, long details (`on_paper` false) are told by their `summary` alone.
    """

    lines: tuple[Line, ...] = ()
    details: tuple[Line, ...] = ()
    summary: str = ""
    on_paper: bool = True

    @property
    def text(self) -> str:
        """The text alone, lines apart by a line break."""
        return "\n".join("".join(run.text for run in line) for line in (*self.lines, *self.details))


@dataclass(frozen=True, slots=True)
class Row:
    """A row; the first cell is its header. `id` makes it the target of links."""

    cells: tuple[Cell, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `widths` are relative; a table with a `name` is also written as CSV and as an XLSX sheet."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...] = ()
    name: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `notice` is set apart."""

    line: Line
    look: Literal["plain", "muted", "notice"] = "plain"


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled values."""

    facts: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures at a glance: label, number, look."""

    counts: tuple[tuple[str, int, Look], ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """A list, numbered where the order matters."""

    items: tuple[Line, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str
    id: str = ""
    badge: Run | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A diagram: nested boxes, or nodes and the arrows between them."""

    title: str
    drawing: Box | Drawing


Block: TypeAlias = Table | Paragraph | Facts | Counts | Steps | Heading | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under a heading of its own."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page; `name` is its file without the ending. `chapter` is the group it stands under.

    A `lone` page is meant to be published by itself and is drawn without the menu.
    """

    name: str
    title: str
    chapter: str
    sections: tuple[Section, ...]
    lone: bool = False


@dataclass(frozen=True)
class Dossier:
    """The whole file; `digest` is the SHA-256 of its inputs, `day` the day of the judgement in words.

    `downloads` are other forms: what it is, and its path below the site's root.
    """

    language: Language
    title: str
    subtitle: str
    description: str
    day: str
    as_of: date
    digest: str
    version: str
    disclaimer: str
    pages: tuple[Page, ...]
    logo: Logo | None = field(default=None, repr=False)
    downloads: tuple[tuple[str, str], ...] = ()

    @cached_property
    def places(self) -> dict[str, str]:
        """The page of every id that links may lead to."""
        return dict(_places(self.pages))

    def tables(self) -> Iterator[tuple[Page, Table]]:
        """Every table that has a name, in the order of the pages."""
        for page in self.pages:
            for section in page.sections:
                for block in section.blocks:
                    if isinstance(block, Table) and block.name:
                        yield page, block


def _places(pages: Iterable[Page]) -> Iterator[tuple[str, str]]:
    for page in pages:
        for section in page.sections:
            yield section.id, page.name
            for block in section.blocks:
                if isinstance(block, Heading) and block.id:
                    yield block.id, page.name
                elif isinstance(block, Table):
                    yield from ((row.id, page.name) for row in block.rows if row.id)
