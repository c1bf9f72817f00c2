"""The questions of `hds init`: answers given as options, asked in a terminal, or by default."""

from __future__ import annotations

import typer

from hds_blueprint.command.day import day
from hds_blueprint.hosting.initial_document import (
    QUESTIONS,
    Answers,
    Template,
    asked,
    default,
    path_of,
    problems,
    render,
)
from hds_blueprint.hosting.wording import Language, texts
from hds_blueprint.problem import InputError, Problem

_CANNOT_BE_GUESSED = ("name", "owner")
_MAY_STAY_OPEN = ("organisation", "health_professional_contact")
_YES_OR_NO = ("on_behalf_of_others", "care_context")


def answered(
    given: Answers, template: Template, language: Language, *, asks: bool, stack: str = "document"
) -> dict[str, str | bool | None]:
    """An answer to every question, None where it stays open; `asks` puts those that are not given.

    `stack` is the name of the document's file, without its ending.

    Raises InputError with every answer that is missing and cannot be guessed.
    """
    # real data stay in production
    usual = "hds" if given.get("environment") in (None, "production") else "synthetic"
    answers = {**given, "profile": given.get("profile") or usual}
    if asks:
        _ask(answers, given, template, language, stack)
    missing: list[Problem] = []
    for question in asked(template, str(answers["profile"])):
        if answers[question] is None:
            answers[question] = default(question, answers, template)
        if answers[question] is None and question in _CANNOT_BE_GUESSED:
            missing.append(
                Problem(
                    "this cannot be guessed",
                    path=f"--{question}",
                    suggestion=f"Add --{question}, or answer the questions in a terminal.",
                    code="missing-answer",
                )
            )
    if missing:
        raise InputError(missing)
    return answers


def _ask(
    answers: dict[str, str | bool | None],
    given: Answers,
    template: Template,
    language: Language,
    stack: str,
) -> None:
    """Asks in the document's order; a wrong answer is explained and asked again."""
    words = texts(f"init.{language}")
    for question in QUESTIONS:
        if question not in asked(template, str(answers["profile"])) or given[question] is not None:
            continue
        if question in _YES_OR_NO:
            answers[question] = typer.confirm(words["questions"][question])
            continue
        explanation: str | None = ""
        while explanation is not None:
            if explanation:
                typer.echo(explanation, err=True)
            answers[question] = _prompt(question, words["questions"][question], answers, template)
            explanation = _wrong(question, answers, template, language, stack)


def _prompt(question: str, wording: str, answers: Answers, template: Template) -> str | None:
    """One answer; an empty one where the document may leave the field open."""
    if question in _MAY_STAY_OPEN:
        return typer.prompt(wording, default="", show_default=False) or None
    return typer.prompt(wording, default=default(question, answers, template))


def _wrong(question: str, answers: Answers, template: Template, language: Language, stack: str) -> str | None:
    """What is wrong with the answer to one question, the open ones by default; None where nothing is."""
    filled: dict[str, str | bool | None] = {"name": "service", "title": "-", "owner": "owner@example.org"}
    for each in asked(template, str(answers["profile"])):
        value = answers[each] if answers[each] is not None else default(each, {**filled, **answers}, template)
        if value is not None:
            filled[each] = value
    filled["profile"] = answers["profile"]
    path = path_of(question, template)
    for problem in problems(render(template, filled, language), language, day(None), stack=stack):
        if problem.path == path:
            again: str = texts(f"init.{language}")["words"]["again"]
            return again.format(reason=problem.reason, suggestion=problem.suggestion or "")
    return None
