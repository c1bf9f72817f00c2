"""Frameworks in the form of Prowler's compliance files: its checks on a running account, by our requirements.

Form: prowler/lib/check/compliance_models.py, generic attributes. A requirement without a check of Prowler's
stands in the file with none, which Prowler shows as manual.
"""

from __future__ import annotations

import json

from hds_blueprint.dossier.matrices import HDS_FRAMEWORKS, OTHER_FRAMEWORKS
from hds_blueprint.dossier.source import Source
from hds_blueprint.policies.catalogue import Requirement, framework
from hds_blueprint.policies.rule import all_rules

PREFIX = "prowler:"


def files(source: Source) -> dict[str, str]:
    """A file for each framework that concerns this stack: name to JSON text."""
    chosen = (*HDS_FRAMEWORKS, *OTHER_FRAMEWORKS) if source.graph.health_data else OTHER_FRAMEWORKS
    return {f"{name.replace('-', '_').replace('.', '_')}_aws.json": _file(name, source) for name in chosen}


def _file(name: str, source: Source) -> str:
    found = framework(name)
    language = source.language
    content = {
        "Framework": found.id,
        "Name": found.title.say(language),
        "Version": found.version,
        "Provider": "AWS",
        "Description": found.note.say(language),
        "Requirements": [
            {
                "Id": row.id,
                "Name": row.title.say(language),
                "Description": (row.summary or row.title).say(language),
                "Attributes": [
                    {
                        "ItemId": row.id,
                        "Section": row.chapter or row.id.partition(".")[0],
                        "Service": "aws",
                        "Type": row.evidence,
                    }
                ],
                "Checks": checks(row),
            }
            for row in found.requirements
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def checks(row: Requirement) -> list[str]:
    """Prowler's checks that verify the same as the rules of a requirement, in alphabetical order."""
    rules = all_rules()
    return sorted(
        {
            alias.removeprefix(PREFIX)
            for rule in row.rules
            for alias in rules[rule].metadata.aliases
            if alias.startswith(PREFIX)
        }
    )
