"""Control matrices: each requirement of a framework with the evidence that this stack gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from hds_blueprint.dossier import components, texts
from hds_blueprint.dossier.anchors import slug
from hds_blueprint.dossier.language import Language, translations
from hds_blueprint.dossier.typography import typeset
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.policies.catalogue.frameworks import Framework, Requirement, framework
from hds_blueprint.policies.verdict import Status, Verdict

# HDS is spoken of only where health data are hosted; ISO 27001 always.
HDS_FRAMEWORKS = ("hds-2.0", "csp-r1111-11")
OTHER_FRAMEWORKS = ("iso-27001-2022",)
SHOWN = (Status.PASS.value, Status.FAIL.value, Status.UNKNOWN.value, "WAIVED")
# Its clauses are numbered as before decree 2026-209; what the decree adds has no confirmed number yet.
NUMBERED_CLAUSES = "csp-r1111-11"


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to another row of the page, or to a web address."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement: what it asks, how it is met, what the rules found, what is left for people.

    `counts` are verdicts by status (`WAIVED` for those under a waiver), zeros left out; `read` and `read_on`
    say where and when its text was read, and how sure that is. `reference` is framework and id as the
    catalogue has them; `built` says that the stack has a component for it, `inherited` that AWS ensures a
    part.
    """

    anchor: str
    id: str
    title: str
    summary: str
    legal_reference: str
    scenarios: tuple[texts.Fact, ...]
    related: tuple[Link, ...]
    read: Link
    read_on: str
    ways: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    rules: tuple[str, ...]
    evidence: tuple[str, ...]
    remains: str
    reference: tuple[str, str]
    built: bool
    inherited: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under a heading of their own; the heading is empty where the matrix is one block."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A framework as tables, with its dates, its sources and what must be known of its text.

    `figures` are numbers of requirements by how much of them configuration can evidence.
    """

    framework: str
    id: str
    title: str
    note: str
    facts: tuple[texts.Fact, ...]
    figures: tuple[texts.Fact, ...]
    blocks: tuple[Block, ...]


def matrices(
    graph: ResourceGraph,
    verdict: Verdict,
    language: Language,
    translate: Callable[[str], str] | None = None,
) -> tuple[Matrix, ...]:
    """The matrices that concern this stack; `translate` is the catalogue to use where it is not ours."""
    found: dict[str, Counter[str]] = {}
    for finding in verdict.findings:
        if finding.tool == "hds":
            status = finding.status.value if finding.waiver is None else "WAIVED"
            found.setdefault(finding.rule, Counter())[status] += 1
    built = components.built(graph)
    chosen = (*HDS_FRAMEWORKS, *OTHER_FRAMEWORKS) if graph.health_data else OTHER_FRAMEWORKS
    writer = _Writer(language, found, built, frozenset(chosen), translate or translations(language).gettext)
    return tuple(writer.matrix(framework(name)) for name in chosen)


def version_text(source: Framework, translate: Callable[[str], str], language: Language) -> str:
    """The version of a framework in words: a number, a day, or what it was before a change of the law."""
    if source.id == NUMBERED_CLAUSES:
        return translate("before decree 2026-209")
    return texts.day(source.version, language)


@dataclass(frozen=True, slots=True)
class _Writer:
    language: Language
    found: dict[str, Counter[str]]
    built: frozenset[str]
    shown: frozenset[str]
    translate: Callable[[str], str]

    def matrix(self, source: Framework) -> Matrix:
        extents = texts.extents(self.translate)
        numbers = Counter(requirement.evidence for requirement in source.requirements)
        return Matrix(
            framework=source.id,
            id=f"matrix-{slug(source.id)}",
            title=typeset(source.title.say(self.language), self.language),
            note=typeset(source.note.say(self.language), self.language),
            facts=self._facts(source),
            figures=tuple(
                texts.Fact(text, str(numbers[extent])) for extent, text in extents.items() if numbers[extent]
            ),
            blocks=self._blocks(source),
        )

    def _facts(self, source: Framework) -> tuple[texts.Fact, ...]:
        translate = self.translate
        return (
            texts.Fact(translate("Version"), version_text(source, translate, self.language)),
            texts.Fact(translate("Published"), texts.day(source.published, self.language)),
            texts.Fact(translate("State of knowledge"), texts.day(source.state_of_knowledge, self.language)),
            texts.Fact(translate("Official place"), _host(source.source), source.source),
        )

    def _blocks(self, source: Framework) -> tuple[Block, ...]:
        if source.id != NUMBERED_CLAUSES:
            return (Block("", self._rows(source.requirements)),)
        numbered = [each for each in source.requirements if each.id.isdecimal()]
        added = [each for each in source.requirements if not each.id.isdecimal()]
        return (
            Block(self.translate("Clauses as numbered before decree 2026-209"), self._rows(numbered)),
            Block(self.translate("Added by decree 2026-209 of 24 March 2026"), self._rows(added)),
        )

    def _rows(self, requirements: Iterable[Requirement]) -> tuple[Row, ...]:
        return tuple(self._row(requirement) for requirement in requirements)

    def _row(self, requirement: Requirement) -> Row:
        translate, language = self.translate, self.language
        total = sum((self.found.get(rule, Counter()) for rule in requirement.rules), Counter[str]())
        present = self._present(requirement)
        ways = texts.ways(translate)
        provenance = requirement.provenance
        confidence = texts.confidences(translate)[provenance.confidence]
        return Row(
            anchor=_anchor(requirement.framework, requirement.id),
            id=_shown_id(requirement),
            title=typeset(requirement.title.say(language), language),
            summary=typeset(requirement.summary.say(language), language) if requirement.summary else "",
            legal_reference=requirement.legal_reference or "",
            scenarios=tuple(
                texts.Fact(letter, typeset(text.say(language), language))
                for letter, text in requirement.scenarios.items()
            ),
            related=self._related(requirement),
            read=Link(f"{confidence}, {_host(provenance.source)}", provenance.source),
            read_on=texts.day(provenance.date, language, style="short"),
            ways=tuple(ways[way] for way in requirement.means if way != "component" or present),
            counts=tuple((status, total[status]) for status in SHOWN if total[status]),
            rules=tuple(rule for rule in requirement.rules if rule in self.found),
            evidence=self._evidence(requirement, present, total),
            remains=typeset(requirement.remaining.say(language), language) if requirement.remaining else "",
            reference=(requirement.framework, requirement.id),
            built=bool(present),
            inherited=requirement.inherited is not None,
        )

    def _present(self, requirement: Requirement) -> list[str]:
        return [name for name in requirement.components if name in self.built]

    def _evidence(self, requirement: Requirement, present: list[str], total: Counter[str]) -> tuple[str, ...]:
        translate = self.translate
        evidence: list[str] = []
        if present:
            said = ", ".join(dict.fromkeys(components.titles(name, self.language) for name in present))
            evidence.append(translate("Components: %(names)s.") % {"names": said})
        if requirement.inherited is not None:
            evidence.append(typeset(requirement.inherited.say(self.language), self.language))
        if requirement.rules and not any(total[status] for status in SHOWN):
            evidence.append(translate("No resource of this stack is concerned by the rules."))
        return tuple(evidence)

    def _related(self, requirement: Requirement) -> tuple[Link, ...]:
        links: list[Link] = []
        named: set[str] = set()
        for reference in requirement.related:
            source, _, own = reference.partition(":")
            if source not in self.shown:
                continue
            # numbers of Annex A say nothing alone: the first of them is led by the name of the standard
            prefix = "ISO\u00a027001 " if source.startswith("iso-27001") and source not in named else ""
            named.add(source)
            links.append(Link(prefix + own, f"#{_anchor(source, own)}"))
        return tuple(links)


def _anchor(source: str, own: str) -> str:
    return f"{slug(source)}-{slug(own)}"


def _shown_id(requirement: Requirement) -> str:
    if requirement.framework != NUMBERED_CLAUSES:
        return requirement.id
    return f"{requirement.id}°" if requirement.id.isdecimal() else ""


def _host(address: str) -> str:
    return (urlsplit(address).hostname or address).removeprefix("www.")
