"""A first document from a few answers: commented, and such that it validates."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from hds_blueprint.hosting.document import DocumentError
from hds_blueprint.hosting.loader import load
from hds_blueprint.hosting.scalars import resolve
from hds_blueprint.hosting.wording import Language, texts
from hds_blueprint.problem import Problem

Template = Literal["minimal", "web", "worker", "fhir", "imaging", "warehouse"]
TEMPLATES: tuple[Template, ...] = get_args(Template)
Answers = Mapping[str, str | bool | None]

# Each question and the field of the document that its answer becomes.
QUESTIONS: Mapping[str, str] = {
    "name": "service.name",
    "title": "service.title",
    "owner": "service.owner",
    "profile": "service.profile",
    "environment": "service.environment",
    "organisation": "organisation.name",
    "on_behalf_of_others": "organisation.on_behalf_of_others",
    "care_context": "organisation.care_context",
    "region": "location.region",
    "recovery_region": "location.recovery_region",
    "incident_contact": "alerts.incident_contact",
    "health_professional_contact": "alerts.health_professional_contact",
    "hostname": "workloads.web.hostname",
    "image": "workloads.web.image",
}
_HEALTH_ONLY = ("organisation", "on_behalf_of_others", "care_context", "health_professional_contact")
# The stage of a stack by the usual names of its document.
_STAGES = {"dev": "development", "development": "development", "staging": "staging", "test": "staging"}
# Well-known images, so that the templates can be tried as they are.
_IMAGES: Mapping[str, str] = {
    "fhir": "hapiproject/hapi:v8.2.0-1",
    "imaging": "orthancteam/orthanc:25.8.1",
}
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


def asked(template: Template, profile: str) -> tuple[str, ...]:
    """The questions that matter for a template and a profile, in the order of the document."""
    left_out: set[str] = set(_HEALTH_ONLY if profile == "generic" else ())
    if template == "minimal":
        left_out |= {"hostname", "image"}
    if template == "worker":
        left_out.add("hostname")
    return tuple(question for question in QUESTIONS if question not in left_out)


def default(question: str, answers: Answers, template: Template) -> str | None:
    """What an unanswered question gets, from the answers before it; None where it cannot be guessed."""
    name = str(answers.get("name") or "service")
    return {
        "title": name,
        "profile": "hds",
        "environment": "production",
        "region": "eu-west-3",
        "recovery_region": "eu-central-1",
        "incident_contact": answers.get("owner"),
        "hostname": f"{name}.example.org",
        "image": _IMAGES.get(template, f"example/{name}:1.0.0"),
    }.get(question)  # pyright: ignore[reportReturnType]


def stage_of(document: Path) -> str | None:
    """The stage that a document's file name speaks of (`dev.yaml`: development), where it does."""
    return _STAGES.get(document.stem)


def render(template: Template, answers: Answers, language: Language, schema: str | None = None) -> str:
    """The document as commented YAML; `schema` is the way from it to the JSON Schema, where there is one.

    An open answer leaves its line as a comment.
    """
    written = texts(f"init.{language}")
    words: dict[str, str] = {**written["blocks"], **written["templates"]}
    profile = answers.get("profile")
    stages = texts("init-stages")
    stage = stages.get(str(answers.get("environment")), stages["production"])
    blocks = [
        *(("editor",) if schema else ()),
        "head",
        *(("organisation",) if profile != "generic" and _says_of_organisation(answers) else ()),
        "other" if profile == "generic" else "health",
        "place",
        *(() if template == "minimal" else (template,)),
        *(("thrift",) if stage["thrift"] else ()),
        "alerts",
    ]
    values = {key: _scalar(value) for key, value in answers.items() if value is not None}
    values |= {**stage, "schema": schema or ""}
    lines = (_filled(line, values) for block in blocks for line in words[block].splitlines())
    return "\n".join(lines) + "\n"


def problems(text: str, language: Language, as_of: date, *, stack: str = "document") -> tuple[Problem, ...]:
    """What is wrong with the document of a stack that has not been written yet: errors alone, without file
    and line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{stack}.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            load(path, as_of=as_of, language=language)
        except DocumentError as error:
            return tuple(
                replace(problem, file=None, line=None, column=None)
                for problem in error.problems
                if problem.severity == "error"
            )
    return ()


def path_of(question: str, template: Template) -> str:
    """The document's path of a question's answer."""
    return QUESTIONS[question].replace("workloads.web.", f"workloads.{template}.")


def _says_of_organisation(answers: Answers) -> bool:
    return any(answers.get(each) is not None for each in _HEALTH_ONLY[:3])


def _scalar(value: str | bool) -> str:
    """A value as YAML takes it without doubt; JSON's quoting is YAML's."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
    plain = re.fullmatch(r"[a-z][a-z0-9-]*", text) and resolve(text) == text
    return text if plain else json.dumps(text, ensure_ascii=False)


def _filled(line: str, values: Mapping[str, str]) -> str:
    names = _PLACEHOLDER.findall(line)
    if any(name not in values for name in names):
        indent = line[: len(line) - len(line.lstrip())]
        return f"{indent}# {_PLACEHOLDER.sub('…', line.lstrip())}"
    return _PLACEHOLDER.sub(lambda match: values[match[1]], line)
