"""The file as Markdown that GitHub and GitLab render: one file a page, diagrams as pictures beside."""

from __future__ import annotations

import re

from jinja2 import Environment

from hds_blueprint.dossier.anchors import slug
from hds_blueprint.dossier.diagram import standing_alone
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
    Steps,
    Table,
)
from hds_blueprint.dossier.typography import numeral

_SPECIAL = "\\`*_{}[]<>|#~$@&"
# What would make a list, a heading or a rule of a paragraph that begins so.
_STARTS = re.compile(r"(\d+)([.)])|([-+=])")


def pages(dossier: Dossier, environment: Environment) -> dict[str, str]:
    """Every file of one language: its name to its text. The list of pages is README.md."""
    files: dict[str, str] = {"README.md": _contents(dossier)}
    writer = _Writer(dossier)
    for page in dossier.pages:
        files[f"{page.name}.md"] = writer.page(page)
        for section in page.sections:
            for block in section.blocks:
                if isinstance(block, Figure):
                    picture = standing_alone(environment, block.drawing, title=block.title)
                    files[_picture(page, block)] = picture + "\n"
    return files


def _contents(dossier: Dossier) -> str:
    lines = [f"# {escaped(dossier.title)}", "", escaped(dossier.subtitle), ""]
    chapter = ""
    for page in dossier.pages:
        if page.chapter != chapter:
            chapter = page.chapter
            lines += ["", f"## {escaped(chapter)}", ""]
        lines.append(f"- [{escaped(page.title)}]({page.name}.md)")
    return "\n".join([*lines, "", escaped(dossier.disclaimer), ""])


def _picture(page: Page, figure: Figure) -> str:
    return f"diagrams/{page.name}-{slug(figure.title).lower()}.svg"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is; a line break is a space."""
    return "".join(f"\\{char}" if char in _SPECIAL else char for char in " ".join(text.splitlines()))


def _paragraph(text: str) -> str:
    """Text that stays a paragraph, whatever it begins with."""
    found = _STARTS.match(text)
    if found is None:
        return text
    start = f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}"
    return start + text[found.end() :]


class _Writer:
    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    def page(self, page: Page) -> str:
        parts = [
            f"# {escaped(page.title)}",
            f"{escaped(self.dossier.title)} · {escaped(page.chapter)} · [↑](README.md)",
        ]
        for section in page.sections:
            parts.append(f'<a id="{section.id}"></a>\n\n## {escaped(section.title)}')
            parts += [self.block(block, page) for block in section.blocks]
        return "\n\n".join([*parts, f"---\n\n{escaped(self.dossier.disclaimer)}"]) + "\n"

    def block(self, block: Block, page: Page) -> str:
        match block:
            case Paragraph():
                text = _paragraph(self.line(block.line, page).strip())
                return f"> {text}" if block.look == "notice" else text
            case Heading():
                anchor = f'<a id="{block.id}"></a>\n\n' if block.id else ""
                badge = f" ({escaped(block.badge.text)})" if block.badge else ""
                return f"{anchor}### {escaped(block.text)}{badge}"
            case Facts():
                rows = [
                    f"| **{escaped(label)}** | {self.line(value, page)} |" for label, value in block.facts
                ]
                return "\n".join(["| | |", "|---|---|", *rows])
            case Counts():
                language = self.dossier.language
                return " · ".join(
                    f"**{numeral(number, language)}** {escaped(label)}" for label, number, _ in block.counts
                )
            case Steps():
                marks = [f"{number}." if block.ordered else "-" for number in range(1, len(block.items) + 1)]
                return "\n".join(
                    f"{mark} {_paragraph(self.line(item, page))}"
                    for mark, item in zip(marks, block.items, strict=True)
                )
            case Figure():
                return f"![{escaped(block.title)}]({_picture(page, block)})"
            case Table():
                return self.table(block, page)

    def table(self, table: Table, page: Page) -> str:
        title = f"**{escaped(table.title)}**\n\n" if table.folded else ""
        heads = " | ".join(escaped(column) or " " for column in table.columns)
        rows = [
            "| "
            + (f'<a id="{row.id}"></a>' if row.id else "")
            + " | ".join(self.cell(cell, page) for cell in row.cells)
            + " |"
            for row in table.rows
        ]
        return title + "\n".join([f"| {heads} |", "|" + "---|" * len(table.columns), *rows])

    def cell(self, cell: Cell, page: Page) -> str:
        shown = "<br>".join(self.line(line, page) for line in cell.lines)
        if not cell.details:
            return shown
        if not cell.on_paper:
            return f"{shown}<br>{escaped(cell.summary)}"
        more = "<br>".join(self.line(line, page) for line in cell.details)
        return f"{shown}<details><summary>{escaped(cell.summary)}</summary>{more}</details>"

    def line(self, line: Line, page: Page) -> str:
        return "".join(self.run(run, page) for run in line)

    def run(self, run: Run, page: Page) -> str:
        text = escaped(run.text)
        if run.look in ("strong", "good", "bad", "unsure") and text.strip():
            text = f"**{text}**"
        elif run.look == "code" and text:
            # code spans have no escapes, and a bar would end the cell of a table
            text = f"<code>{text}</code>"
        elif run.look == "blank":
            text = f"<mark>{text}</mark>"
        target = self.address(run.target, page)
        return f"[{text}]({target})" if target else text

    def address(self, target: str, page: Page) -> str:
        if target.startswith("https://"):
            return target.replace(" ", "%20").replace(")", "%29")
        place = self.dossier.places.get(target[1:]) if target.startswith("#") else None
        if place is None:
            return ""
        return target if place == page.name else f"{place}.md{target}"
