"""From one release to the next: what changes in resources and posture, and when it may be taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hds_blueprint.command import pins, snapshots
from hds_blueprint.command.comparing import Before, compared
from hds_blueprint.command.judging import check_graph
from hds_blueprint.files import write_atomically
from hds_blueprint.graph import program, state
from hds_blueprint.graph.model import DEFAULT_PROJECT, ResourceGraph
from hds_blueprint.hosting.loader import load
from hds_blueprint.policies.change import DATA_STORE_KEPT
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Verdict
from hds_blueprint.reports.texts import texts

_PIN = re.compile(rf"^{pins.DISTRIBUTION}==(\S+)", re.MULTILINE)
_REQUIREMENTS = Path("requirements.txt")


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The verdict on what the release that runs makes of a document, beside what was made of it before.

    `before` is the release of the snapshot, empty where the base is a deployed state; `after` the one
    that runs.
    """

    before: str
    after: str
    graph: ResourceGraph
    verdict: Verdict

    @property
    def destroys(self) -> bool:
        """Whether a data store would be replaced or deleted; what else fails, a deployment refuses."""
        return any(finding.rule == DATA_STORE_KEPT for finding in self.verdict.refused)


def compare(
    document: Path, *, deployed: Path | None, as_of: date, language: Language, checkov: bool, first: bool
) -> Upgrade:
    """What the release that runs changes, against the snapshot or a deployed state (`deployed`).

    `first` lets a snapshot be missing: then nothing is compared.

    Raises:
        InputError: the document, its graph, the snapshot or the state cannot be used.
    """
    loaded = load(document, as_of=as_of, language=language)
    base, release = _base(document, deployed, as_of=as_of, language=language, checkov=checkov, first=first)
    # resources are the same ones only under the same project and stack
    stack, project = document.stem, DEFAULT_PROJECT
    if base is not None and base.graph is not None:
        stack, project = base.graph.stack, base.graph.project
    graph = program.build(loaded, stack=stack, project=project)
    verdict = check_graph(
        graph,
        waivers=loaded.content.waivers,
        as_of=as_of,
        language=language,
        checkov=checkov,
        base=base.graph if base else None,
    )
    if base is not None:
        words = texts(language)["upgrade"]
        beside = compared(verdict, graph, base, language)
        known = words["known"].format(number=sum(finding.known for finding in beside.findings))
        # what `compared` says of commits is not so here
        notices = (*verdict.notices, words["state" if deployed else "base"], known)
        verdict = replace(beside, notices=notices)
    verdict = replace(verdict, source=loaded.file)
    return Upgrade(release, pins.release(), graph, verdict)


def _base(
    document: Path, deployed: Path | None, *, as_of: date, language: Language, checkov: bool, first: bool
) -> tuple[Before | None, str]:
    if deployed is not None:
        graph = state.read(deployed)
        before = check_graph(graph, waivers=(), as_of=as_of, language=language, checkov=checkov)
        return Before(graph, before), ""
    if first and not snapshots.graph_file(document).is_file():
        return None, ""
    snapshot = snapshots.read(document)
    return Before(snapshot.graph, snapshot.verdict), snapshot.release


def accept(document: Path, upgrade: Upgrade) -> list[Path]:
    """Takes the release: writes the snapshot, and the pins where requirements.txt pins us already."""
    written = list(snapshots.write(document, upgrade.graph, upgrade.verdict))
    if _REQUIREMENTS.is_file() and _PIN.search(_REQUIREMENTS.read_text("utf-8")):
        write_atomically(_REQUIREMENTS, pins.requirements())
        written.append(_REQUIREMENTS)
    return written
