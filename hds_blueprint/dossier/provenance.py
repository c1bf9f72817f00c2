"""What the file was made of, each part with its version and its digest, so that it can be made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from operator import attrgetter
from pathlib import Path

from hds_blueprint.dossier.content import fingerprint
from hds_blueprint.dossier.texts import Translate
from hds_blueprint.graph import serialize
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.hosting.loader import LoadedDocument
from hds_blueprint.policies.verdict import Finding, Verdict

# What the product brings along and the file is made with, by what it is called there.
RULES = ("policies/rules", "policies/catalogue")
FACTS = ("hosting/facts", "checkov/exceptions.yaml")
TEXTS = ("dossier/wording", "dossier/locale", "dossier/templates")
PACKAGES = ("hds-blueprint", "pulumi", "pulumi-aws")


@dataclass(frozen=True, slots=True)
class Digests:
    """SHA-256 of each input, hexadecimal; `whole` stands for all three and is on every page."""

    document: str
    graph: str
    verdict: str
    whole: str


@dataclass(frozen=True, slots=True)
class Part:
    """Something that was used: what it is, which one or which version, and its SHA-256 where it has one."""

    title: str
    version: str
    sha256: str = ""


def digests(document: LoadedDocument, graph: ResourceGraph, verdict: Verdict) -> Digests:
    """The digests of all inputs; the language of a verdict's messages counts too.

    That of the graph is the digest of the file that `hds plan DOC --graph FILE` writes.
    """
    said = document.content.model_dump_json()
    dumped = serialize.dump(graph)
    found = json.dumps([_SHALLOW(finding) for finding in verdict.findings], default=str)
    return Digests(*map(_sha256, (said, dumped, found)), whole=fingerprint(said, dumped, found))


def parts(
    translate: Translate, document: LoadedDocument, verdict: Verdict, stack: str, made: Digests, own: str
) -> Iterator[Part]:
    """Everything that the file was made of; `own` is the digest of the user's templates and texts, if any."""
    _ = translate
    yield Part(_("Requirements, with their default values"), document.file, made.document)
    yield Part(_("Resource graph"), stack, made.graph)
    rules, *tools = sorted(verdict.tools.items(), key=lambda tool: tool[0] != "hds")
    yield Part(_("Verdict"), _("%(number)s rules of the catalogue") % {"number": rules[1]}, made.verdict)
    yield Part(_("The three together"), _("on every page"), made.whole)
    # our own rules are told by their number, other tools by their version
    yield from (Part(name.capitalize(), used) for name, used in tools)
    yield Part(_("Rules and frameworks"), "", shipped(*RULES))
    yield Part(_("Facts about AWS and the law"), "", shipped(*FACTS))
    yield Part(_("Texts and templates"), "", shipped(*TEXTS))
    if own:
        yield Part(_("Texts and templates of the user"), "", own)
    yield from (Part(name, version(name)) for name in PACKAGES)


@cache
def shipped(*places: str) -> str:
    """SHA-256 of files that the product brings along: their names and contents, hexadecimal."""
    root = Path(str(files("hds_blueprint")))
    return of_files(root, *(root / place for place in places))


def of_files(root: Path, *places: Path) -> str:
    """SHA-256 of files and folders below a root: their names and contents, hexadecimal."""
    digest = hashlib.sha256()
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                content = path.read_bytes()
                digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# The fields of a finding as they are: what is nested in them prints all of itself.
_SHALLOW = attrgetter(*(field.name for field in fields(Finding)))
