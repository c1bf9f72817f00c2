"""What a release made of a document, kept beside it: the base that a newer release is compared with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from hds_blueprint.command import pins
from hds_blueprint.files import write_atomically
from hds_blueprint.graph import serialize
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.policies.verdict import Enforcement, Finding, Severity, Status, Verdict
from hds_blueprint.problem import InputError

_TEXTS = ("rule", "urn", "message", "tool")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The resources that a release made of a document, and the failures that its rules found in them."""

    release: str
    graph: ResourceGraph
    verdict: Verdict


def graph_file(document: Path) -> Path:
    """The resource graph beside a document: `stacks/prod.graph.json`."""
    return document.with_suffix(".graph.json")


def posture_file(document: Path) -> Path:
    """The release and its failures beside a document: `stacks/prod.posture.json`."""
    return document.with_suffix(".posture.json")


def write(document: Path, graph: ResourceGraph, verdict: Verdict) -> tuple[Path, Path]:
    """Writes the snapshot of a document by the release that runs; returns the two files."""
    failures = [
        {
            "rule": finding.rule,
            "urn": finding.urn,
            "path": finding.path,
            "message": finding.message,
            "tool": finding.tool,
            "severity": finding.severity.value,
            "enforcement": finding.enforcement.value,
        }
        for finding in verdict.findings
        if finding.status is Status.FAIL and finding.waiver is None
    ]
    posture = {"release": pins.release(), "failures": failures}
    serialize.write(graph, graph_file(document))
    write_atomically(posture_file(document), json.dumps(posture, indent=2, ensure_ascii=False) + "\n")
    return graph_file(document), posture_file(document)


def read(document: Path) -> Snapshot:
    """The snapshot beside a document.

    Raises:
        InputError: there is none, or a file of it is not what `write` wrote.
    """
    for path in (graph_file(document), posture_file(document)):
        if not path.is_file():
            raise InputError.of(
                "there is no snapshot of the release in use to compare with",
                file=str(path),
                suggestion="Write it with the release in use: hds upgrade DOC --accept. Or compare with "
                "what is deployed: --state FILE.",
                code="snapshot-missing",
            )
    graph = serialize.load(graph_file(document))
    return _snapshot(posture_file(document), graph)


def _snapshot(path: Path, graph: ResourceGraph) -> Snapshot:
    try:
        content: object = json.loads(path.read_text("utf-8"))
        posture = cast("dict[str, Any]", content)
        findings = tuple(_finding(entry) for entry in posture["failures"])
        release = posture["release"]
        if not isinstance(release, str):
            raise TypeError
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError.of(
            "this file is no snapshot of a posture",
            file=str(path),
            suggestion="Bring it back from version control, or write it anew: hds upgrade DOC --accept.",
            code="snapshot-unreadable",
        ) from error
    return Snapshot(release[:40], graph, Verdict(graph.stack, graph.profile, findings))


def _finding(entry: dict[str, Any]) -> Finding:
    texts = {name: entry[name] for name in _TEXTS}
    path = entry["path"]
    if not all(isinstance(text, str) for text in texts.values()) or not isinstance(path, str | None):
        raise TypeError
    return Finding(
        **texts,
        path=path,
        status=Status.FAIL,
        severity=Severity(entry["severity"]),
        enforcement=Enforcement(entry["enforcement"]),
    )
