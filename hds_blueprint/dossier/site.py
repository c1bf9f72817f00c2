"""The architecture file in all its forms, written below one folder; the pages open from it, offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from hds_blueprint.deployment.backend import StatePlace
from hds_blueprint.dossier import overrides
from hds_blueprint.dossier.assembly import dossier
from hds_blueprint.dossier.forms import html
from hds_blueprint.dossier.language import LANGUAGES, NAMES, Language, environment
from hds_blueprint.dossier.model import Dossier
from hds_blueprint.dossier.source import Source
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
    as_of: date,
    state: StatePlace | None = None,
    templates: Path | None = None,
) -> list[Path]:
    """Write the file in the languages of `verdicts` below `out` and return its paths, the door first.

    `as_of` is the day of the judgement, which the file bears; `state` says where the deployment state is
    held, where that is known; `templates` is a folder of templates and texts that win over ours. All is
    rendered before the first file is written.

    Raises:
        InputError: `out` cannot be written, or `templates` cannot be used.
    """
    if templates is not None:
        overrides.check(templates)
    chosen: list[Language] = sorted(verdicts, key=LANGUAGES.index)
    with overrides.explained(templates):
        files: dict[str, str | bytes] = {}
        for language in chosen:
            made = assembled(
                document, graph, verdicts[language], language, as_of=as_of, state=state, templates=templates
            )
            files |= pages(made, chosen, templates)
        files = {**front(chosen, templates), **files}
    for name, content in files.items():
        write_atomically(out / name, content)
    return [out / name for name in files]


def assembled(
    document: LoadedDocument,
    graph: ResourceGraph,
    verdict: Verdict,
    language: Language,
    *,
    as_of: date,
    state: StatePlace | None = None,
    templates: Path | None = None,
) -> Dossier:
    """The file as data, in one language."""
    wording = overrides.wording(templates) if templates is not None else None
    logo = overrides.logo(templates) if templates is not None else b""
    source = Source.of(document, graph, verdict, language, as_of, state=state, wording=wording)
    return dossier(source, logo=logo)


def pages(made: Dossier, languages: Sequence[Language], templates: Path | None = None) -> dict[str, str]:
    """The pages of one language: path below the folder to text."""
    return html.site(made, environment(made.language, templates), languages)


def front(languages: Sequence[Language], templates: Path | None = None) -> dict[str, str]:
    """The door to the languages, and what all pages share."""
    jinja = environment(languages[0], templates)
    names = [(language, NAMES[language]) for language in languages]
    door = jinja.get_template("door.html.j2").render(first=languages[0], names=names)
    return {"index.html": door, **html.shared(jinja)}
