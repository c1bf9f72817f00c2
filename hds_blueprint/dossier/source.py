"""What the pages are made of: document, graph, verdict, language, and how things are called in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel.units import format_unit

from hds_blueprint.deployment.backend import StatePlace
from hds_blueprint.dossier import components, content, descriptions, texts
from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.inline import link
from hds_blueprint.dossier.labels import TypeLabels, type_labels
from hds_blueprint.dossier.language import Language, translations
from hds_blueprint.dossier.location import state_group
from hds_blueprint.dossier.model import Line, Run
from hds_blueprint.dossier.provenance import Digests, digests, of_files
from hds_blueprint.dossier.topology import account_of
from hds_blueprint.dossier.typography import numeral, percentage, typeset
from hds_blueprint.graph.data_sources import account
from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, Secret, Value
from hds_blueprint.hosting.account import Account, AccountBaseline
from hds_blueprint.hosting.document import Document
from hds_blueprint.hosting.loader import LoadedDocument
from hds_blueprint.hosting.organisation import Organisation
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.service import Service
from hds_blueprint.policies.metadata import Bilingual
from hds_blueprint.policies.verdict import Verdict


@dataclass(frozen=True)
class Source:
    """The inputs of the file in one language. `day` is the day on which waivers and certificates are judged.

    `wording` are texts of the user that win over ours, by the name of their file.
    """

    document: LoadedDocument
    graph: ResourceGraph
    verdict: Verdict
    language: Language
    day: date
    state: StatePlace | None = None
    wording: Mapping[str, Any] = field(default_factory=dict[str, Any])
    catalogue: NullTranslations = field(default_factory=NullTranslations)
    overridden: str = ""  # SHA-256 of the user's folder of templates and texts

    @classmethod
    def of(
        cls,
        document: LoadedDocument,
        graph: ResourceGraph,
        verdict: Verdict,
        language: Language,
        day: date,
        *,
        state: StatePlace | None = None,
        wording: Mapping[str, Any] | None = None,
        templates: Path | None = None,
    ) -> Source:
        """The inputs, with the message catalogue of the language."""
        catalogue = translations(language, templates)
        overridden = of_files(templates, templates) if templates is not None else ""
        return cls(document, graph, verdict, language, day, state, wording or {}, catalogue, overridden)

    @property
    def translate(self) -> Callable[[str], str]:
        """The words of the language for a text of the sources."""
        return self.catalogue.gettext

    @property
    def requirements(self) -> HostingRequirements:
        """The requirements of the service."""
        return self.document.requirements

    @property
    def content(self) -> Document:
        """The document: the requirements of a service, or the baseline of an account."""
        return self.document.content

    @property
    def subject(self) -> Service | Account:
        """What the file is about."""
        content = self.content
        return content.account if isinstance(content, AccountBaseline) else content.service

    @property
    def of_service(self) -> bool:
        """Whether the file is about a service, and not about what an account has once."""
        return not isinstance(self.content, AccountBaseline)

    @property
    def organisation(self) -> Organisation | None:
        """Who runs the service; a baseline does not say."""
        return self.requirements.organisation if self.of_service else None

    @property
    def health_data(self) -> bool:
        """Whether HDS is spoken of: not in the generic profile, which claims nothing."""
        return self.subject.profile != "generic"

    @cached_property
    def labels(self) -> TypeLabels:
        """How resource types are called."""
        return type_labels(self.language)

    @cached_property
    def inventory(self) -> tuple[content.InventoryGroup, ...]:
        """All resources by group, the deployment state last."""
        state = state_group(self.labels, self.graph.stack, self.state)
        return (*content.inventory(self.graph, self.labels), state)

    @cached_property
    def digests(self) -> Digests:
        """The digests of document, graph and verdict."""
        return digests(self.document, self.graph, self.verdict)

    @property
    def digest(self) -> str:
        """SHA-256 of document, graph and verdict together, hexadecimal."""
        return self.digests.whole

    def own(self, text: str) -> str:
        """A text of ours with the typography of the language."""
        return typeset(text, self.language)

    def plural(self, one: str, several: str, number: int) -> str:
        """A text with a number in it, `%(num)d`; both forms are in the message catalogue."""
        return self.catalogue.ngettext(one, several, number) % {"num": number}

    def say(self, text: Mapping[str, str]) -> str:
        """A text of ours that is written in both languages."""
        return self.own(text[self.language])

    def tell(self, text: Bilingual) -> str:
        """A text of the catalogue or of a rule."""
        return self.own(text.say(self.language))

    def number(self, value: float) -> str:
        """A number as the language writes it."""
        return numeral(value, self.language)

    def days(self, value: float) -> str:
        """A number of days with its unit."""
        return format_unit(value, "day", "long", locale=self.language)

    def purpose(self, text: str) -> str:
        """What a resource is for, from its description; that it is not stated where it has none."""
        return self.named(descriptions.purpose(text, self.language)) if text else self.not_stated

    def named(self, name: str) -> str:
        """A name with words in the stead of the account, whose number only the deployment knows."""
        return name.replace(account(), self.translate("(account)"))

    def percent(self, value: float) -> str:
        """A percentage, cut after three decimals and never rounded up."""
        cut = int(value * 1000 + 1e-6) / 1000
        return percentage(cut, self.language)

    def date(self, value: date | str) -> str:
        """A date in words."""
        return texts.day(str(value), self.language)

    def resource(self, urn: str) -> Run:
        """A resource by its name, with a link to its row."""
        found = self.graph.by_urn.get(urn)
        if found is None:
            return Run(urn.rsplit("::", 1)[-1], "code")
        return link(found.name, f"#{anchor(urn)}") if content.is_place(found) else Run(found.name)

    def resources(self, urns: Iterable[str]) -> tuple[Line, ...]:
        """Resources, each on a line with what it is."""
        found = [self.graph.by_urn[urn] for urn in urns if urn in self.graph.by_urn]
        return tuple((self.resource(each.urn), Run(f" {self.kind(each)}", "muted")) for each in found)

    def kind(self, resource: Resource) -> str:
        """What a resource is: a component of ours, or a resource of its type."""
        if components.is_component(resource):
            return components.title(components.kind(resource), self.language)
        return self.labels.title(resource.type)

    def data_class(self, resource: Resource) -> str:
        """The data class of a resource in words."""
        named = content.data_class(resource)
        return texts.data_classes(self.translate).get(named, named)

    def region(self, resource: Resource) -> str:
        """The region of a resource in words, and the account where it is another than the stack's."""
        everywhere = self.labels.is_global(resource.type)
        said = self.translate("All regions") if everywhere else resource.region or self.not_stated
        return f"{said}{self.in_account(self.account(resource))}"

    def account(self, resource: Resource) -> str:
        """The number of the account that a resource is in, where it is another than the stack's."""
        return account_of(self.graph, resource)

    def in_account(self, number: str) -> str:
        """A number of an account as an addition to a place; empty for the stack's own."""
        return " " + self.translate("(account %(number)s)") % {"number": number} if number else ""

    @property
    def yes(self) -> str:
        return self.translate("yes")

    @property
    def not_stated(self) -> str:
        return self.translate("Not stated")

    def blank(self, guide: str) -> Run:
        """A place that only people can fill in, with what to write there."""
        translate = self.translate
        return Run("[" + translate("To be filled in:") + f" {guide}]", "blank")


def plain(value: Value) -> str:
    """A known text or number; references and secrets are not printed."""
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, str | int | float) else ""


def first_reference(value: Value) -> Ref | None:
    """The first reference to another resource inside a value."""
    if isinstance(value, Ref):
        return value
    if isinstance(value, Secret):
        return value.reference
    if isinstance(value, Join):
        return next((part for part in value.parts if isinstance(part, Ref)), None)
    return None


def dictionary(value: Value) -> dict[str, Value]:
    """A nested value as a dictionary; of a list, its first entry."""
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, dict) else {}


def entries(value: Value) -> list[dict[str, Value]]:
    """The dictionaries of a list; a lone one is a list of one."""
    found = value if isinstance(value, list) else [value]
    return [each for each in found if isinstance(each, dict)]
