"""The inventory: every resource with its place, its data class, its encryption and its verdicts."""

from __future__ import annotations

from collections import Counter

from hds_blueprint.dossier import texts
from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.content import InventoryGroup, InventoryRow
from hds_blueprint.dossier.encryption import Encryption
from hds_blueprint.dossier.inline import badge, cell, code, line, link, row
from hds_blueprint.dossier.model import Cell, Look, Page, Paragraph, Row, Run, Section, Table
from hds_blueprint.dossier.source import Source
from hds_blueprint.graph.model import Origin
from hds_blueprint.policies.verdict import Status

WIDTHS = {
    "name": 15,
    "kind": 22,
    "region": 10,
    "class": 11,
    "encryption": 13,
    "zones": 6,
    "protected": 8,
    "origin": 13,
    "verdicts": 14,
}


def page(source: Source) -> Page:
    """The inventory."""
    _ = source.translate
    number = sum(len(group.rows) for group in source.inventory[:-1])
    ngettext = source.plural
    said = ngettext(
        "%(num)d resource, and the deployment state.", "%(num)d resources, and the deployment state.", number
    )
    found = verdicts(source)
    tables = tuple(_table(source, group, found) for group in source.inventory)
    section = Section("inventory", _("Inventory"), (Paragraph(line(said), "muted"), *tables))
    return Page("inventory", _("Inventory"), _("Architecture"), (section,))


def encrypted(source: Source, found: Encryption) -> Cell:
    """How something is encrypted at rest; a key of the stack leads to its row."""
    text = texts.encryption_text(source.translate, found)
    if found.kind == "none":
        return cell(Run(text, "bad"))
    if found.anchor:
        return cell(link(text, f"#{found.anchor}"))
    return cell(code(text)) if found.kind == "key" else cell(text)


def place(source: Source, origin: Origin | None) -> Cell:
    """A place in the document."""
    if origin is None:
        return Cell()
    word = source.translate("line")
    said = f" {word}\u00a0{origin.line}"
    return cell(code(origin.path or source.translate("document")), Run(said, "muted"))


def verdicts(source: Source) -> dict[str, Counter[str]]:
    """The verdicts of our rules on each resource, by its anchor: how many of each status."""
    found: dict[str, Counter[str]] = {}
    for finding in source.verdict.findings:
        if finding.tool != "hds":
            continue
        status = finding.status.value if finding.waiver is None else "WAIVED"
        found.setdefault(anchor(finding.urn), Counter())[status] += 1
    return found


def _table(source: Source, group: InventoryGroup, found: dict[str, Counter[str]]) -> Table:
    _ = source.translate
    titles = {
        "name": _("Name"),
        "kind": _("Kind"),
        "region": _("Region"),
        "class": _("Data class"),
        "encryption": _("Encryption at rest"),
        "zones": _("Zones"),
        "protected": _("Protected"),
        "origin": _("Place in the document"),
        "verdicts": _("Verdicts"),
    }
    optional = {
        "class": "data_class",
        "encryption": "encryption",
        "zones": "zones",
        "protected": "protected",
        "origin": "origin",
    }
    columns = [name for name in titles if name not in optional or optional[name] in group.columns]
    return Table(
        title=group.title,
        columns=tuple(titles[name] for name in columns),
        rows=tuple(_row(source, each, columns, found) for each in group.rows),
        widths=tuple(WIDTHS[name] for name in columns),
        name=f"inventory-{group.id}",
        folded=True,
    )


def _row(source: Source, each: InventoryRow, columns: list[str], found: dict[str, Counter[str]]) -> Row:
    _ = source.translate
    classes = texts.data_classes(_)
    elsewhere = (Run(" "), Run(_("managed elsewhere"), "none")) if each.external else ()
    cells = {
        "name": cell(each.name, *elsewhere),
        "kind": Cell((line(each.label), (Run(each.type, "code"),))),
        "region": cell(
            _("All regions") if each.everywhere else each.region or _("Not stated"),
            source.in_account(each.account),
        ),
        "class": cell(classes.get(each.data_class, each.data_class)),
        "encryption": encrypted(source, each.encryption),
        "zones": cell(str(each.zones or "")),
        "protected": cell(_("yes") if each.protected else ""),
        "origin": place(source, each.origin),
        "verdicts": counted(source, found.get(each.anchor, Counter())),
    }
    return row(*(cells[name] for name in columns), identifier=each.anchor)


def counted(source: Source, counts: Counter[str]) -> Cell:
    """Verdicts as words with their number."""
    statuses = texts.statuses(source.translate)
    looks: dict[str, Look] = {"PASS": "good", "FAIL": "bad", "UNKNOWN": "unsure", "WAIVED": "unsure"}
    shown = [*(status.value for status in Status if status is not Status.NOT_APPLICABLE), "WAIVED"]
    said = source.translate("%(status)s:\u00a0%(number)s")
    found = [
        badge(said % {"status": statuses[name], "number": source.number(counts[name])}, looks[name])
        for name in shown
        if counts[name]
    ]
    return Cell(tuple((each,) for each in found))
