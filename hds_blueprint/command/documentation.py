"""The architecture file of a document: graph, verdict in each language, pages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from hds_blueprint.deployment.backend import StatePlace, backend_url, state_place
from hds_blueprint.deployment.places import find_project
from hds_blueprint.deployment.settings import read_settings
from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.site import write
from hds_blueprint.graph import program
from hds_blueprint.hosting.loader import load
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Verdict
from hds_blueprint.problem import InputError


def write_documentation(
    path: Path, out: Path | None, languages: Sequence[Language], *, as_of: date, templates: Path | None = None
) -> list[Path]:
    """Write the pages of a document and return their paths, the door first.

    Raises:
        InputError: the document, a waiver or the output folder cannot be used; nothing is written.
    """
    stack = path.stem
    document = load(path, as_of=as_of, language=languages[0])
    graph = program.build(document, stack=stack)
    waivers = document.requirements.waivers
    verdicts: dict[Language, Verdict] = {
        language: evaluate(graph, waivers=waivers, as_of=as_of, language=language) for language in languages
    }
    if problems := verdicts[languages[0]].problems:
        raise InputError(problems)
    folder = out if out is not None else Path("build") / "dossier" / stack
    return write(document, graph, verdicts, folder, state=_state(stack), templates=templates)


def _state(stack: str) -> StatePlace | None:
    """Where the project's settings say that the stack's state is; None where they say nothing.

    The login of whoever runs the command is not asked: the page speaks of the stack, not of a machine.
    """
    try:
        root = find_project().root
        settings = read_settings(root / f"Pulumi.{stack}.yaml")
    except InputError:
        return None
    if not settings.file.is_file():
        return None
    return state_place(backend_url(root, {"PULUMI_HOME": os.devnull}), settings.secrets_provider)
