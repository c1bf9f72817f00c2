"""Texts that are longer than a label: data files in both languages, with places for values and for blanks.

In a text, `{name}` stands for a value of the file, `{name|guide}` for a value that may be missing (then the
guide says what people write there), and `[[guide]]` for what only people can state. Commands stand between
backquotes. A text with `when` is said where that value is there, one with `unless` where none of those is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hds_blueprint.data_files import read_data
from hds_blueprint.dossier import texts
from hds_blueprint.dossier.model import Block, Heading, Line, Paragraph, Run, Section, Steps, Table
from hds_blueprint.dossier.source import Source
from hds_blueprint.policies.catalogue import requirement
from hds_blueprint.problem import InputError

Values = Mapping[str, Line]
_Model = TypeVar("_Model", bound=BaseModel)
_PLACE = re.compile(r"\{([a-z_0-9.]+)(?:\|([^{}]+))?\}|\[\[(.+?)\]\]|`([^`]+)`")


class Data(BaseModel):
    """What a file of texts holds: nothing but what its form names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Data):
    """A text in both languages."""

    fr: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class Statement(Words):
    """A text that is said of some files only: where a value is there, or where none of several is."""

    when: str | None = None
    unless: tuple[str, ...] = ()

    def applies(self, values: Values) -> bool:
        """Whether it is said of a file with these values."""
        said = self.when is None or bool(values.get(self.when))
        return said and not any(values.get(name) for name in self.unless)


class BlockText(Data):
    """One block; exactly one field is given. `insert` names blocks that are computed."""

    text: Statement | None = None
    note: Statement | None = None
    heading: Words | None = None
    list_: Annotated[tuple[Statement, ...], Field(alias="list")] = ()
    steps: tuple[Statement, ...] = ()
    insert: str | None = None
    source: tuple[str, str, Literal["official", "mirror", "secondary", "own-reading"]] | None = None


class SectionText(Data):
    """A section. `health_data` sections are left out where no health data are hosted."""

    id: str
    title: Words
    health_data: bool = False
    blocks: tuple[BlockText, ...]


class PageText(Data):
    """The texts of one page."""

    title: Words
    sections: tuple[SectionText, ...]


def page_text(source: Source, name: str) -> PageText:
    """The texts of a page, the user's own where there are some.

    Raises:
        InputError: the user's file has another form than ours.
    """
    return data(source, name, PageText)


def data(source: Source, name: str, model: type[_Model]) -> _Model:
    """A file of texts in its form, the user's own where there is one.

    Raises:
        InputError: the user's file has another form than ours.
    """
    own = source.wording.get(name)
    if own is None:
        return model.model_validate(read_data("hds_blueprint.dossier", f"wording/{name}.yaml"))
    try:
        return model.model_validate(own)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError.of(
            f"this file of texts has another form than ours: {first['msg']}",
            file=f"{name}.yaml",
            path=".".join(str(step) for step in first["loc"]),
            suggestion="Start from a copy of the file of the same name in dossier/wording.",
            code="bad-wording",
        ) from error


def sections(
    source: Source, name: str, values: Values, inserts: Mapping[str, tuple[Block, ...]] | None = None
) -> tuple[Section, ...]:
    """The sections of a page with its values and computed blocks put in."""
    return tuple(
        Section(
            each.id, source.own(_say(source, each.title)), tuple(_blocks(source, each, values, inserts or {}))
        )
        for each in page_text(source, name).sections
        if source.health_data or not each.health_data
    )


def _blocks(
    source: Source, section: SectionText, values: Values, inserts: Mapping[str, tuple[Block, ...]]
) -> Iterator[Block]:
    for block in section.blocks:
        if block.text is not None and block.text.applies(values):
            yield Paragraph(filled(source, block.text, values))
        if block.note is not None and block.note.applies(values):
            yield Paragraph(filled(source, block.note, values), "notice")
        if block.heading is not None:
            yield Heading(source.own(_say(source, block.heading)))
        if block.list_:
            yield Steps(_items(source, block.list_, values))
        if block.steps:
            yield Steps(_items(source, block.steps, values), ordered=True)
        if block.insert is not None:
            yield from inserts.get(block.insert, ())
        if block.source is not None:
            yield Paragraph(read_in(source, *block.source), "muted")


def _items(source: Source, items: tuple[Statement, ...], values: Values) -> tuple[Line, ...]:
    return tuple(filled(source, item, values) for item in items if item.applies(values))


def filled(source: Source, words: Words, values: Values) -> Line:
    """A text with its values and blanks. Raises InputError for a value that nobody computes."""
    text = source.own(_say(source, words))
    found: list[Run] = []
    end = 0
    for match in _PLACE.finditer(text):
        if match.start() > end:
            found.append(Run(text[end : match.start()]))
        end = match.end()
        name, guide, blank, command = match.groups()
        if command is not None:
            found.append(Run(command, "code"))
            continue
        if blank is not None:
            found.append(source.blank(blank))
            continue
        if name not in values:
            raise InputError.of(
                f"a text names a value, and there is no value of this name: {name}",
                value=match.group(),
                suggestion=f"Values are: {', '.join(values)}.",
                code="bad-wording",
            )
        value = values[name]
        found += value or [source.blank(guide) if guide else Run(source.not_stated, "muted")]
    if end < len(text):
        found.append(Run(text[end:]))
    return tuple(found)


def _say(source: Source, words: Words) -> str:
    return words.fr if source.language == "fr" else words.en


def read_in(source: Source, address: str, day: str, confidence: str) -> Line:
    """Where a statement was read, when, and how sure that reading is."""
    said = source.translate("Source, read on %(day)s (%(confidence)s):") % {
        "day": texts.day(day, source.language, style="short"),
        "confidence": texts.confidences(source.translate)[confidence],
    }
    target = address if address.startswith("https://") else ""
    return (Run(f"{said} "), Run(address.removeprefix("https://"), "plain", target))


def cited(source: Source, reference: str) -> Paragraph:
    """Where the text of a requirement of the catalogue was read."""
    provenance = requirement(reference).provenance
    return Paragraph(read_in(source, provenance.source, provenance.date, provenance.confidence), "muted")


def empty_table(table: Table, text: str) -> Block:
    """The table, or a sentence where it has no row."""
    return table if table.rows else Paragraph((Run(text),))
