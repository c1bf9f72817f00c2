"""Options that several commands have alike."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

AsOf = Annotated[
    str | None,
    typer.Option(help="The day on which waivers are judged; today where left out.", metavar="DATE"),
]
MessageLanguage = Annotated[Literal["en", "fr"], typer.Option(help="The language of the messages.")]
CheckovToo = Annotated[bool, typer.Option("--checkov/--no-checkov", help="Ask Checkov too.")]
Unlock = Annotated[
    bool, typer.Option("--unlock", help="Clear a lock of another machine: that deployment has ended.")
]
Resolutions = Annotated[
    list[str] | None,
    typer.Option("--resolve", help="URN=ID or URN=none: says what became of an interrupted creation."),
]
