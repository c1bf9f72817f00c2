"""What a change does: the verdict after it, beside the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hds_blueprint.command import graphs
from hds_blueprint.command.judging import check_graph
from hds_blueprint.command.program_process import Program
from hds_blueprint.graph.model import ResourceGraph, name_of
from hds_blueprint.hosting.document import Document
from hds_blueprint.hosting.loader import load
from hds_blueprint.hosting.strength import Shift, shifts
from hds_blueprint.hosting.waiver_file import waiver_file
from hds_blueprint.hosting.waivers import Waiver
from hds_blueprint.policies.change import DATA_STORE_KEPT
from hds_blueprint.policies.changes import compare, renamed
from hds_blueprint.policies.earlier import told_apart
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Status, Verdict
from hds_blueprint.problem import InputError
from hds_blueprint.reports.texts import texts


@dataclass(frozen=True, slots=True)
class BaseDocument:
    """A document as it was, and the program of then; `own_program` says that the commit holds one.

    `fork` is the commit where the work checked out left a base that it does not build on.
    """

    path: Path
    program: Program
    own_program: bool
    fork: str | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """The graph and the verdict before a change; neither where the document was not there or not valid.

    `document` is None too where the model of today does not know the document of then.
    """

    graph: ResourceGraph | None
    verdict: Verdict | None
    document: Document | None = None
    valid: bool = True
    own_program: bool = False
    fork: str | None = None

    @classmethod
    def of(
        cls, base: BaseDocument, *, name: str, as_of: date, language: Language, checkov: bool, cached: bool
    ) -> Before:
        """The document before the change, under its own program and the rules of today.

        `name` is how the document is called now.
        """
        if not base.path.is_file():
            return cls(None, None)
        try:
            graph = graphs.of_base(base.path, base.program, name=name, as_of=as_of, cached=cached)
        except InputError:
            return cls(None, None, valid=False)
        try:
            document = load(base.path, as_of=as_of, language=language).content
        except InputError:
            document = None
        waivers = document.waivers if document else ()
        verdict = check_graph(graph, waivers=waivers, as_of=as_of, language=language, checkov=checkov)
        return cls(graph, verdict, document, own_program=base.own_program, fork=base.fork)


def compared(
    verdict: Verdict,
    graph: ResourceGraph,
    before: Before,
    language: Language,
    *,
    document: Document | None = None,
) -> Verdict:
    """The verdict with its failures from before marked, what the change mends, and what it touches.

    `document` is the document after the change: with it, what its fields give up and add is told.
    """
    words = texts(language)["change"]
    if before.graph is None or before.verdict is None:
        return replace(verdict, notices=(*verdict.notices, words["new" if before.valid else "unreadable"]))
    now = renamed(before.graph, graph)
    # a failure that is waived now, or is not known any more, is not mended
    later = [f for f in verdict.findings if f.status is Status.FAIL]
    known, gone = told_apart(later, before.verdict.with_status(Status.FAIL), now)
    unclear = {(f.rule, f.urn) for f in verdict.with_status(Status.UNKNOWN)}
    known_ids = {id(later[position]) for position in known}
    findings = tuple(replace(f, known=True) if id(f) in known_ids else f for f in verdict.findings)
    stated = shifts(before.document, document) if before.document and document else ()
    return replace(
        verdict,
        findings=findings,
        mended=tuple(finding for finding in gone if (finding.rule, finding.urn) not in unclear),
        changes=compare(before.graph, graph),
        shifts=(*stated, *_unclear(before.verdict, verdict, language)),
        notices=(
            *verdict.notices,
            words["own_program" if before.own_program else "program"],
            *((words["fork"].format(commit=before.fork),) if before.fork else ()),
        ),
    )


def known_left_out(verdict: Verdict, language: Language) -> Verdict:
    """The verdict with a notice of how many failures from before are left out, where any are."""
    number = sum(finding.known and finding.waiver is None for finding in verdict.findings)
    notice = texts(language)["change"]["known"].format(number=number)
    return replace(verdict, notices=(*verdict.notices, notice)) if number else verdict


def removed(path: Path, base: BaseDocument, *, as_of: date, language: Language, cached: bool) -> Verdict:
    """The verdict on a change that takes a document away: its stores go, unless waivers beside it let them.

    Raises:
        InputError: the waivers beside the document are not valid.
    """
    words = texts(language)["change"]
    name = str(path)
    before = Before.of(base, name=name, as_of=as_of, language=language, checkov=False, cached=cached)
    if before.graph is None:
        # nothing is known of its environment: the strictest
        return Verdict(path.stem, "production", (), source=name, notices=(words["unreadable"],))
    nothing = replace(before.graph, resources=(), outputs={})
    verdict = evaluate(
        nothing,
        waivers=[each for each in _waivers_now(path, base, as_of, language) if each.rule == DATA_STORE_KEPT],
        as_of=as_of,
        language=language,
        rules={DATA_STORE_KEPT: all_rules()[DATA_STORE_KEPT]},
        base=before.graph,
    )
    return replace(verdict, source=name, changes=compare(before.graph, nothing), notices=(words["removed"],))


def _waivers_now(path: Path, base: BaseDocument, as_of: date, language: Language) -> Sequence[Waiver]:
    """The waivers that the document had in it, with those that its file of waivers holds today."""
    beside, there = waiver_file(path), waiver_file(base.path)
    there.unlink(missing_ok=True)
    if beside.is_file():
        there.write_bytes(beside.read_bytes())
    try:
        return load(base.path, as_of=as_of, language=language).content.waivers
    except InputError as error:
        names = {str(there): str(beside), str(base.path): str(path)}
        raise InputError(replace(p, file=names.get(p.file or "", p.file)) for p in error.problems) from None


def _unclear(before: Verdict, after: Verdict, language: Language) -> Iterator[Shift]:
    """Verdicts that passed before the change and are known only after a deployment now."""
    statuses = texts(language)["statuses"]
    passed = {(f.rule, f.urn) for f in before.with_status(Status.PASS)}
    for rule, urn in sorted({(f.rule, f.urn) for f in after.with_status(Status.UNKNOWN)} & passed):
        yield Shift(f"{rule}, {name_of(urn)}", statuses[Status.PASS], statuses[Status.UNKNOWN], weaker=True)
