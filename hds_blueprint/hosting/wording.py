"""Texts of the room, read from texts/*.yaml, and complaints put into words."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.printable import printable
from hds_blueprint.problem import Problem

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_LONGEST = 400  # characters of an argument or bound, such as the list of a section's fields
_FOLDER = Path(__file__).with_name("texts")


@lru_cache(maxsize=16)
def texts(name: str) -> Mapping[str, Any]:
    """The texts of one kind as plain data, such as "messages.en".

    They stand in texts/messages.en.yaml and, by topic, in texts/messages-TOPIC.en.yaml.
    """
    kind, _, language = name.partition(".")
    ending = f".{language}.yaml" if language else ".yaml"
    merged: dict[str, Any] = {}
    for path in (_FOLDER / f"{kind}{ending}", *sorted(_FOLDER.glob(f"{kind}-*{ending}"))):
        merged |= yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return merged


def decimal(value: float, language: Language, form: str = "g") -> str:
    """A number as the language writes it: 99.95 in English, 99,95 in French."""
    written = f"{value:{form}}"
    return written.replace(".", ",") if language == "fr" else written


def problem_of(
    complaint: Complaint,
    language: Language,
    *,
    file: str,
    line: int | None,
    column: int | None,
    path: str,
) -> Problem:
    """The complaint in the words of `language`, at the given place (line and column from 1)."""
    message = texts(f"messages.{language}")[complaint.code]
    given = {name: printable(text, _LONGEST) for name, text in complaint.arguments.items()}
    arguments = {**given, **_details(complaint, language)}
    reason = message["reason"].format_map(arguments)
    because = _why(complaint, language)
    if because and re.split("[:;(]", because)[0].strip() not in reason:  # a source is named once
        reason = f"{reason} ({because})"
    return Problem(
        reason,
        file=file,
        line=line,
        column=column,
        path=path or None,
        value=None if complaint.value is None else printable(complaint.value),
        bound=_bound(complaint, language),
        suggestion=_suggestion(message.get("suggestion", ()), arguments),
        code=complaint.code,
        severity=complaint.severity,
    )


def placeholders(wording: str) -> set[str]:
    """The names in braces of a wording."""
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name}


def _suggestion(wordings: str | list[str], arguments: Mapping[str, str]) -> str | None:
    """The first of the message's suggestions whose braces can all be filled."""
    for wording in [wordings] if isinstance(wordings, str) else wordings:
        if placeholders(wording) <= arguments.keys():
            return wording.format_map(arguments)
    return None


def _bound(complaint: Complaint, language: Language) -> str | None:
    """The bound; a pattern is replaced by the sentence that says what it accepts."""
    bound = complaint.bound
    if bound is None:
        return None
    return printable(texts(f"formats.{language}").get(bound, bound), _LONGEST)


def _details(complaint: Complaint, language: Language) -> dict[str, str]:
    """Arguments in the words of `language`: a region's place, libyaml's finding."""
    if "place" in complaint.arguments:
        from hds_blueprint.hosting.facts import regions

        return {"place": regions()[complaint.arguments["place"]].place_in(language)}
    if complaint.code != "yaml-syntax":
        return {}
    found = complaint.arguments["problem"]
    syntax = texts(f"syntax.{language}")
    return {"explanation": next((text for start, text in syntax.items() if found.startswith(start)), found)}


def _why(complaint: Complaint, language: Language) -> str | None:
    """Why the field is bounded as it is (article or source), where the fields' texts say so."""
    if complaint.bound is None or not complaint.location:
        return None
    from hds_blueprint.hosting.model_paths import member_at

    member = member_at(complaint.location)
    return texts(f"fields.{language}").get(member.field, {}).get("why") if member and member.field else None
