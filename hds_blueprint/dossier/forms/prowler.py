"""Frameworks in the form of Prowler's compliance files: its checks on a running account, by our requirements.

Form: prowler/lib/check/compliance_models.py, generic attributes; a requirement without a check of Prowler's
stands in the file with none, which Prowler shows as manual. Prowler finds the rows of its summary by looking
for framework and version in the name of the file (outputs/compliance/generic/generic_table.py, read on 24
November 2026).
"""

from __future__ import annotations

import json
from typing import Any

from hds_blueprint.dossier.matrices import HDS_FRAMEWORKS, OTHER_FRAMEWORKS
from hds_blueprint.dossier.source import Source
from hds_blueprint.policies.catalogue import Framework, Requirement, framework
from hds_blueprint.policies.rule import all_rules

PREFIX = "prowler:"
# Framework and version as Prowler has them, apart from the names of its own files.
NAMES = {
    "hds-2.0": ("HDS", "2.0"),
    "csp-r1111-11": ("CSP-R1111-11", "2018"),
    "iso-27001-2022": ("ANNEX-A-27001", "2022"),
}


def files(source: Source) -> dict[str, str]:
    """A file for each framework of this stack that Prowler has checks for: name to JSON text."""
    chosen = (*HDS_FRAMEWORKS, *OTHER_FRAMEWORKS) if source.graph.health_data else OTHER_FRAMEWORKS
    return {
        f"{'_'.join(NAMES[each.id]).lower()}_aws.json": _file(each, source)
        for each in map(framework, chosen)
        if any(checks(row) for row in each.requirements)
    }


def _file(found: Framework, source: Source) -> str:
    name, version = NAMES[found.id]
    content = {
        "Framework": name,
        "Name": source.tell(found.title),
        "Version": version,
        "Provider": "AWS",
        "Description": source.tell(found.note),
        "Requirements": [_requirement(row, source) for row in found.requirements],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _requirement(row: Requirement, source: Source) -> dict[str, Any]:
    return {
        "Id": row.id,
        "Name": source.tell(row.title),
        "Description": source.tell(row.summary or row.title),
        "Attributes": [
            {
                "ItemId": row.id,
                "Section": row.chapter or row.id.partition(".")[0],
                "Service": "aws",
                "Type": row.evidence,
                **({"Comment": source.tell(row.remaining)} if row.remaining else {}),
            }
        ],
        "Checks": checks(row),
    }


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
