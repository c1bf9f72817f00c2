from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from hds_blueprint.hosting.initial_document import Answers

Template = Literal["minimal", "web", "worker", "fhir", "imaging", "warehouse"]


def command(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", metavar="DIR")],
    template: Annotated[Template, typer.Option(help="The application, as in hds init.")] = "web",
    name: Annotated[
        str | None, typer.Option(help="Short name of the service; the folder's where left out.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="Title of the service.")] = None,
    owner: Annotated[str | None, typer.Option(help="E-mail address of the team.")] = None,
    profile: Annotated[
        Literal["hds", "generic"] | None,
        typer.Option(help="hds: real health data in production; generic: no health data at all."),
    ] = None,
    organisation: Annotated[str | None, typer.Option(help="Name of your organisation.")] = None,
    region: Annotated[str | None, typer.Option(help="AWS region in the EEA.")] = None,
    recovery_region: Annotated[str | None, typer.Option(help="Another one, for copies.")] = None,
    health_professional_contact: Annotated[
        str | None, typer.Option(help="E-mail address of a health professional.")
    ] = None,
    hostname: Annotated[str | None, typer.Option(help="Public hostname.")] = None,
    image: Annotated[str | None, typer.Option(help="Container image.")] = None,
    interactive: Annotated[
        bool | None,
        typer.Option("--interactive/--no-interactive", help="Ask what is not given."),
    ] = None,
    language: Annotated[
        Literal["en", "fr"], typer.Option(help="Language of comments, questions and README.")
    ] = "en",
) -> None:
    """Write a project of your own: documents for dev and prod, the Pulumi program, policies and CI.

    It is pinned to the release that runs this command. Nothing outside of the folder is touched.

    Exit code 0: written; 2: the folder is not empty, or an answer is missing or wrong.
    """
    import sys

    from hds_blueprint.command import pins
    from hds_blueprint.command.new_project import project_files, refuse_used, write_project
    from hds_blueprint.command.questions import answered
    from hds_blueprint.hosting.wording import texts

    refuse_used(folder)
    given: Answers = {
        "name": name or folder.resolve().name,
        "title": title,
        "owner": owner,
        "profile": profile,
        "environment": "production",
        "organisation": organisation,
        "on_behalf_of_others": None,
        "care_context": None,
        "region": region,
        "recovery_region": recovery_region,
        "incident_contact": None,
        "health_professional_contact": health_professional_contact,
        "hostname": hostname,
        "image": image,
    }
    asks = sys.stdin.isatty() if interactive is None else interactive
    answers = answered(given, template, language, asks=asks)
    written = project_files(str(given["name"]), answers, template, language, pins.release())
    write_project(folder, written)
    words = texts(f"init.{language}")["words"]
    for path in sorted(written):
        print(f"  {path}")
    print(words["new"].format(folder=folder))
