"""A page as its readers' programs see it: ids, links, texts and sections, from html.parser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "wbr", "img", "hr", "input", "col"}
SVG_LEAVES = {"rect"}


@dataclass
class Page:
    """What was read. `errors` are tags that do not match; `sections` texts by the id of their section."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    diagram_links: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sections: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.page.tags.append(tag)
        if "id" in given:
            self.page.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.page.links.append(given["href"])
            if any(name == "svg" for name, _ in self.open):
                self.page.diagram_links.append(given["href"])
        if tag in ("td", "th") and (row := self._inside("tr")):
            self.page.rows.setdefault(row, []).append("")
        if tag not in VOID | SVG_LEAVES:
            self.open.append((tag, given.get("id", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self.page.errors.append(f"</{tag}> closes {self.open[-1:]} at {self.getpos()}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self._is_in("style"):
            return
        self.page.text += data
        if section := self._inside("section"):
            self.page.sections[section] = self.page.sections.get(section, "") + data
        if (row := self._inside("tr")) and self.page.rows.get(row):
            self.page.rows[row][-1] += data

    def _inside(self, tag: str) -> str:
        return next((id_ for name, id_ in reversed(self.open) if name == tag and id_), "")

    def _is_in(self, tag: str) -> bool:
        return any(name == tag for name, _ in self.open)


def read(html: str) -> Page:
    """The page; `rows` has the texts of the cells of each table row that has an id."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.page.errors.extend(f"<{tag}> is never closed" for tag, _ in reader.open)
    return reader.page
