"""Which parts of the file prepare the proof of a requirement, as links."""

from __future__ import annotations

from typing import Any

from hds_blueprint.data_files import read_data
from hds_blueprint.dossier.inline import joined, link
from hds_blueprint.dossier.model import Line
from hds_blueprint.dossier.source import Source

# Parts that stand in the file only where health data are hosted.
OF_HEALTH_DATA = (
    "risks",
    "providers",
    "guarantees",
    "answers",
    "disclosure",
    "transfer-map",
    "clauses",
    "decree",
)
# Parts that the file of an account has too.
OF_ACCOUNTS = (
    "summary",
    "not-covered",
    "inventory",
    "location",
    "findings",
    "matrix-iso-27001-2022",
    "risks",
    "register-keys",
    "register-logs",
    "register-accounts",
    "register-processors",
    "waivers",
)


def prepared(source: Source, framework: str, requirement: str) -> Line:
    """The parts of the file for a requirement; nothing where there is none."""
    data: dict[str, Any] = read_data("hds_blueprint.dossier", "prepared.yaml")
    parts = data["requirements"].get(framework, {}).get(requirement, ())
    return joined(
        [
            link(source.say(data["parts"][part]), f"#{part}")
            for part in parts
            if (source.health_data or part not in OF_HEALTH_DATA)
            and (source.of_service or part in OF_ACCOUNTS)
        ]
    )
