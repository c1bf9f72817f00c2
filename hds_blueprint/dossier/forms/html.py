"""The file as a static site: one HTML file a page, one style sheet, a script for search; no server needed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from hds_blueprint.dossier.diagram import strips, svg
from hds_blueprint.dossier.forms import line_breaks
from hds_blueprint.dossier.language import LANGUAGES, NAMES, Language
from hds_blueprint.dossier.layout import Box
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
    Run,
    Section,
    Steps,
    Table,
)
from hds_blueprint.dossier.typography import numeral

KIND_SHOWN = 60  # characters of a row's second cell beside its name in the search
BADGES = ("good", "bad", "unsure", "none")
_WORD = re.compile(r"[0-9a-z]+")


def site(dossier: Dossier, environment: Environment, languages: Sequence[Language]) -> dict[str, str]:
    """Every file of one language: path below the site's root to its text."""
    context: dict[str, Any] = {
        "show": _Shower(dossier, environment).block,
        "prose": line_breaks.prose,
        "dossier": dossier,
        "chapters": _chapters(dossier),
        "logo": dossier.logo.address if dossier.logo else "",
        "others": [
            {"code": code, "name": NAMES[code]}
            for code in LANGUAGES
            if code in languages and code != dossier.language
        ],
    }
    template = environment.get_template("page.html.j2")
    lone = environment.get_template("lone.html.j2")
    files = {
        f"{dossier.language}/{page.name}.html": (lone if page.lone else template).render(page=page, **context)
        for page in dossier.pages
    }
    files[f"{dossier.language}/search-index.js"] = search_index(dossier)
    return files


def shared(environment: Environment) -> dict[str, str]:
    """The files that all pages of all languages use."""
    return {f"assets/{name}": environment.get_template(name).render() for name in ("style.css", "site.js")}


def search_index(dossier: Dossier) -> str:
    """What can be found: every row of a table that links can lead to, and every section with all the rest.

    A script and not JSON, because a browser does not load JSON beside a page that was opened from a folder.
    """
    entries: list[list[str]] = []
    for page in dossier.pages:
        for section in page.sections:
            said = _folded(f"{page.title} {_said(section.blocks)}")
            entries.append([page.name, section.id, section.title, page.title, said])
            for block in section.blocks:
                if not isinstance(block, Table):
                    continue
                for row in block.rows:
                    if row.id:
                        title, kind, *_ = (*(cell.text.partition("\n")[0] for cell in row.cells), "")
                        place = " · ".join(filter(None, (kind[:KIND_SHOWN], block.title or section.title)))
                        words = _folded(" ".join([block.title, *(cell.text for cell in row.cells)]))
                        entries.append([page.name, row.id, title, place, words])
    return f"window.searchIndex = {json.dumps(entries, ensure_ascii=False, separators=(',', ':'))};\n"


def _said(blocks: Sequence[Block]) -> str:
    parts: list[str] = []
    for block in blocks:
        match block:
            case Paragraph():
                parts += [run.text for run in block.line]
            case Facts():
                parts += [f"{label} {''.join(run.text for run in value)}" for label, value in block.facts]
            case Steps():
                parts += [run.text for item in block.items for run in item]
            case Heading():
                parts.append(block.text)
            case Table():
                parts += [cell.text for row in block.rows if not row.id for cell in row.cells]
            case _:
                pass
    return " ".join(parts)


def _folded(text: str) -> str:
    """The words of a text once each, without accents and capitals, as the search compares them."""
    whole = text.lower().replace("œ", "oe").replace("æ", "ae")
    plain = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode()
    return " ".join(dict.fromkeys(_WORD.findall(plain)))


def _chapters(dossier: Dossier) -> dict[str, list[Page]]:
    chapters: dict[str, list[Page]] = {}
    for page in dossier.pages:
        chapters.setdefault(page.chapter, []).append(page)
    return chapters


