"""The control matrices as pages: each requirement with status, evidence and what is left for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypeAlias

from hds_blueprint.dossier import texts
from hds_blueprint.dossier.inline import badge, cell, code, joined, line, link
from hds_blueprint.dossier.matrices import Matrix, matrices  # fmt: skip
from hds_blueprint.dossier.matrices import Row as Requirement
from hds_blueprint.dossier.model import (
    Block,
    Cell,
    Counts,
    Facts,
    Heading,
    Line,
    Look,
    Page,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
)
from hds_blueprint.dossier.pages.inventory import counted
from hds_blueprint.dossier.prepared import prepared
from hds_blueprint.dossier.rules import rule_anchor
from hds_blueprint.dossier.source import Source

STATEMENT_OF_APPLICABILITY = "matrix-iso-27001-2022"
CLAUSES_OF_THE_CONTRACT = "matrix-csp-r1111-11"
SHOWN_RESOURCES = 5
# By rule: status with its look, and the URNs of its resources in the order of the graph.
Open: TypeAlias = dict[str, dict[tuple[str, Look], dict[str, None]]]


def pages(source: Source) -> tuple[Page, ...]:
    """A page for each framework that concerns this stack."""
    tables = matrices(source.graph, source.verdict, source.language, source.translate)
    open_ = _open(source)
    return tuple(_page(source, matrix, open_) for matrix in tables)


def _page(source: Source, matrix: Matrix, open_: Open) -> Page:
    _ = source.translate
    blocks: list[Block] = [
        Paragraph(line(matrix.note), "notice" if matrix.id == CLAUSES_OF_THE_CONTRACT else "muted"),
        Facts(
            tuple(
                (fact.label, (link(fact.value, fact.address),) if fact.address else line(fact.value))
                for fact in matrix.facts
            )
        ),
    ]
    if matrix.id == STATEMENT_OF_APPLICABILITY:
        said = _(
            "A draft of the statement of applicability: what the stack evidences is proposed as applicable; "
            "the organisation decides, justifies each exclusion and approves the whole."
        )
        blocks.append(Paragraph(line(said), "notice"))
    blocks.append(Counts(tuple((fact.label, int(fact.value), "none") for fact in matrix.figures)))
    for number, block in enumerate(matrix.blocks):
        if block.title:
            blocks.append(Heading(block.title))
        blocks.append(_table(source, matrix, block.title or matrix.title, block.rows, open_, number))
    section = Section(matrix.id, matrix.title, tuple(blocks))
    return Page(matrix.id, matrix.title, _("Assessment"), (section,))


def _table(
    source: Source, matrix: Matrix, title: str, rows: tuple[Requirement, ...], open_: Open, number: int
) -> Table:
    _ = source.translate
    draft = matrix.id == STATEMENT_OF_APPLICABILITY
    columns = [_("Requirement"), _("Status"), _("Evidence in this stack"), _("What remains for people")]
    if draft:
        columns.insert(1, _("Applicability (draft)"))
    return Table(
        title=title,
        columns=tuple(columns),
        rows=tuple(_row(source, each, open_, draft) for each in rows),
        widths=(32, 12, 14, 24, 18) if draft else (36, 15, 27, 22),
        name=f"{matrix.id}-{number + 1}" if number else matrix.id,
    )


def _row(source: Source, each: Requirement, open_: Open, draft: bool) -> Row:
    evidence = _evidence(source, each, open_)
    cells = [_requirement(source, each), _status(source, each), evidence, cell(each.remains)]
    if draft:
        cells.insert(1, _applicability(source, each))
    return Row(tuple(cells), each.anchor)


def _requirement(source: Source, each: Requirement) -> Cell:
    _ = source.translate
    title = f"{each.id} {each.title}" if each.id else each.title
    found: list[Line] = [(Run(title, "strong"),)]
    if each.summary:
        found.append(line(each.summary))
    related = joined([link(other.text, other.address) for other in each.related])
    if each.legal_reference or related:
        between = (Run(" · "),) if each.legal_reference and related else ()
        found.append((*line(each.legal_reference), *between, *related))
    said = Run(_("Read on %(day)s:") % {"day": each.read_on} + " ", "muted")
    found.append((said, Run(each.read.text, "muted", each.read.address)))
    scenarios = tuple(line(f"{fact.label}. {fact.value}") for fact in each.scenarios)
    ngettext = source.plural
    summary = ngettext("%(num)d scenario", "%(num)d scenarios", len(scenarios))
    return Cell(tuple(found), scenarios, summary)


def _status(source: Source, each: Requirement) -> Cell:
    _ = source.translate
    counts = dict(each.counts)
    if counts.get("FAIL"):
        shown = badge(_("Gap"), "bad")
    elif counts.get("UNKNOWN"):
        shown = badge(_("Known after deployment"), "unsure")
    elif counts.get("WAIVED"):
        shown = badge(_("Gap under a waiver"), "unsure")
    elif counts.get("PASS") and not each.remains:
        shown = badge(_("Evidenced"), "good")
    elif counts.get("PASS") or each.built:
        shown = badge(_("Evidenced in part"), "good")
    elif each.inherited:
        shown = badge(_("Ensured by AWS for its part"), "none")
    else:
        shown = badge(_("To be established by people"), "none")
    return Cell(((shown,), line(Run(_("By: %(ways)s") % {"ways": ", ".join(each.ways)}, "muted"))))


def _evidence(source: Source, each: Requirement, open_: Open) -> Cell:
    _ = source.translate
    shown = counted(source, Counter(dict(each.counts))).lines
    said = tuple(line(text) for text in each.evidence)
    parts = prepared(source, *each.reference)
    pages_ = ((Run(_("In this file:") + " "), *parts),) if parts else ()
    gaps = tuple(
        (badge(status, look), Run(" "), code(rule, f"#{rule_anchor(rule)}"), *_named(source, urns))
        for rule in each.rules
        for (status, look), urns in open_.get(rule, {}).items()
    )
    rules = tuple(line(code(rule, f"#{rule_anchor(rule)}")) for rule in each.rules)
    ngettext = source.plural
    summary = ngettext("%(num)d rule", "%(num)d rules", len(rules))
    found = (*shown, *gaps, *said, *pages_) or (line(_("None in this stack.")),)
    return Cell(found, rules, summary, on_paper=False)


def _open(source: Source) -> Open:
    """What each rule leaves open: status and look, and the resources that it speaks of."""
    statuses = texts.statuses(source.translate)
    looks: dict[str, Look] = {"FAIL": "bad", "UNKNOWN": "unsure", "WAIVED": "unsure"}
    found: Open = {}
    for finding in source.verdict.findings:
        status = finding.status.value if finding.waiver is None else "WAIVED"
        if finding.tool == "hds" and status in looks:
            of_rule = found.setdefault(finding.rule, {})
            of_rule.setdefault((statuses[status], looks[status]), {})[finding.urn] = None
    return found


def _named(source: Source, urns: Mapping[str, None]) -> Line:
    """The first resources by name, and how many more there are."""
    first = joined([source.resource(urn) for urn in list(urns)[:SHOWN_RESOURCES]])
    more = len(urns) - SHOWN_RESOURCES
    ngettext = source.plural
    rest = ngettext(" and %(num)d other", " and %(num)d others", more) if more > 0 else ""
    return (Run(" – "), *first, *line(rest))


def _applicability(source: Source, each: Requirement) -> Cell:
    _ = source.translate
    if each.counts or each.built:
        return cell(_("Applicable (proposed): controls of this stack evidence it"))
    if each.inherited:
        return cell(_("Applicable (proposed): ensured by AWS for its part"))
    return cell(source.blank(_("applicable or not, and why")))
