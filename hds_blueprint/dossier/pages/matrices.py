"""The control matrices as pages: each requirement with status, evidence and what is left for people."""

from __future__ import annotations

from collections import Counter

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
    Page,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
)
from hds_blueprint.dossier.pages.inventory import counted
from hds_blueprint.dossier.rules import rule_anchor
from hds_blueprint.dossier.source import Source

STATEMENT_OF_APPLICABILITY = "matrix-iso-27001-2022"


def pages(source: Source) -> tuple[Page, ...]:
    """A page for each framework that concerns this stack."""
    tables = matrices(source.graph, source.verdict, source.language, source.translate)
    return tuple(_page(source, matrix) for matrix in tables)


def _page(source: Source, matrix: Matrix) -> Page:
    _ = source.translate
    blocks: list[Block] = [
        Paragraph(line(matrix.note), "muted"),
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
        blocks.append(_table(source, matrix, block.title or matrix.title, block.rows, number))
    section = Section(matrix.id, matrix.title, tuple(blocks))
    return Page(matrix.id, matrix.title, _("Assessment"), (section,))


def _table(source: Source, matrix: Matrix, title: str, rows: tuple[Requirement, ...], number: int) -> Table:
    _ = source.translate
    draft = matrix.id == STATEMENT_OF_APPLICABILITY
    columns = [_("Requirement"), _("Status"), _("Evidence in this stack"), _("What remains for people")]
    if draft:
        columns.insert(1, _("Applicability (draft)"))
    return Table(
        title=title,
        columns=tuple(columns),
        rows=tuple(_row(source, each, draft) for each in rows),
        widths=(32, 12, 14, 24, 18) if draft else (36, 15, 27, 22),
        name=f"{matrix.id}-{number + 1}" if number else matrix.id,
    )


def _row(source: Source, each: Requirement, draft: bool) -> Row:
    cells = [_requirement(source, each), _status(source, each), _evidence(source, each), cell(each.remains)]
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
    elif counts.get("PASS") and not each.remains:
        shown = badge(_("Evidenced"), "good")
    elif counts.get("PASS"):
        shown = badge(_("Evidenced in part"), "good")
    else:
        shown = badge(_("To be established by people"), "none")
    ways = tuple(line(Run(way, "muted")) for way in each.ways)
    return Cell(((shown,), *ways, *((line(Run(each.extent, "muted")),) if each.extent else ())))


def _evidence(source: Source, each: Requirement) -> Cell:
    shown = counted(source, Counter(dict(each.counts))).lines
    said = tuple(line(text) for text in each.evidence)
    rules = tuple(line(code(rule, f"#{rule_anchor(rule)}")) for rule in each.rules)
    ngettext = source.plural
    summary = ngettext("%(num)d rule", "%(num)d rules", len(rules))
    return Cell((*shown, *said), rules, summary, on_paper=False)


def _applicability(source: Source, each: Requirement) -> Cell:
    _ = source.translate
    evidenced = bool(each.counts)
    if evidenced:
        return cell(_("Applicable (proposed): controls of this stack evidence it"))
    return cell(source.blank(_("applicable or not, and why")))
