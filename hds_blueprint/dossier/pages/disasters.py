"""What happens in each disaster: the means that the document's layout has for it, and what is for people."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.dossier.inline import cell, lines, row
from hds_blueprint.dossier.model import Table
from hds_blueprint.dossier.source import Source
from hds_blueprint.dossier.summary import duration
from hds_blueprint.dossier.values import strategies
from hds_blueprint.hosting.backup_groups import groups_in_use


def disasters(source: Source) -> Table:
    """One row a disaster; who acts is a blank."""
    _ = source.translate
    means = {
        _("Failure of a container"): _container(source),
        _("Loss of an availability zone"): _zone(source),
        _("Loss or corruption of a database"): _database(source),
        _("Deletion of objects or files"): _objects(source),
        _("Loss of a cache, a queue or a search index"): _made_anew(source),
        _("Loss of the region"): _region(source),
        _("Compromise of the account"): _account(source),
        _("Failure of the hoster"): iter(
            [_("reversibility plan; copies that the customer keeps are for the contract")]
        ),
    }
    return Table(
        title=_("What happens in each disaster"),
        columns=(_("Disaster"), _("Means in this stack"), _("Decision and people")),
        rows=tuple(
            row(title, lines(said), cell(source.blank(_("who acts, deputy"))))
            for title, found in means.items()
            if (said := tuple(found))
        ),
        widths=(28, 44, 28),
        name="continuity-scenarios",
    )


def _container(source: Source) -> Iterator[str]:
    workloads = source.requirements.workloads
    if not workloads:
        yield source.translate("no workload in this document")
    for name, each in workloads.items():
        ngettext = source.plural
        started = ngettext(
            "started anew by the service, %(num)d copy at least",
            "started anew by the service, %(num)d copies at least",
            each.scaling.minimum,
        )
        yield _of(source, name, started)


def _zone(source: Source) -> Iterator[str]:
    _ = source.translate
    needs = source.requirements
    if needs.network.zones == 1:
        yield _("one zone only: the service stops until the zone is back")
        return
    yield _("workloads over %(zones)s zones") % {"zones": needs.network.zones}
    for spread, text in (
        (True, _("databases that fail over by themselves: %(names)s")),
        (False, _("databases to be restored: %(names)s")),
    ):
        names = [name for name, each in needs.databases.items() if each.multi_az is spread]
        if names:
            yield text % {"names": ", ".join(names)}


def _database(source: Source) -> Iterator[str]:
    _ = source.translate
    needs = source.requirements
    if not needs.databases:
        yield _("no database in this document")
    for name, each in needs.databases.items():
        text = _("%(name)s: any moment of the last %(period)s, then backups of the vault")
        yield text % {"name": name, "period": source.days(each.point_in_time_days)}


def _objects(source: Source) -> Iterator[str]:
    _ = source.translate
    needs = source.requirements
    if not needs.buckets and not needs.file_systems:
        yield _("neither a bucket nor a file system in this document")
    for name, each in needs.buckets.items():
        text = _("%(name)s: earlier versions for %(period)s, then backups of the vault")
        yield text % {"name": name, "period": source.days(each.noncurrent_days)}
    saved = {
        name: duration(group.rules.frequency, source.language)
        for group in groups_in_use(needs)
        for section, name in group.stores
        if section == "file_systems"
    }
    for name in needs.file_systems:
        last = (
            _("last backup of the vault, %(age)s old at most") % {"age": saved[name]} if name in saved else ""
        )
        yield _of(source, name, last or _("no backup"))


def _made_anew(source: Source) -> Iterator[str]:
    """Stores that AWS Backup does not copy: from snapshots of their service, or from what fills them."""
    _ = source.translate
    needs = source.requirements
    for name, each in needs.caches.items():
        kept = _("daily snapshots kept for %(period)s") % {"period": source.days(each.snapshot_days)}
        yield _of(source, name, kept if each.snapshot_days else _("starts empty"))
    for name in needs.queues:
        yield _of(source, name, _("messages that nobody had handled are lost"))
    for name in needs.search:
        yield _of(source, name, _("made anew from the data"))


def _of(source: Source, name: str, means: str) -> str:
    return source.translate("%(name)s: %(means)s") % {"name": name, "means": means}


def _region(source: Source) -> Iterator[str]:
    _ = source.translate
    needs = source.requirements
    region = needs.location.recovery_region
    if needs.backup.copy_to_recovery_region:
        yield _("copies of backups in %(region)s") % {"region": region}
    else:
        yield _("no copy of backups in another region")
    replicated = [
        *(name for name, each in needs.buckets.items() if each.replicate),
        *(name for name, each in needs.file_systems.items() if each.replicate),
        *(needs.databases if needs.continuity.replicates else ()),
    ]
    if replicated:
        yield _("copied continuously to %(region)s: %(names)s") % {
            "region": region,
            "names": ", ".join(dict.fromkeys(replicated)),
        }
    yield _("strategy: %(strategy)s") % {"strategy": strategies(source)[needs.continuity.strategy]}


def _account(source: Source) -> Iterator[str]:
    _ = source.translate
    backup = source.requirements.backup
    yield _("locked vaults") if backup.lock is not None else _("vaults without a lock")
    if backup.second_account:
        yield _("copies of backups in account %(number)s") % {"number": backup.second_account}
    else:
        yield _("no copy of backups in another account")
