"""Control matrices: each requirement of a framework with the evidence that this stack gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hds_blueprint.dossier import texts
from hds_blueprint.dossier.language import Language, translations
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.policies.catalogue.frameworks import Framework, Requirement, framework
from hds_blueprint.policies.verdict import Status, Verdict

# HDS is spoken of only where health data are hosted; ISO 27001 always.
HDS_FRAMEWORKS = ("hds-2.0", "csp-r1111-11")
OTHER_FRAMEWORKS = ("iso-27001-2022",)
SHOWN = (Status.PASS, Status.FAIL, Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement: how it is met, what the rules found, what is left for people."""

    anchor: str
    id: str
    title: str
    ways: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    rules: tuple[str, ...]
    evidence: tuple[str, ...]
    remains: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """A framework as a table, with its date and what must be known of its text."""

    id: str
    title: str
    source: str
    caption: str
    rows: tuple[Row, ...]


def matrices(graph: ResourceGraph, verdict: Verdict, language: Language) -> tuple[Matrix, ...]:
    """The matrices that concern this stack."""
    found: dict[str, Counter[str]] = {}
    for finding in verdict.findings:
        if finding.tool == "hds" and finding.waiver is None:
            found.setdefault(finding.rule, Counter())[finding.status.value] += 1
    built = {resource.type.split(":")[1] for resource in graph.resources if resource.type.startswith("hds:")}
    chosen = (*HDS_FRAMEWORKS, *OTHER_FRAMEWORKS) if graph.health_data else OTHER_FRAMEWORKS
    return tuple(_matrix(framework(name), found, built, language) for name in chosen)


def _matrix(source: Framework, found: dict[str, Counter[str]], built: set[str], language: Language) -> Matrix:
    translate = translations(language).gettext
    read = translate("Official text: %(source)s. State of knowledge: %(date)s.") % {
        "source": source.source,
        "date": source.state_of_knowledge,
    }
    return Matrix(
        id=f"matrix-{source.id}",
        title=source.title.say(language),
        source=source.note.say(language),
        caption=read,
        rows=tuple(_row(requirement, found, built, language) for requirement in source.requirements),
    )


def _row(
    requirement: Requirement, found: dict[str, Counter[str]], built: set[str], language: Language
) -> Row:
    translate = translations(language).gettext
    words = texts.ways(translate)
    total = sum((found.get(rule, Counter()) for rule in requirement.rules), Counter[str]())
    # roles are built with the services, and have no component resource of their own
    present = [name for name in requirement.components if name in built or name.endswith("_roles")]
    evidence: list[str] = []
    if present:
        names = texts.components(translate)
        evidence.append(
            translate("Components of this stack: %(names)s.")
            % {"names": ", ".join(names.get(name, name) for name in present)}
        )
    if requirement.inherited is not None:
        evidence.append(requirement.inherited.say(language))
    if requirement.rules and not any(total[status.value] for status in SHOWN):
        evidence.append(translate("No resource of this stack is concerned by the rules."))
    return Row(
        anchor=f"{requirement.framework}-{requirement.id}".replace(" ", "-"),
        id=requirement.id,
        title=requirement.title.say(language),
        ways=tuple(words[way] for way in requirement.means if way != "component" or present),
        counts=tuple((status.value, total[status.value]) for status in SHOWN),
        rules=requirement.rules,
        evidence=tuple(evidence),
        remains=requirement.remaining.say(language) if requirement.remaining is not None else "",
    )
