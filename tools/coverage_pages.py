"""The page of the frameworks, docs/reference/coverage: what requirements rest on, what no rule judges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from hds_blueprint.policies.catalogue import FRAMEWORKS, Framework, Requirement, framework
from hds_blueprint.policies.metadata import Language

LANGUAGES: tuple[Language, ...] = ("en", "fr")
WORDS: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
PATHS: dict[Language, str] = {"en": "docs/reference/coverage.md", "fr": "docs/reference/coverage.fr.md"}
FIGURES = ("automated", "component", "inherited", "organisational")


def contents() -> dict[str, str]:
    """Path of each page to its text."""
    return {PATHS[language]: _page(language) for language in LANGUAGES}


def _page(language: Language) -> str:
    words = WORDS[language]
    found = [framework(name) for name in FRAMEWORKS]
    lines = [f"# {words['title']}", "", words["generated"], "", words["intro"], "", words["hds"], ""]
    lines += [f"## {words['figures']}", "", *_figures(found, language), ""]
    lines += [f"## {words['missing']}", "", words["missing_intro"], ""]
    for each in found:
        missing = [row for row in each.requirements if not row.rules]
        if missing:
            lines += [f"### {each.title.say(language)}", "", *_missing(missing, language), ""]
    for each in found:
        lines += [f"## {each.title.say(language)}", "", _read(each, language), ""]
        lines += [each.note.say(language).strip(), "", *_rows(each, language), ""]
    return "\n".join(lines).rstrip() + "\n"


def _figures(found: list[Framework], language: Language) -> Iterator[str]:
    words = WORDS[language]
    names = ("framework", "requirements", "automated", "alone", "component", "inherited", "organisational")
    yield _line(*(words[name] for name in names))
    yield _line(*("---" for _ in names))
    for each in found:
        rows = each.requirements
        counts = {name: sum(name in row.means for row in rows) for name in FIGURES}
        counts["alone"] = sum(row.means == ("automated",) for row in rows)
        shares = (_share(counts[name], len(rows), language) for name in names[2:])
        yield _line(each.title.say(language), str(len(rows)), *shares)


def _share(number: int, total: int, language: Language) -> str:
    percent = round(100 * number / total)
    return f"{number} ({percent} %)" if language == "fr" else f"{number} ({percent}%)"


def _missing(rows: list[Requirement], language: Language) -> Iterator[str]:
    words = WORDS[language]
    yield _line(words["requirement"], words["remaining"], words["document"])
    yield _line("---", "---", "---")
    for row in rows:
        yield _line(_name(row, language), _remaining(row, language), _documents(row, language))


def _rows(each: Framework, language: Language) -> Iterator[str]:
    words = WORDS[language]
    names = ("requirement", "means", "remaining", "document", "source")
    yield _line(*(words[name] for name in names))
    yield _line(*("---" for _ in names))
    for row in each.requirements:
        read = row.provenance
        yield _line(
            _name(row, language),
            _means(row, language),
            _remaining(row, language),
            _documents(row, language),
            f"[{words['confidence'][read.confidence]}]({read.source}), {read.date}",
        )


def _means(row: Requirement, language: Language) -> str:
    words = WORDS[language]
    said = {
        "automated": words["rules"].format(number=len(row.rules)),
        "component": words["components"].format(names=", ".join(f"`{name}`" for name in row.components)),
        "inherited": words["aws"],
        "organisational": words["people"],
    }
    return "; ".join(said[name] for name in row.means)


def _name(row: Requirement, language: Language) -> str:
    return f"{row.id} {row.title.say(language)}"


def _remaining(row: Requirement, language: Language) -> str:
    return row.remaining.say(language) if row.remaining else ""


def _documents(row: Requirement, language: Language) -> str:
    return ", ".join(f"`{name}`" for name in row.documents) or WORDS[language]["nothing"]


def _read(each: Framework, language: Language) -> str:
    return WORDS[language]["read"].format(
        version=each.version,
        published=each.published,
        state_of_knowledge=each.state_of_knowledge,
        source=each.source,
    )


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
