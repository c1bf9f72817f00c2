"""The example as pages, and small stacks written by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.dossier.language import LANGUAGES, Language
from hds_blueprint.dossier.model import Dossier
from hds_blueprint.dossier.site import assembled, pages, source_of
from hds_blueprint.dossier.source import Source
from hds_blueprint.graph import program
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.hosting.loader import LoadedDocument, load
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Verdict

DOCUMENTS = Path(__file__).with_name("documents")
EXAMPLE = Path(__file__).parents[2] / "stacks" / "examples" / "hapi-fhir.yaml"
DAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Stack:
    """A document with its graph and its verdict in each language."""

    document: LoadedDocument
    graph: ResourceGraph
    verdicts: Mapping[Language, Verdict]

    def source(self, language: Language = "en", **options: Any) -> Source:
        return source_of(self.document, self.graph, self.verdicts[language], language, as_of=DAY, **options)

    def dossier(self, language: Language = "en", **options: Any) -> Dossier:
        return assembled(self.source(language, **options))

    def site(self, language: Language = "en", **options: Any) -> dict[str, str]:
        """The pages of a language by their file's name; without what they share."""
        return {
            name.partition("/")[2]: text
            for name, text in pages(self.dossier(language, **options), LANGUAGES).items()
            if name.endswith(".html")
        }

    def page(self, language: Language = "en", **options: Any) -> str:
        """All pages as one text, links between them as links within one page."""
        return "".join(as_one(text) for text in self.site(language, **options).values())


def as_one(page: str) -> str:
    """The main part of a page, without the menu that every page repeats."""
    main = page[page.index("<main") : page.index("</main>") + len("</main>")]
    return re.sub(r'href="[\w-]+\.html#', 'href="#', main.replace(' id="content"', ""))


def stack_of(document: LoadedDocument, graph: ResourceGraph) -> Stack:
    waivers = document.content.waivers
    verdicts: dict[Language, Verdict] = {
        "fr": evaluate(graph, waivers=waivers, as_of=DAY, language="fr"),
        "en": evaluate(graph, waivers=waivers, as_of=DAY, language="en"),
    }
    return Stack(document, graph, verdicts)


@cache
def documented(name: str) -> Stack:
    """A stack of a document in tests/dossier/documents, run as our program runs it."""
    document = load(DOCUMENTS / f"{name}.yaml", as_of=DAY)
    return stack_of(document, program.build(document, stack=name))


@pytest.fixture(scope="session")
def example() -> Stack:
    document = load(EXAMPLE, as_of=DAY)
    return stack_of(document, program.build(document, stack="hapi-fhir"))


@pytest.fixture(scope="session")
def sites(example: Stack) -> dict[Language, dict[str, str]]:
    return {"fr": example.site("fr"), "en": example.site("en")}


@pytest.fixture(scope="session")
def whole(sites: dict[Language, dict[str, str]]) -> dict[Language, str]:
    return {language: "".join(as_one(page) for page in site.values()) for language, site in sites.items()}


HandMade = Callable[..., Stack]


@pytest.fixture(scope="session")
def hand_made(example: Stack) -> HandMade:
    """A stack of a hand-written graph; the document is the example's, with fields of sections replaced."""

    def made(graph: ResourceGraph, **sections: Mapping[str, Any]) -> Stack:
        requirements: HostingRequirements = example.document.requirements
        changed = {
            name: getattr(requirements, name).model_copy(update=dict(fields))
            for name, fields in sections.items()
        }
        document = LoadedDocument(requirements.model_copy(update=changed), "stacks/shop.yaml", {})
        return stack_of(document, graph)

    return made
