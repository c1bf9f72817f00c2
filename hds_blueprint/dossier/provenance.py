"""What a page was made of: document, stack, tools, and a digest of all inputs."""

from __future__ import annotations

import json
from dataclasses import fields
from importlib.metadata import version
from operator import attrgetter

from hds_blueprint.dossier.content import fingerprint
from hds_blueprint.dossier.texts import Fact, Translate
from hds_blueprint.graph import serialize
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.hosting.loader import LoadedDocument
from hds_blueprint.policies.verdict import Finding, Verdict


def provenance(
    translate: Translate, document: LoadedDocument, verdict: Verdict, stack: str, sha256: str
) -> list[Fact]:
    """The inputs of a page: the same digest is the same document, graph and verdict."""
    facts = [
        Fact(translate("Requirements document"), document.file),
        Fact(translate("Stack"), stack),
        Fact(translate("SHA-256 of document, graph and verdict"), sha256),
        Fact("hds-blueprint", version("hds-blueprint")),
    ]
    # our own rules are told by their number, other tools by their version
    names = {"hds": translate("Rules of the catalogue")}
    return facts + [Fact(names.get(tool, tool), used) for tool, used in sorted(verdict.tools.items())]


def digest(document: LoadedDocument, graph: ResourceGraph, verdict: Verdict) -> str:
    """SHA-256 of all inputs, hexadecimal; the language of a verdict's messages counts too."""
    said = document.requirements.model_dump_json()
    found = json.dumps([_SHALLOW(finding) for finding in verdict.findings], default=str)
    return fingerprint(said, serialize.dump(graph), found)


# The fields of a finding as they are: what is nested in them prints all of itself.
_SHALLOW = attrgetter(*(field.name for field in fields(Finding)))
