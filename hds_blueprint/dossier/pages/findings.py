"""What was found: failures, what is known later, what is waived, the second opinion, then all rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hds_blueprint.dossier import content, texts
from hds_blueprint.dossier.controls import control, is_shown
from hds_blueprint.dossier.inline import cell, code, joined, line, row
from hds_blueprint.dossier.model import Block, Cell, Page, Paragraph, Row, Run, Section, Table
from hds_blueprint.dossier.pages import second_opinion
from hds_blueprint.dossier.pages.inventory import counted, place
from hds_blueprint.dossier.rules import rule_anchor, rules
from hds_blueprint.dossier.source import Source
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Finding, Status

NAMED_AT_ONCE = 2  # resources; more of them are listed on demand


def page(source: Source) -> Page:
    """The findings."""
    _ = source.translate
    found = content.posture(source.verdict)
    blocks: list[Block] = []
    if found.failures:
        blocks.append(_table(source, found.failures, _("To be corrected"), "findings"))
    else:
        blocks.append(Paragraph(line(_("No rule fails on this configuration."))))
    sections = [Section("findings", _("To be corrected"), tuple(blocks))]
    if found.unknown:
        table = _table(source, found.unknown, _("Known only after deployment"), "unknown")
        sections.append(Section("unknown", _("Known only after deployment"), (table,)))
    if found.waived:
        table = _table(source, found.waived, _("Under a waiver"), "waived", reason=True)
        sections.append(Section("waived", _("Under a waiver"), (table,)))
    sections += second_opinion.section(source)
    said = _(
        "Each rule with its verdicts on the resources of this stack. A rule without a concerned resource "
        "says nothing."
    )
    sections.append(Section("rules", _("Rules"), (Paragraph(line(said), "muted"), _rules(source))))
    return Page("findings", _("Findings"), _("Assessment"), tuple(sections))


def _table(
    source: Source, findings: Sequence[Finding], title: str, name: str, *, reason: bool = False
) -> Table:
    _ = source.translate
    columns = [_("Severity"), _("Rule"), _("Resource"), _("What was found")]
    columns += [_("Reason of the waiver")] if reason else []
    return Table(
        title=title,
        columns=(*columns, _("Place in the document")),
        rows=tuple(_row(source, finding, reason) for finding in findings),
        widths=(9, 18, 18, 24, 18, 13) if reason else (9, 22, 20, 34, 15),
        name=f"findings-{name}",
    )


def _row(source: Source, finding: Finding, reason: bool) -> Row:
    severities = texts.severities(source.translate)
    path = (Run(" "), code(finding.path)) if finding.path else ()
    return row(
        severities[finding.severity.value],
        cell(code(finding.rule, f"#{rule_anchor(finding.rule)}")),
        cell(source.resource(finding.urn)),
        cell(source.own(finding.message), *path),
        *([cell(finding.waiver or "")] if reason else []),
        place(source, finding.origin),
    )


def _rules(source: Source) -> Table:
    _ = source.translate
    severities = texts.severities(_)
    judged = _judged(source)
    rows: list[Row] = []
    for rule in rules(source.verdict, source.language):
        shown = counted(source, Counter(dict(rule.counts))).lines
        nothing = (line(Run(texts.statuses(_)["NOT_APPLICABLE"], "none")),)
        resources = source.resources(judged.get(rule.id, ()))
        ngettext = source.plural
        summary = ngettext("%(num)d resource", "%(num)d resources", len(resources))
        rows.append(
            row(
                cell(code(rule.id)),
                rule.title,
                severities[rule.severity.value],
                _requirements(source, rule.id),
                Cell((*shown, *resources))
                if 0 < len(resources) <= NAMED_AT_ONCE
                else Cell(shown or nothing, resources, summary, on_paper=False),
                identifier=rule.anchor,
            )
        )
    return Table(
        title=_("Rules"),
        columns=(_("Rule"), _("What is verified"), _("Severity"), _("Requirements"), _("Verdicts")),
        rows=tuple(rows),
        widths=(24, 30, 9, 17, 20),
        name="rules",
    )


def _requirements(source: Source, rule: str) -> Cell:
    known = all_rules().get(rule)
    controls = known.metadata.controls if known is not None else ()
    return Cell((joined([control(each) for each in controls if is_shown(source, each)]),))


def _judged(source: Source) -> dict[str, dict[str, None]]:
    """The resources that each rule speaks of, those that it does not concern left out."""
    found: dict[str, dict[str, None]] = {}
    for finding in source.verdict.findings:
        if finding.tool == "hds" and finding.status is not Status.NOT_APPLICABLE:
            found.setdefault(finding.rule, {})[finding.urn] = None
    return found
