"""The architecture file in all its forms, written below one folder; the pages open from it, offline."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

from hds_blueprint.deployment.backend import StatePlace
from hds_blueprint.dossier import logo, overrides
from hds_blueprint.dossier.assembly import dossier
from hds_blueprint.dossier.forms import ciso_assistant, csv, html, markdown, oscal, prowler, xlsx
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
    with_pdf: bool = False,
) -> list[Path]:
    """Write the file in the languages of `verdicts` below `out` and return its paths, the door first.

    `as_of` is the day of the judgement, which the file bears; `state` says where the deployment state is
    held, where that is known; `templates` is a folder of templates and texts that win over ours; `with_pdf`
    adds the printed form. All is rendered before the first file is written.

    Raises:
        InputError: `out` cannot be written, or `templates` cannot be used.
    """
    if templates is not None:
        overrides.check(templates)
    with overrides.explained(templates):
        files = rendered(
            document, graph, verdicts, as_of=as_of, state=state, templates=templates, with_pdf=with_pdf
        )
    for name, content in files.items():
        write_atomically(out / name, content)
    return [out / name for name in files]


def rendered(
    document: LoadedDocument,
    graph: ResourceGraph,
    verdicts: Mapping[Language, Verdict],
    *,
    as_of: date,
    state: StatePlace | None = None,
    templates: Path | None = None,
    with_pdf: bool = False,
) -> dict[str, str | bytes]:
    """Every file of every form: path below the folder to content, the door first."""
    chosen: list[Language] = sorted(verdicts, key=LANGUAGES.index)
    files: dict[str, str | bytes] = {**front(chosen, templates)}
    printed: dict[str, Future[bytes]] = {}
    # the typesetter works outside of the interpreter: it sets one language while the others are made
    with ThreadPoolExecutor() as pool:
        for language in chosen:
            source = source_of(
                document, graph, verdicts[language], language, as_of=as_of, state=state, templates=templates
            )
            made = assembled(source, templates)
            if with_pdf:
                printed[language] = pool.submit(_printed, made, source, templates)
            others = forms(made, source, templates)
            offered = ("dossier.pdf", *others) if with_pdf else tuple(others)
            made = replace(made, downloads=_downloads(offered, source))
            files |= pages(made, chosen, templates)
            files |= {f"{language}/{name}": content for name, content in others.items()}
        files |= {f"{language}/dossier.pdf": paper.result() for language, paper in printed.items()}
    return files


def _printed(made: Dossier, source: Source, templates: Path | None) -> bytes:
    from hds_blueprint.dossier.forms import pdf

    return pdf.document(made, environment(made.language, templates), source.translate)


def source_of(
    document: LoadedDocument,
    graph: ResourceGraph,
    verdict: Verdict,
    language: Language,
    *,
    as_of: date,
    state: StatePlace | None = None,
    templates: Path | None = None,
) -> Source:
    """The inputs of one language, with the user's own texts where there are some."""
    wording = overrides.wording(templates) if templates is not None else None
    return Source.of(
        document, graph, verdict, language, as_of, state=state, wording=wording, templates=templates
    )


def assembled(source: Source, templates: Path | None = None) -> Dossier:
    """The file as data, in one language."""
    return dossier(source, logo=logo.read(templates) if templates is not None else None)


def pages(made: Dossier, languages: Sequence[Language], templates: Path | None = None) -> dict[str, str]:
    """The pages of one language: path below the folder to text."""
    return html.site(made, environment(made.language, templates), languages)


def front(languages: Sequence[Language], templates: Path | None = None) -> dict[str, str]:
    """The door to the languages, and what all pages share."""
    jinja = environment(languages[0], templates)
    names = [(language, NAMES[language]) for language in languages]
    door = jinja.get_template("door.html.j2").render(first=languages[0], names=names)
    return {"index.html": door, **html.shared(jinja)}


def forms(made: Dossier, source: Source, templates: Path | None = None) -> dict[str, str | bytes]:
    """The other forms of one language but for the PDF: path below the language's folder to content."""
    jinja = environment(made.language, templates)
    found: dict[str, str | bytes] = {}
    found["files/registers.xlsx"] = xlsx.workbook(made, source.translate)
    found |= {f"files/csv/{name}": text for name, text in csv.tables(made).items()}
    found |= {f"files/markdown/{name}": text for name, text in markdown.pages(made, jinja).items()}
    found |= {f"files/oscal/{name}": text for name, text in oscal.files(source).items()}
    found |= {f"files/prowler/{name}": text for name, text in prowler.files(source).items()}
    found |= {
        f"files/ciso-assistant/{name}": content for name, content in ciso_assistant.files(source).items()
    }
    return found


def _downloads(others: Collection[str], source: Source) -> tuple[tuple[str, str], ...]:
    """The forms that a reader is offered, those that are there."""
    _ = source.translate
    offered = (
        ("dossier.pdf", "PDF"),
        ("files/registers.xlsx", _("Matrices and registers (XLSX)")),
        ("files/markdown/README.md", "Markdown"),
        ("files/oscal/component-definition.json", _("OSCAL, component definition")),
        ("files/oscal/assessment-results.json", _("OSCAL, assessment results")),
    )
    return tuple((label, name) for name, label in offered if name in others)
