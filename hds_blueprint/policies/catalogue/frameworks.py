"""Loads the frameworks and joins them with the rules that cite them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from hds_blueprint.data_files import read_data
from hds_blueprint.policies.metadata import Bilingual, Data
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.problem import InputError

FRAMEWORKS = (
    *("hds-2.0", "iso-27001-2022", "csp-r1111-11", "cnil-2021-122", "cnil-anonymisation"),
    *("pgssi-s", "secnumcloud-3.2"),
)

# official: read at its publisher; mirror: read on a copy of it; secondary: read in others' words;
# own-reading: concluded by us.
Confidence = Literal["official", "mirror", "secondary", "own-reading"]
# partial: configuration evidences a part; organisational: documents, contracts or people only;
# inherited: AWS's part, beside that of one's own premises; full: configuration evidences all of it.
Evidence = Literal["full", "partial", "inherited", "organisational"]
Means = Literal["automated", "component", "inherited", "organisational"]


class Provenance(Data):
    """Where a fact comes from, when it was read, how sure it is."""

    source: str
    date: str
    confidence: Confidence


class _RequirementData(Data):
    """A requirement as its file holds it; provenance left out is the framework's."""

    id: str
    title: Bilingual
    evidence: Evidence
    remaining: Bilingual | None = None
    summary: Bilingual | None = None
    chapter: str | None = None
    components: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    inherited: Bilingual | None = None
    related: tuple[str, ...] = ()
    legal_reference: str | None = None
    scenarios: dict[str, Bilingual] = Field(default_factory=dict[str, Bilingual])
    source: str | None = None
    date: str | None = None
    confidence: Confidence | None = None


class _FrameworkData(Data):
    """The head of a framework: framework.yaml."""

    id: str
    version: str
    title: Bilingual
    published: str
    state_of_knowledge: str
    note: Bilingual
    source: str
    defaults: Provenance
    files: Annotated[tuple[str, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of a framework.

    `rules` are the ids of the rules that cite it, or that it names itself (evidence, never proof of
    compliance); `components` the modules of `hds_blueprint.components` that help to meet it; `documents`
    the pages of the architecture file that help people with their part; `inherited` what AWS ensures;
    `remaining` what is left for people; `related` requirements of other frameworks, as `framework:id`.
    """

    framework: str
    id: str
    title: Bilingual
    evidence: Evidence
    remaining: Bilingual | None
    provenance: Provenance
    summary: Bilingual | None = None
    chapter: str | None = None
    rules: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    inherited: Bilingual | None = None
    related: tuple[str, ...] = ()
    legal_reference: str | None = None
    scenarios: dict[str, Bilingual] = field(default_factory=dict[str, Bilingual])

    @property
    def reference(self) -> str:
        """`framework:id`, as rules cite it."""
        return f"{self.framework}:{self.id}"

    @property
    def means(self) -> tuple[Means, ...]:
        """How the requirement is met or evidenced; never empty."""
        held: dict[Means, bool] = {
            "automated": bool(self.rules),
            "component": bool(self.components),
            "inherited": self.inherited is not None,
            "organisational": self.remaining is not None,
        }
        return tuple(means for means, present in held.items() if present)


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework with its requirements in their own order; `source` is the official place."""

    id: str
    version: str
    title: Bilingual
    published: str
    state_of_knowledge: str
    note: Bilingual
    source: str
    requirements: tuple[Requirement, ...]


@cache
def framework(framework_id: str) -> Framework:
    """A framework by id, such as `hds-2.0`. Raises InputError for an unknown one."""
    if framework_id not in FRAMEWORKS:
        raise InputError.of(
            "there is no such framework",
            value=framework_id,
            suggestion=f"Choose one of {', '.join(FRAMEWORKS)}.",
            code="unknown-framework",
        )
    package = "hds_blueprint.policies.catalogue"
    head = _FrameworkData.model_validate(read_data(package, f"{framework_id}/framework.yaml"))
    rows = [
        _RequirementData.model_validate(row)
        for name in head.files
        for row in read_data(package, f"{framework_id}/{name}")
    ]
    return Framework(
        head.id,
        head.version,
        head.title,
        head.published,
        head.state_of_knowledge,
        head.note,
        head.source,
        tuple(_requirement(head, row) for row in rows),
    )


@cache
def requirement(reference: str) -> Requirement:
    """A requirement by `framework:id`. Raises KeyError where the framework has none of that id."""
    framework_id, _, own = reference.partition(":")
    found = {each.id: each for each in framework(framework_id).requirements}
    return found[own]


@cache
def _rules_by_control() -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for rule in all_rules().values():
        for control in rule.metadata.controls:
            index.setdefault(control, []).append(rule.id)
    return {control: tuple(rules) for control, rules in index.items()}


def _requirement(head: _FrameworkData, row: _RequirementData) -> Requirement:
    provenance = Provenance(
        source=row.source or head.defaults.source,
        date=row.date or head.defaults.date,
        confidence=row.confidence or head.defaults.confidence,
    )
    return Requirement(
        framework=head.id,
        id=row.id,
        title=row.title,
        evidence=row.evidence,
        remaining=row.remaining,
        provenance=provenance,
        summary=row.summary,
        chapter=row.chapter,
        rules=tuple(sorted({*row.rules, *_rules_by_control().get(f"{head.id}:{row.id}", ())})),
        components=row.components,
        documents=row.documents,
        inherited=row.inherited,
        related=row.related,
        legal_reference=row.legal_reference,
        scenarios=row.scenarios,
    )
