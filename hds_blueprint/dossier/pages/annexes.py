"""The annexes: contract, impact assessment, interventions, reversibility, waivers, and what was used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hds_blueprint.dossier.inline import cell, code, line, link, row
from hds_blueprint.dossier.matrices import version_text
from hds_blueprint.dossier.measures import measures
from hds_blueprint.dossier.model import Block, Page, Paragraph, Run, Section, Steps, Table
from hds_blueprint.dossier.provenance import parts
from hds_blueprint.dossier.registers.backup_classes import backup_classes
from hds_blueprint.dossier.registers.backups import LOCK, PLAN
from hds_blueprint.dossier.source import Source, dictionary, entries
from hds_blueprint.dossier.texts import data_classes
from hds_blueprint.dossier.values import values
from hds_blueprint.dossier.wording import empty_table, page_text, sections
from hds_blueprint.graph.model import targets
from hds_blueprint.policies.catalogue import FRAMEWORKS, framework
from hds_blueprint.policies.values import number


def pages(source: Source) -> tuple[Page, ...]:
    """The annexes; those about health-data hosting only where health data are hosted."""
    found = [
        _written(source, "aipd", {"measures": (Steps(measures(source)),)}),
        _written(source, "interventions", {}),
        _written(source, "reversibility", {"stores": (_stores(source),), "last-to-go": _last_to_go(source)}),
        *of_everything(source),
    ]
    if source.health_data:
        classes = replace(backup_classes(source), name="")
        found.insert(0, _written(source, "contract", {"backup-classes": (classes,)}))
    return tuple(found)


def of_everything(source: Source) -> tuple[Page, ...]:
    """The annexes of any file: waivers, and what was used."""
    return _waivers(source), _about(source)


def _written(source: Source, name: str, inserts: Mapping[str, tuple[Block, ...]]) -> Page:
    words = page_text(source, name).title
    title = source.own(words.fr if source.language == "fr" else words.en)
    return Page(name, title, source.translate("Annexes"), sections(source, name, values(source), inserts))


def _stores(source: Source) -> Block:
    _ = source.translate
    needs = source.requirements
    classes = data_classes(_)
    kinds = {
        "databases": (_("database"), _("dump in an open format (SQL or CSV)")),
        "buckets": (_("bucket"), _("objects as they are, list of checksums")),
        "caches": (_("cache"), _("nothing to return: made anew")),
        "file_systems": (_("file system"), _("files as they are, list of checksums")),
        "queues": (_("queue"), _("messages not yet handled")),
        "topics": (_("topic"), _("nothing to return: passes messages on")),
        "search": (_("search index"), _("nothing to return: made anew from the data")),
    }
    rows = [
        row(
            name,
            kinds[section][0],
            classes[store.data_class or needs.data.data_class],
            kinds[section][1],
            cell(code(f"{section}.{name}")),
        )
        for section, stores in needs.stores.items()
        for name, store in stores.items()
    ]
    table = Table(
        title=_("What is returned"),
        columns=(
            _("Data store"),
            _("Kind"),
            _("Data class"),
            _("Form of the return"),
            _("Place in the document"),
        ),
        rows=tuple(rows),
        widths=(18, 16, 20, 28, 18),
        name="reversibility-stores",
    )
    return empty_table(table, _("The document names no data store."))


def _last_to_go(source: Source) -> tuple[Block, ...]:
    """Which copies end last, and whether a lock keeps them: immutable copies against the duty to destroy."""
    _ = source.translate
    days = [
        found
        for plan in source.graph.of_type(PLAN)
        for rule in entries(plan.inputs.get("rules"))
        for lifecycle in (rule, *entries(rule.get("copyActions")))
        if (found := number(dictionary(lifecycle.get("lifecycle")).get("deleteAfter")))
    ]
    if not days:
        return ()
    said = _("The last recovery point of this stack ends %(period)s after the last backup.") % {
        "period": source.days(max(days))
    }
    kept = [
        _("The lock of %(vaults)s keeps recovery points for at least %(period)s.")
        % {"vaults": ", ".join(vaults), "period": source.days(days)}
        for days, vaults in _locked(source).items()
    ]
    return (Paragraph(line(" ".join([said, *kept]))),)


def _locked(source: Source) -> dict[int, list[str]]:
    """The names of locked vaults by the days for which each keeps a recovery point at least."""
    found: dict[int, list[str]] = {}
    for lock in source.graph.of_type(LOCK):
        days = number(lock.inputs.get("minRetentionDays"))
        if days:
            names = [
                source.graph.by_urn[u].name
                for u in targets(lock, "backupVaultName")
                if u in source.graph.by_urn
            ]
            found.setdefault(int(days), []).extend(names or [lock.name])
    return found


def _waivers(source: Source) -> Page:
    _ = source.translate
    table = Table(
        title=_("Waivers"),
        columns=(
            _("Rule"),
            _("Resources"),
            _("Reason"),
            _("Compensating measure"),
            _("Owner"),
            _("Approved by"),
            _("Until"),
        ),
        rows=tuple(
            row(
                cell(code(each.rule)),
                cell(code(each.resource)),
                each.reason,
                each.compensating_measure,
                each.owner,
                each.approver,
                source.date(each.expiry),
            )
            for each in source.content.waivers
        ),
        widths=(16, 14, 20, 18, 12, 10, 10),
        name="waivers",
    )
    said = empty_table(table, _("The document holds no waiver."))
    return Page("waivers", _("Waivers"), _("Annexes"), (Section("waivers", _("Waivers"), (said,)),))


def _about(source: Source) -> Page:
    _ = source.translate
    said = _(
        "All that this file says of the service is derived from the requirements document, from the resource "
        "graph of the stack and from the verdict of the rules. It is no legal advice, no certificate and no "
        "opinion on the organisation that runs the service: it documents a technical configuration and "
        "prepares the work of those who assess it."
    )
    account = _(
        "“(account)” in a name stands for the number of the AWS account, which only the deployment knows. "
        "Names and texts that the document states are shown as they are written there."
    )
    again = _(
        "The same inputs give the same bytes. The digest of the graph is that of the file which "
        "“hds plan DOCUMENT --graph FILE” writes."
    )
    blank = (Run(_("What only people can state is marked so: ")), source.blank(_("what to write there")))
    made = parts(_, source.document, source.verdict, source.graph.stack, source.digests, source.overridden)
    inputs = Table(
        title=_("Versions and digests"),
        columns=(_("What was used"), _("Version"), "SHA-256"),
        rows=tuple(row(each.title, each.version, cell(code(each.sha256))) for each in made),
        widths=(25, 20, 55),
        name="versions",
    )
    used = Table(
        title=_("Texts of reference"),
        columns=(_("Text"), _("Version"), _("Published"), _("State of knowledge"), _("Official place")),
        rows=tuple(
            row(
                source.own(each.title.say(source.language)),
                version_text(each, _, source.language),
                source.date(each.published),
                source.date(each.state_of_knowledge),
                cell(link(each.source.removeprefix("https://"), each.source)),
            )
            for each in (framework(name) for name in FRAMEWORKS)
            if source.health_data or each.id.startswith(("iso-", "cnil-"))
        ),
        widths=(30, 12, 16, 16, 26),
        name="texts-of-reference",
    )
    sections_ = (
        Section(
            "about",
            _("How this file was made"),
            (Paragraph(line(said)), Paragraph(blank), Paragraph(line(account))),
        ),
        Section("provenance", _("Versions and digests"), (Paragraph(line(again), "muted"), inputs)),
        Section("references", _("Texts of reference"), (used,)),
    )
    return Page("about", _("About this file"), _("Annexes"), sections_)
