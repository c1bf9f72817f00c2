"""The file as PDF, set by Typst: title page, table of contents, page numbers, bookmarks, links, tags.

Typst comes as a Python wheel with its fonts; nothing is asked of the system, and the same input gives the
same bytes. The template reads the file as data, so no text of a document is ever taken for markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict
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
    Paragraph,
    Steps,
    Table,
)
from hds_blueprint.dossier.texts import Translate
from hds_blueprint.dossier.typography import numeral
from hds_blueprint.problem import InputError

TEMPLATE = "dossier.typ"
UNBROKEN = 500  # characters of the longest cell up to which a row stays on one page
WIDE = 6  # a page with a table of so many columns is set across


def document(dossier: Dossier, environment: Environment, translate: Translate) -> bytes:
    """The whole file as one PDF.

    Raises:
        InputError: the template (the user's own) is not valid Typst.
    """
    if environment.loader is None:
        raise ValueError("the environment has no loader")
    source, file, _ = environment.loader.get_source(environment, TEMPLATE)
    content = json.dumps(_content(dossier, environment, translate), ensure_ascii=False)
    try:
        return typst.compile(
            source.encode(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"dossier": content},
        )
    except typst.TypstError as error:
        raise InputError.of(
            f"the PDF cannot be set with this template: {error.message}",
            file=file or TEMPLATE,
            suggestion="Compare with the template of the same name that it overrides.",
            code="bad-template",
        ) from error


def _content(dossier: Dossier, environment: Environment, translate: Translate) -> dict[str, Any]:
    _ = translate
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
            [_("SHA-256 of document, graph and verdict"), dossier.digest],
            ["hds-blueprint", dossier.version],
        ],
        "contents": _("Contents"),
        "logo": list(dossier.logo.content) if dossier.logo else [],
        "logo_format": dossier.logo.kind if dossier.logo else "",
        "pages": [
            {
                "title": page.title,
                "chapter": page.chapter,
                "wide": any(
                    isinstance(block, Table) and len(block.columns) >= WIDE
                    for section in page.sections
                    for block in section.blocks
                ),
                "brief": [len(section.blocks) for section in page.sections] == [1]
                and isinstance(page.sections[0].blocks[0], Paragraph),
                "sections": [
                    {
                        "id": section.id,
                        "title": section.title,
                        "blocks": [_block(block, dossier, environment) for block in section.blocks],
                    }
                    for section in page.sections
                ],
            }
            for page in dossier.pages
        ],
    }


def _block(block: Block, dossier: Dossier, environment: Environment) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "look": block.look, "line": _line(block.line, dossier)}
        case Heading():
            return {
                "kind": "heading",
                "text": block.text,
                "id": block.id,
                "badge": block.badge.text if block.badge else "",
            }
        case Facts():
            return {
                "kind": "facts",
                "facts": [[label, _line(value, dossier)] for label, value in block.facts],
            }
        case Counts():
            counts = [
                [label, numeral(number, dossier.language), look] for label, number, look in block.counts
            ]
            return {"kind": "counts", "counts": counts}
        case Steps():
            return {
                "kind": "steps",
                "ordered": block.ordered,
                "items": [_line(item, dossier) for item in block.items],
            }
        case Figure():
            cut = strips(environment, block.drawing, style=style(environment))
            return {"kind": "figure", "title": block.title, **asdict(cut)}
        case Table():
            return {
                "kind": "table",
                "title": block.title if block.folded else "",
                "columns": list(block.columns),
                "widths": list(block.widths or (1,) * len(block.columns)),
                "rows": [
                    {
                        "id": row.id,
                        "short": max(len(cell.text) for cell in row.cells) <= UNBROKEN,
                        "cells": [[_line(line, dossier) for line in cell.lines] for cell in row.cells],
                        "details": [_details(cell, dossier) for cell in row.cells],
                    }
                    for row in block.rows
                ],
            }


def _details(cell: Cell, dossier: Dossier) -> list[list[str]]:
    """What pages show on demand, in full, as one line of plain text."""
    if cell.details and not cell.on_paper:
        return [[cell.summary, "muted", ""]]
    joined: list[list[str]] = []
    for line in cell.details:
        shown = [[run.text, "muted", _target(run.target, dossier)] for run in line]
        joined += [[", ", "muted", ""], *shown] if joined else shown
    return joined


def _line(line: Line, dossier: Dossier) -> list[list[str]]:
    return [[run.text, run.look, _target(run.target, dossier)] for run in line]


def _target(target: str, dossier: Dossier) -> str:
    if target.startswith("https://"):
        return target
    return target if target.startswith("#") and target[1:] in dossier.places else ""
