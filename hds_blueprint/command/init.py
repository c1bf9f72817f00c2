from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from hds_blueprint.hosting.initial_document import Answers

Template = Literal["minimal", "web", "worker", "fhir", "imaging", "warehouse"]
Profile = Literal["hds", "synthetic", "generic"]
Environment = Literal["development", "staging", "production"]


def command(
    document: Annotated[Path, typer.Argument(help="Where to write the document.", metavar="[FILE]")] = Path(
        "stacks/prod.yaml"
    ),
    template: Annotated[
        Template,
        typer.Option(
            help="web: a service with PostgreSQL and a bucket; worker: the same without a hostname; fhir: "
            "HAPI FHIR server; imaging: Orthanc; warehouse: pseudonymised data; minimal: no workload yet."
        ),
    ] = "web",
    name: Annotated[str | None, typer.Option(help="Short name of the service.")] = None,
    title: Annotated[str | None, typer.Option(help="Title of the service.")] = None,
    owner: Annotated[str | None, typer.Option(help="E-mail address of the team.")] = None,
    profile: Annotated[Profile | None, typer.Option(help="What kind of data.")] = None,
    environment: Annotated[Environment | None, typer.Option(help="Stage of the life cycle.")] = None,
    organisation: Annotated[str | None, typer.Option(help="Name of your organisation.")] = None,
    on_behalf_of_others: Annotated[
        bool | None,
        typer.Option("--on-behalf-of-others/--for-itself", help="For whom the data are processed."),
    ] = None,
    care_context: Annotated[
        bool | None,
        typer.Option("--care-context/--no-care-context", help="Whether they were collected in care."),
    ] = None,
    region: Annotated[str | None, typer.Option(help="AWS region in the EEA.")] = None,
    recovery_region: Annotated[str | None, typer.Option(help="Another one, for copies.")] = None,
    incident_contact: Annotated[str | None, typer.Option(help="E-mail address for incidents.")] = None,
    health_professional_contact: Annotated[
        str | None, typer.Option(help="E-mail address of a health professional.")
    ] = None,
    hostname: Annotated[str | None, typer.Option(help="Public hostname.")] = None,
    image: Annotated[str | None, typer.Option(help="Container image.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
    interactive: Annotated[
        bool | None,
        typer.Option(
            "--interactive/--no-interactive",
            help="Ask what is not given; left out, where a terminal is there.",
        ),
    ] = None,
    language: Annotated[Literal["en", "fr"], typer.Option(help="Language of comments and questions.")] = "en",
) -> None:
    """Write a first requirements document, commented, from a few questions or options.

    The document is validated before it is written; an existing file is kept unless --force is given.
    Exit code 0: written; 2: an answer is missing or wrong, and nothing is written.
    """
    import sys

    from hds_blueprint.command.day import day
    from hds_blueprint.command.questions import answered
    from hds_blueprint.files import write_atomically
    from hds_blueprint.hosting.initial_document import problems, render, stage_of
    from hds_blueprint.hosting.wording import texts
    from hds_blueprint.problem import InputError

    _refuse_existing(document, force=force)
    given: Answers = {
        "name": name,
        "title": title,
        "owner": owner,
        "profile": profile,
        "environment": environment or stage_of(document),
        "organisation": organisation,
        "on_behalf_of_others": on_behalf_of_others,
        "care_context": care_context,
        "region": region,
        "recovery_region": recovery_region,
        "incident_contact": incident_contact,
        "health_professional_contact": health_professional_contact,
        "hostname": hostname,
        "image": image,
    }
    asks = sys.stdin.isatty() if interactive is None else interactive
    answers = answered(given, template, language, asks=asks, stack=document.stem)
    text = render(template, answers, language, _schema(document))
    if found := problems(text, language, day(None), stack=document.stem):
        raise InputError(found)
    write_atomically(document, text)
    words = texts(f"init.{language}")["words"]
    print(words["written"].format(file=document))
    print(words["next"].format(file=document))


def _refuse_existing(document: Path, *, force: bool) -> None:
    from hds_blueprint.problem import InputError

    if document.is_dir():
        raise InputError.of(
            "this is a folder",
            file=str(document),
            suggestion="Name a file, such as stacks/prod.yaml.",
            code="file-is-folder",
        )
    if document.exists() and not force:
        raise InputError.of(
            "this file exists, and it is not overwritten",
            file=str(document),
            suggestion="Name another file, or add --force.",
            code="file-exists",
        )


def _schema(document: Path) -> str | None:
    """The way from the document to the schema that stands beside it or one folder up."""
    for way in ("schema.json", "../schema.json"):
        if (document.parent / way).is_file():
            return way
    return None
