"""The architecture file as pages that open from a folder, offline: one per language and a door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from markupsafe import Markup

from hds_blueprint.deployment.backend import StatePlace
from hds_blueprint.dossier import content, overrides, summary, texts
from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.architecture import architecture
from hds_blueprint.dossier.diagram import svg
from hds_blueprint.dossier.encryption import Encryption
from hds_blueprint.dossier.labels import type_labels
from hds_blueprint.dossier.language import LANGUAGES, NAMES, Language, environment, translations
from hds_blueprint.dossier.location import locations, state_group
from hds_blueprint.dossier.matrices import Matrix, matrices
from hds_blueprint.dossier.provenance import provenance
from hds_blueprint.dossier.rules import rule_anchor, rules
from hds_blueprint.dossier.typography import typeset
from hds_blueprint.files import write_atomically
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.hosting.loader import LoadedDocument
from hds_blueprint.policies.verdict import Verdict


def write(
    document: LoadedDocument,
    graph: ResourceGraph,
    verdicts: Mapping[Language, Verdict],
    out: Path,
    *,
    state: StatePlace | None = None,
    templates: Path | None = None,
) -> list[Path]:
    """Write the pages of the languages of `verdicts` below `out` and return their paths, the door first.

    `state` says where the deployment state is held, where that is known; `templates` is a folder of templates
    that win over ours. Every page is rendered before the first is written.

    Raises:
        InputError: `out` cannot be written, or `templates` cannot be used.
    """
    if templates is not None:
        overrides.check(templates)
    chosen: list[Language] = sorted(verdicts, key=LANGUAGES.index)
    with overrides.explained(templates):
        pages = {
            out / language / "index.html": render(
                document,
                graph,
                verdicts[language],
                language,
                languages=chosen,
                state=state,
                templates=templates,
            )
            for language in chosen
        }
        template = environment(chosen[0], templates).get_template("door.html.j2")
        names = [(language, NAMES[language]) for language in chosen]
        door = template.render(first=chosen[0], names=names)
    for path, page in pages.items():
        write_atomically(path, page)
    write_atomically(out / "index.html", door)
    return [out / "index.html", *pages]


def render(
    document: LoadedDocument,
    graph: ResourceGraph,
    verdict: Verdict,
    language: Language,
    *,
    languages: Sequence[Language],
    state: StatePlace | None = None,
    templates: Path | None = None,
) -> str:
    """One page as HTML text; the same inputs give the same bytes."""
    jinja = environment(language, templates)
    translate = translations(language).gettext
    labels = type_labels(language)
    requirements = document.requirements
    groups = (*content.inventory(graph, labels), state_group(labels, graph.stack, state))
    tables = matrices(graph, verdict, language)
    picture = svg(jinja, architecture(graph, labels, translate), title=translate("Architecture diagram"))

    def encryption_text(found: Encryption) -> str:
        return texts.encryption_text(translate, found)

    def own(text: str) -> str:
        return typeset(text, language)

    context: dict[str, Any] = {
        "language": language,
        "other_languages": [
            {"code": code, "name": NAMES[code]}
            for code in LANGUAGES
            if code in languages and code != language
        ],
        "version": version("hds-blueprint"),
        "style": Markup(jinja.get_template("style.css").render()),  # noqa: S704 - our own style sheet
        "service": requirements.service,
        "sections": _sections(translate, tables),
        "notices": summary.notices(translate, requirements),
        "facts": summary.facts(translate, requirements, language),
        "posture": content.posture(verdict),
        "statuses": texts.statuses(translate),
        "severities": texts.severities(translate),
        "data_classes": texts.data_classes(translate),
        "encryption_text": encryption_text,
        "typeset": own,
        "diagram": Markup(picture),  # noqa: S704 - rendered by an autoescaping template
        "locations": locations(groups, language),
        "state_facts": texts.state_facts(translate, state, requirements.service.environment == "production"),
        "health_data": requirements.service.profile != "generic",
        "inventory": groups,
        "resource_count": sum(len(group.rows) for group in groups[:-1]),
        "matrices": tables,
        "rules": rules(verdict, language),
        "rule_anchor": rule_anchor,
        "graph": graph,
        "anchor": anchor,
        "provenance": provenance(translate, document, graph, verdict),
    }
    return jinja.get_template("page.html.j2").render(context)


def _sections(translate: texts.Translate, tables: Sequence[Matrix]) -> list[dict[str, str]]:
    titles = [
        ("summary", translate("Summary")),
        ("architecture", translate("Architecture")),
        ("location", translate("Location sheet")),
        ("findings", translate("Findings")),
        *((table.id, table.title) for table in tables),
        ("rules", translate("Rules")),
        ("inventory", translate("Inventory")),
        ("about", translate("About this file")),
    ]
    return [{"id": identifier, "title": title} for identifier, title in titles]
