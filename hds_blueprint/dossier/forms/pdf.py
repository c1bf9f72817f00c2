"""The file as PDF, set by Typst: title page, table of contents, page numbers, bookmarks, links, tags.

Typst comes as a Python wheel with its fonts; nothing is asked of the system, and the same input gives the
same bytes. The template reads the file as data, so no text of a document is ever taken for markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any

import typst
from jinja2 import Environment

from hds_blueprint.dossier.diagram import strips, style
from hds_blueprint.dossier.model import (
    Block,
    Cell,
    Counts,
    Dossier,
    Facts,
    Figure,
    Heading,
    Line,
    Page,
    Paragraph,
    Row,
    Section,
    Steps,
    Table,
)
from hds_blueprint.dossier.texts import Translate
from hds_blueprint.dossier.typography import numeral
from hds_blueprint.problem import InputError

TEMPLATE = "dossier.typ"
UNBROKEN = 500  # characters of the longest cell up to which a row stays on one page
WIDE = 6  # a page with a table of so many columns is set across
BREAK = "\u200b"  # where a line may end without a sign
# What a column may be too narrow for: a long word may be broken after a sign in it, at the latest after
# so many characters, which no word of the two languages has.
_LONG_WORD = re.compile(r"\S{12,}")
_PARTS = re.compile(r"[^:/\-._,=@?&#]{24}(?=\S)|[:/\-._,=@?&#]+(?=[^:/\-._,=@?&#])")
# The typesetter checks the file against it: titles in order, pictures with words, every letter readable.
ACCESSIBLE = "ua-1"


def document(dossier: Dossier, environment: Environment, translate: Translate) -> bytes:
    """The whole file as one PDF.

    Raises:
        InputError: the template (the user's own) is not valid Typst.
    """
    if environment.loader is None:
        raise ValueError("the environment has no loader")
    source, file, _ = environment.loader.get_source(environment, TEMPLATE)
    content = json.dumps(_Paper(dossier, environment).content(translate), ensure_ascii=False)
    try:
        try:
            return _set(source, content, [ACCESSIBLE])
        except typst.TypstError:
            # a letter that no typeface has, or a template of the user, may keep the file from the standard
            return _set(source, content, [])
    except typst.TypstError as error:
        raise InputError.of(
            f"the PDF cannot be set with this template: {error.message}",
            file=file or TEMPLATE,
            line=_line_of(error),
            suggestion="Compare with the template of the same name that it overrides.",
            code="bad-template",
        ) from error


def _set(source: str, content: str, standards: list[typst.PDFStandard]) -> bytes:
    return typst.compile(
        source.encode(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"dossier": content},
        pdf_standards=standards,
    )


def _line_of(error: typst.TypstError) -> int | None:
    """The line of the template in what the typesetter says of an error."""
    found = re.search(r"\.typ:(\d+):\d+", error.diagnostic)
    return int(found[1]) if found else None


def broken(text: str) -> str:
    """The text with places where a long word may be broken."""
    return _LONG_WORD.sub(lambda word: _PARTS.sub(lambda part: part[0] + BREAK, word[0]), text)


class _Paper:
    """The file as the template reads it."""

    def __init__(self, dossier: Dossier, environment: Environment) -> None:
        self.dossier = dossier
        self.environment = environment
        rows = {row.id for page in dossier.pages for table in _tables(page) for row in table.rows}
        # a row is found by its name, and its link would take the typesetter as long as the rest of the row
        self.targets = {f"#{place}" for place in dossier.places if place not in rows}

    def content(self, translate: Translate) -> dict[str, Any]:
        _ = translate
        dossier = self.dossier
        day = dossier.as_of
        return {
            "language": dossier.language,
            "title": dossier.title,
            "subtitle": dossier.subtitle,
            "description": dossier.description,
            "disclaimer": dossier.disclaimer,
            "date": [day.year, day.month, day.day],
            "facts": [
                [_("Day of the judgement"), dossier.day],
                [_("SHA-256 of document, graph and verdict"), broken(dossier.digest)],
                ["hds-blueprint", dossier.version],
            ],
            "contents": _("Contents"),
            "logo": list(dossier.logo.content) if dossier.logo else [],
            "logo_format": dossier.logo.kind if dossier.logo else "",
            # pages of one chapter follow each other on a sheet; what is published by itself has its own
            "sheets": [
                {"wide": wide, "pages": [self.page(page) for page in pages]}
                for (_chapter, wide, _lone), pages in groupby(dossier.pages, _sheet)
            ],
        }

    def page(self, page: Page) -> dict[str, Any]:
        return {"title": page.title, "sections": [self.section(section, page) for section in page.sections]}

    def section(self, section: Section, page: Page) -> dict[str, Any]:
        title = section.title if section.title != page.title else ""
        level = 2 if title else 1
        blocks: list[dict[str, Any]] = []
        for block in section.blocks:
            # titles stand one level below the one before them, as those who listen to the file need it
            under = (
                level + 1 + (not isinstance(block, Heading) and any(b["kind"] == "heading" for b in blocks))
            )
            blocks.append({**self.block(block), "level": under})
        return {"id": section.id, "title": title, "blocks": blocks}

    def block(self, block: Block) -> dict[str, Any]:
        match block:
            case Paragraph():
                return {"kind": "paragraph", "look": block.look, "line": self.line(block.line)}
            case Heading():
                badge = f" ({block.badge.text})" if block.badge else ""
                return {"kind": "heading", "text": block.text + badge, "id": block.id}
            case Facts():
                return {
                    "kind": "facts",
                    "facts": [[label, self.line(value)] for label, value in block.facts],
                }
            case Counts():
                language = self.dossier.language
                counts = [[label, numeral(number, language), look] for label, number, look in block.counts]
                return {"kind": "counts", "counts": counts}
            case Steps():
                items = [self.line(item) for item in block.items]
                return {"kind": "steps", "ordered": block.ordered, "items": items}
            case Figure():
                cut = strips(self.environment, block.drawing, style=style(self.environment))
                return {"kind": "figure", "title": block.title, **asdict(cut)}
            case Table():
                return {
                    "kind": "table",
                    "title": block.title if block.folded else "",
                    "columns": list(block.columns),
                    "widths": list(block.widths or (1,) * len(block.columns)),
                    "rows": [self.row(row) for row in block.rows],
                }

    def row(self, row: Row) -> dict[str, Any]:
        cells = [[self.line(line) for line in cell.lines] for cell in row.cells]
        details = [self.details(cell) for cell in row.cells]
        printed = (
            sum(len(text) for line in (*lines, more) for text, _, _ in line)
            for lines, more in zip(cells, details, strict=True)
        )
        return {"short": max(printed) <= UNBROKEN, "cells": cells, "details": details}

    def details(self, cell: Cell) -> list[list[str]]:
        """What pages show on demand, in full, as one line of plain text."""
        if cell.details and not cell.on_paper:
            return [[cell.summary, "muted", ""]]
        joined: list[list[str]] = []
        for line in cell.details:
            shown = [[broken(run.text), "muted", self.target(run.target)] for run in line]
            joined += [[", ", "muted", ""], *shown] if joined else shown
        return joined

    def line(self, line: Line) -> list[list[str]]:
        return [[broken(run.text), run.look, self.target(run.target)] for run in line]

    def target(self, target: str) -> str:
        return target if target.startswith("https://") or target in self.targets else ""


def _sheet(page: Page) -> tuple[str, bool, str]:
    wide = any(len(table.columns) >= WIDE for table in _tables(page))
    return page.chapter, wide, page.name if page.lone else ""


def _tables(page: Page) -> Iterator[Table]:
    for section in page.sections:
        yield from (block for block in section.blocks if isinstance(block, Table))
