"""Targets against what the layout gives, scenarios, the recovery plan and the procedure of restore tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hds_blueprint.dossier.inline import cell, line, row
from hds_blueprint.dossier.model import Page, Row, Run, Table
from hds_blueprint.dossier.registers.backups import restore_tests
from hds_blueprint.dossier.source import Source
from hds_blueprint.dossier.summary import duration
from hds_blueprint.dossier.values import values
from hds_blueprint.dossier.wording import empty_table, page_text, sections
from hds_blueprint.hosting import availability
from hds_blueprint.hosting.backup_groups import behind_in_recovery_region
from hds_blueprint.hosting.facts import table as facts


def page(source: Source) -> Page:
    """The page of continuity."""
    nothing = source.translate("No restore test is planned in this stack.")
    inserts = {
        "targets": (_targets(source),),
        "levels": (_levels(source),),
        "scenarios": (_scenarios(source),),
        "restore-tests": (empty_table(replace(restore_tests(source), name=""), nothing),),
    }
    words = page_text(source, "continuity")
    return Page(
        "continuity",
        source.own(words.title.fr if source.language == "fr" else words.title.en),
        source.translate("Commitments"),
        sections(source, "continuity", values(source), inserts),
    )


def _recovery(name: str) -> timedelta:
    return timedelta(minutes=facts("recovery")[name]["minutes"])


def _targets(source: Source) -> Table:
    _ = source.translate
    needs = source.requirements
    continuity = needs.continuity
    product = availability.combined(needs)
    rows = [
        _target(
            source,
            _("Availability over a year"),
            source.percent(continuity.availability),
            source.percent(product),
            _("product of AWS’s credit thresholds, see below"),
            availability.reaches(product, continuity.availability),
        )
    ]
    if needs.databases:
        slowest = max(
            _recovery("database_failover" if each.multi_az else "database_restore")
            for each in needs.databases.values()
        )
        behind = _recovery("database_restorable_behind")
        rows += [
            _timed(
                source,
                _("Return after the loss of a zone (RTO)"),
                continuity.rto,
                slowest,
                _("failover or restore of the slowest database, planning value"),
            ),
            _timed(
                source,
                _("Loss of data (RPO)"),
                continuity.rpo,
                behind,
                _("how far point-in-time recovery is behind, planning value"),
            ),
        ]
    if continuity.region_loss_rpo is not None:
        copies = [each[2] for each in behind_in_recovery_region(needs)]
        last = max(copies, default=None) if needs.backup.copy_to_recovery_region else None
        rows.append(
            _timed(
                source,
                _("Loss of data where the region is lost"),
                continuity.region_loss_rpo,
                last,
                _("frequency of the backups that are copied"),
            )
        )
    if continuity.region_loss_rto is not None:
        least = _recovery(f"region_{continuity.strategy}")
        rows.append(
            _timed(
                source,
                _("Return where the region is lost"),
                continuity.region_loss_rto,
                least,
                _("order of magnitude of the strategy, planning value"),
            )
        )
    return Table(
        title=_("Targets and computed figures"),
        columns=(
            _("Objective"),
            _("Target"),
            _("Computed"),
            _("Where the figure comes from"),
            _("Comparison"),
        ),
        rows=tuple(rows),
        widths=(28, 12, 12, 30, 18),
        name="continuity-targets",
    )


def _timed(source: Source, title: str, target: timedelta, least: timedelta | None, basis: str) -> Row:
    computed = duration(least, source.language) if least is not None else source.translate("none")
    held = least is not None and target >= least
    return _target(source, title, duration(target, source.language), computed, basis, held)


def _target(source: Source, title: str, target: str, computed: str, basis: str, held: bool) -> Row:
    _ = source.translate
    shown = Run(_("target within reach"), "good") if held else Run(_("target beyond the layout"), "bad")
    return row(title, target, computed, basis, cell(shown))


def _levels(source: Source) -> Table:
    _ = source.translate
    terms = availability.terms(source.requirements)
    services = facts("service_levels")["services"]
    rows: list[Row] = []
    for term in terms:
        fact = services[term.service]
        address = str(fact["source"])
        rows.append(
            row(
                term.name,
                source.percent(term.level),
                cell(Run(address.removeprefix("https://"), "plain", address)),
                source.date(str(fact["date"])),
            )
        )
    return Table(
        title=_("Thresholds under which AWS owes a credit"),
        columns=(_("Service"), _("Threshold"), _("Source"), _("Read on")),
        rows=tuple(rows),
        widths=(34, 14, 36, 16),
        name="service-levels",
    )


def _scenarios(source: Source) -> Table:
    _ = source.translate
    needs = source.requirements
    several = needs.network.zones > 1
    spread = all(each.multi_az for each in needs.databases.values())
    means = {
        _("Failure of a container"): _("started anew by the service; %(number)s at least for each workload")
        % {"number": min((each.scaling.minimum for each in needs.workloads.values()), default=0)},
        _("Loss of an availability zone"): (
            _("workloads over %(zones)s zones") % {"zones": needs.network.zones}
            if several
            else _("one zone only: the service stops until the zone is back")
        )
        + (
            ""
            if not needs.databases
            else "; "
            + (_("databases fail over by themselves") if spread else _("a database must be restored"))
        ),
        _("Loss or corruption of a database"): _("point-in-time recovery, then backups of the vault")
        if needs.databases
        else _("no database in this document"),
        _("Deletion of objects"): _("earlier versions, then backups of the vault")
        if needs.buckets
        else _("no bucket in this document"),
        _("Loss of the region"): _("copies in %(region)s") % {"region": needs.location.recovery_region}
        if needs.backup.copy_to_recovery_region
        else _("no copy in another region"),
        _("Failure of the hoster"): _(
            "reversibility plan; copies that the customer keeps are for the contract"
        ),
    }
    return Table(
        title=_("What happens in each disaster"),
        columns=(_("Disaster"), _("Means in this stack"), _("Decision and people")),
        rows=tuple(
            row(title, cell(*line(text)), cell(source.blank(_("who acts, deputy"))))
            for title, text in means.items()
        ),
        widths=(28, 44, 28),
        name="continuity-scenarios",
    )
