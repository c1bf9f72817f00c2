"""What a change does: the verdict after it, beside the one before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hds_blueprint.command.program_process import Program
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.policies.changes import compare
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Finding, Status, Verdict
from hds_blueprint.problem import InputError
from hds_blueprint.reports.texts import texts


@dataclass(frozen=True, slots=True)
class BaseDocument:
    """A document as it was, and the program of then; `own_program` says that the commit holds one."""

    path: Path
    program: Program
    own_program: bool


@dataclass(frozen=True, slots=True)
class Before:
    """The graph and the verdict before a change; neither where the document was not there or not valid."""

    graph: ResourceGraph | None
    verdict: Verdict | None
    valid: bool = True
    own_program: bool = False

    @classmethod
    def of(
        cls, base: BaseDocument, *, name: str, as_of: date, language: Language, checkov: bool, cached: bool
    ) -> Before:
        """The document before the change, under its own program and the rules of today.

        `name` is how the document is called now.
        """
        from hds_blueprint.command import graphs
        from hds_blueprint.command.checking import check_graph
        from hds_blueprint.hosting.loader import load

        if not base.path.is_file():
            return cls(None, None)
        try:
            graph = graphs.of_base(base.path, base.program, name=name, as_of=as_of, cached=cached)
        except InputError:
            return cls(None, None, valid=False)
        try:
            waivers = load(base.path, as_of=as_of, language=language).content.waivers
        except InputError:
            # the model of today does not know the document of then: its waivers cannot be read
            waivers = ()
        verdict = check_graph(graph, waivers=waivers, as_of=as_of, language=language, checkov=checkov)
        return cls(graph, verdict, own_program=base.own_program)


def compared(verdict: Verdict, graph: ResourceGraph, before: Before, language: Language) -> Verdict:
    """The verdict with its failures from before marked, what the change mends, and what it touches."""
    words = texts(language)["change"]
    if before.graph is None or before.verdict is None:
        return replace(verdict, notices=(*verdict.notices, words["new" if before.valid else "unreadable"]))
    earlier = {_key(f): f for f in before.verdict.with_status(Status.FAIL)}
    later = {_key(f) for f in verdict.with_status(Status.FAIL)}
    findings = tuple(
        replace(f, known=True) if f.status is Status.FAIL and _key(f) in earlier else f
        for f in verdict.findings
    )
    known = sum(f.known for f in findings)
    return replace(
        verdict,
        findings=findings,
        mended=tuple(finding for key, finding in earlier.items() if key not in later),
        changes=compare(before.graph, graph),
        notices=(
            *verdict.notices,
            words["own_program" if before.own_program else "program"],
            words["known"].format(number=known),
        ),
    )


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return finding.tool, finding.rule, finding.urn, finding.path or ""
