"""What Checkov finds, beside what our rules say of the same resources: told apart, and counted apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hds_blueprint.dossier import content, texts
from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.inline import cell, code, line
from hds_blueprint.dossier.model import Block, Counts, Paragraph, Row, Run, Section, Table
from hds_blueprint.dossier.pages.inventory import counted, place, verdicts
from hds_blueprint.dossier.source import Source
from hds_blueprint.policies.verdict import Finding

ID = "second-opinion"


def section(source: Source) -> tuple[Section, ...]:
    """The section, where Checkov was asked."""
    _ = source.translate
    version = source.verdict.tools.get("checkov")
    if version is None:
        return ()
    found = content.posture(source.verdict, "checkov")
    statuses = texts.statuses(_)
    said = _(
        "Checkov %(version)s judges the same resources by checks of its own. It is a second opinion: it "
        "stops no deployment and counts in no matrix. The titles of its checks are its own, in English. "
        "Beside each failure stand the verdicts of our rules on the same resource."
    ) % {"version": version}
    blocks: list[Block] = [
        Paragraph(line(said), "muted"),
        Counts(
            (
                (statuses["PASS"], found.counts["PASS"], "good"),
                (_("Failed without an explanation"), found.counts["FAIL"], "unsure"),
                (_("Failed, and explained"), len(found.waived), "none"),
                (statuses["UNKNOWN"], found.counts["UNKNOWN"], "unsure"),
            )
        ),
    ]
    if found.failures:
        title = _("Failures of Checkov without an explanation")
        blocks.append(_table(source, title, found.failures, "checkov", explained=False))
    if found.waived:
        title = _("Failures of Checkov with the reason why they are accepted")
        blocks.append(_table(source, title, found.waived, "checkov-explained", explained=True))
    return (Section(ID, _("Second opinion"), tuple(blocks)),)


def _table(source: Source, title: str, findings: Sequence[Finding], name: str, *, explained: bool) -> Table:
    _ = source.translate
    columns = (
        _("Check of Checkov"),
        _("Resource"),
        _("What Checkov asks for"),
        _("Reason") if explained else _("Our rules"),
        _("Place in the document"),
    )
    ours = verdicts(source)
    return Table(
        title=title,
        columns=columns,
        rows=tuple(_row(source, each, ours, explained=explained) for each in findings),
        widths=(18, 18, 26, 24, 14) if explained else (18, 20, 32, 16, 14),
        name=f"findings-{name}",
        folded=True,
    )


def _row(source: Source, finding: Finding, ours: dict[str, Counter[str]], *, explained: bool) -> Row:
    severity = Run(texts.severities(source.translate)[finding.severity.value], "muted")
    path = (Run(" "), code(finding.path)) if finding.path else ()
    if not explained:
        beside = counted(source, ours.get(anchor(finding.urn), Counter()))
    elif finding.rule in {waiver.rule for waiver in source.content.waivers}:
        beside = cell(finding.waiver or "")
    else:
        beside = cell(source.own(finding.waiver or ""))
    return Row(
        (
            cell(code(finding.rule), " ", severity),
            cell(source.resource(finding.urn)),
            cell(finding.message, *path),
            beside,
            place(source, finding.origin),
        )
    )