class _Shower:
    """Blocks as HTML. Links within the file become links to the page that has the id."""

    def __init__(self, dossier: Dossier, environment: Environment) -> None:
        self.dossier = dossier
        self.environment = environment

    def block(self, block: Block, page: Page, section: Section | None = None) -> Markup:
        """One block of a page."""
        match block:
            case Paragraph():
                look = "" if block.look == "plain" else f' class="{block.look}"'
                return _raw(f"<p{look}>{self._line(block.line, page)}</p>")
            case Heading():
                identifier = f' id="{block.id}"' if block.id else ""
                badge = f" {self._run(block.badge, page)}" if block.badge else ""
                return _raw(f"<h3{identifier}>{line_breaks.prose(block.text)}{badge}</h3>")
            case Facts():
                rows = "".join(
                    f"<div><dt>{escape(label)}</dt><dd>{self._line(value, page)}</dd></div>"
                    for label, value in block.facts
                )
                return _raw(f'<dl class="facts">{rows}</dl>')
            case Counts():
                boxes = "".join(
                    f'<div class="count {look if number else "none"}">'
                    f"<b>{numeral(number, self.dossier.language)}</b>{escape(label)}</div>"
                    for label, number, look in block.counts
                )
                return _raw(f'<div class="counts">{boxes}</div>')
            case Steps():
                tag = "ol" if block.ordered else "ul"
                items = "".join(f"<li>{self._line(item, page)}</li>" for item in block.items)
                return _raw(f'<{tag} class="steps">{items}</{tag}>')
            case Table():
                return self._table(block, page)
            case Figure():
                return self._figure(block, page)

    def _figure(self, figure: Figure, page: Page) -> Markup:
        picture = svg(
            self.environment,
            figure.drawing,
            title=figure.title,
            link=lambda anchor: self._address(f"#{anchor}", page),
        )
        label = escape(figure.title)
        shown = f'<div class="scroll" tabindex="0" role="group" aria-label="{label}">{picture}</div>'
        if isinstance(figure.drawing, Box):
            # a browser cuts a tall picture where the paper ends: what is printed are strips, which stay whole
            paper = "".join(strips(self.environment, figure.drawing).pictures)
            paper = f'<div class="on-paper" aria-hidden="true">{paper}</div>'
            shown = f'<div class="on-screen">{shown}</div>{paper}'
        return _raw(shown)

    def _table(self, table: Table, page: Page) -> Markup:
        heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
        total = sum(table.widths)
        widths = "".join(f'<col style="width:{100 * width / total:.4g}%">' for width in table.widths)
        columns = f"<colgroup>{widths}</colgroup>" if widths else ""
        body = "".join(
            f"<tr{self._identifier(row.id)}>"
            + f'<th scope="row">{self._cell(row.cells[0], page)}</th>'
            + "".join(
                f'<td data-label="{escape(title)}">{self._cell(cell, page)}</td>'
                for title, cell in zip(table.columns[1:], row.cells[1:], strict=True)
            )
            + "</tr>\n"
            for row in table.rows
        )
        look = f"wide-{min(len(table.columns), 10)}{' fixed' if widths else ''}"
        shown = (
            f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(table.title)}">'
            f'<table class="{look}">{columns}'
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody></table></div>"
        )
        if table.name and self.dossier.downloads:
            shown += f'<p class="csv"><a href="files/csv/{table.name}.csv" download>CSV</a></p>'
        if table.folded:
            number = f'<span class="muted">({len(table.rows)})</span>'
            return _raw(f"<details open><summary>{escape(table.title)} {number}</summary>{shown}</details>")
        return _raw(shown)

    @staticmethod
    def _identifier(identifier: str) -> str:
        return f' id="{identifier}"' if identifier else ""

    def _cell(self, cell: Cell, page: Page) -> str:
        lines = "".join(f"<div>{self._line(line, page)}</div>" for line in cell.lines)
        if len(cell.lines) == 1 and not cell.details:
            lines = str(self._line(cell.lines[0], page))
        if not cell.details:
            return lines
        items = "".join(f"<li>{self._line(line, page)}</li>" for line in cell.details)
        return f"{lines}<details><summary>{escape(cell.summary)}</summary><ul>{items}</ul></details>"

    def _line(self, line: Line, page: Page) -> Markup:
        return _raw("".join(self._run(run, page) for run in line))

    def _run(self, run: Run, page: Page) -> Markup:
        if run.look == "code":
            text = line_breaks.command(run.text)
        elif run.target.startswith("https://") and " " not in run.text:
            text = line_breaks.name(run.text)
        else:
            text = line_breaks.prose(run.text)
        if run.look in BADGES:
            text = _raw(f'<span class="badge {run.look}">{text}</span>')
        elif run.look == "code":
            text = _raw(f"<code>{text}</code>")
        elif run.look == "blank":
            text = _raw(f'<mark class="blank">{text}</mark>')
        elif run.look != "plain":
            text = _raw(f'<span class="{run.look}">{text}</span>')
        address = self._address(run.target, page)
        return _raw(f'<a href="{escape(address)}">{text}</a>') if address else text

    def _address(self, target: str, page: Page) -> str:
        if target.startswith("https://"):
            return target
        if not target.startswith("#"):
            return ""
        place = self.dossier.places.get(target[1:])
        if place is None:
            return ""
        return target if place == page.name else f"{place}.html{target}"


def _raw(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - every part was escaped where it was put in
