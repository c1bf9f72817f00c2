"""The architecture file as pages that open from a folder, offline: one per language and a door."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from markupsafe import Markup

from hds_blueprint.deployment.backend import StatePlace
from hds_blueprint.dossier import content, texts
from hds_blueprint.dossier.architecture import anchor, architecture
from hds_blueprint.dossier.diagram import svg
from hds_blueprint.dossier.labels import type_labels
from hds_blueprint.dossier.language import LANGUAGES, NAMES, Language, environment, translations
from hds_blueprint.dossier.matrices import matrices
from hds_blueprint.files import write_atomically
from hds_blueprint.graph import serialize
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.hosting.loader import LoadedDocument
from hds_blueprint.policies.verdict import Verdict


def write(
    document: LoadedDocument,
    graph: ResourceGraph,
    verdicts: dict[Language, Verdict],
    out: Path,
    *,
    state: StatePlace | None = None,
    overrides: Path | None = None,
) -> list[Path]:
    """Write the pages of the languages of `verdicts` below `out` and return their paths.

    `state` says where the deployment state is held, where that is known; `overrides` is a folder of templates
    that win over ours. Raises InputError where `out` cannot be written.
    """
    chosen: list[Language] = sorted(verdicts, key=LANGUAGES.index)
    written: list[Path] = []
    for language in chosen:
        page = render(
            document,
            graph,
            verdicts[language],
            language,
            languages=chosen,
            state=state,
            overrides=overrides,
        )
        path = out / language / "index.html"
        write_atomically(path, page)
        written.append(path)
    door = out / "index.html"
    template = environment(chosen[0], overrides).get_template("door.html.j2")
    names = [(language, NAMES[language]) for language in chosen]
    write_atomically(door, template.render(first=chosen[0], names=names))
    return [door, *written]


def render(
    document: LoadedDocument,
    graph: ResourceGraph,
    verdict: Verdict,
    language: Language,
    *,
    languages: Sequence[Language],
    state: StatePlace | None = None,
    overrides: Path | None = None,
) -> str:
    """One page as HTML text; the same inputs give the same bytes."""
    jinja = environment(language, overrides)
    translate = translations(language).gettext
    labels = type_labels(language)
    requirements = document.requirements
    groups = (*content.inventory(graph, labels), content.state_group(labels, graph.stack, state, None))
    tables = matrices(graph, verdict, language)
    picture = svg(jinja, architecture(graph, labels, translate), title=translate("Architecture diagram"))
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
        "sections": _sections(translate, [(table.id, table.title) for table in tables]),
        "notices": texts.notices(translate, requirements),
        "facts": texts.facts(translate, requirements, language),
        "posture": content.posture(verdict),
        "statuses": texts.statuses(translate),
        "severities": texts.severities(translate),
        "data_classes": texts.data_classes(translate),
        "diagram": Markup(picture),  # noqa: S704 - rendered by an autoescaping template
        "locations": content.locations(groups),
        "state_facts": texts.state_facts(translate, state, requirements.service.environment == "production"),
        "health_data": requirements.service.profile != "generic",
        "inventory": groups,
        "resource_count": sum(len(group.rows) for group in groups[:-1]),
        "matrices": tables,
        "graph": graph,
        "anchor": anchor,
        "provenance": _provenance(translate, document, graph, verdict),
    }
    return jinja.get_template("page.html.j2").render(context)


def _sections(translate: texts.Translate, tables: list[tuple[str, str]]) -> list[dict[str, str]]:
    before = [
        ("summary", translate("Summary")),
        ("architecture", translate("Architecture")),
        ("location", translate("Location sheet")),
        ("inventory", translate("Inventory")),
    ]
    after = [("findings", translate("Findings")), ("about", translate("About this file"))]
    return [{"id": identifier, "title": title} for identifier, title in [*before, *tables, *after]]


def _provenance(
    translate: texts.Translate, document: LoadedDocument, graph: ResourceGraph, verdict: Verdict
) -> list[texts.Fact]:
    said = document.requirements.model_dump_json()
    found = json.dumps([asdict(finding) for finding in verdict.findings], sort_keys=True, default=str)
    facts = [
        texts.Fact(translate("Requirements document"), document.file),
        texts.Fact(translate("Stack"), graph.stack),
        texts.Fact(
            translate("SHA-256 of document, graph and verdict"),
            content.fingerprint(said, serialize.dump(graph), found),
        ),
    ]
    return facts + [texts.Fact(tool, used) for tool, used in sorted(verdict.tools.items())]
