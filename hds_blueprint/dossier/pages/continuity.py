"""Targets against what the layout gives, scenarios, the recovery plan and the procedure of restore tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hds_blueprint.dossier import texts
from hds_blueprint.dossier.inline import cell, line, row
from hds_blueprint.dossier.model import Block, Page, Paragraph, Row, Run, Table
from hds_blueprint.dossier.pages.disasters import disasters
from hds_blueprint.dossier.registers.backups import restore_tests
from hds_blueprint.dossier.runbook import commands
from hds_blueprint.dossier.source import Source
from hds_blueprint.dossier.summary import duration
from hds_blueprint.dossier.values import values
from hds_blueprint.dossier.wording import empty_table, page_text, sections
from hds_blueprint.hosting import availability
from hds_blueprint.hosting.backup_groups import behind_in_recovery_region
from hds_blueprint.hosting.facts import table as facts

# Places of the recovery plan where commands stand: under a heading of their own, and after steps.
HEADED = ("stop-writing", "restore-database", "restore-vault", "start-again")
AFTER_STEPS = ("restore-objects", "take-over")


def page(source: Source) -> Page:
    """The page of continuity."""
    nothing = source.translate("No restore test is planned in this stack.")
    none = (Paragraph(line(source.translate("This stack has none."))),)
    places: dict[str, tuple[Block, ...]] = {**dict.fromkeys(HEADED, none), **dict.fromkeys(AFTER_STEPS, ())}
    inserts: dict[str, tuple[Block, ...]] = {
        "targets": (_targets(source),),
        "levels": (_levels(source),),
        "scenarios": (disasters(source),),
        **{place: commands(source, place) or none for place, none in places.items()},
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
    confidences = texts.confidences(_)
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
                confidences[str(fact["confidence"]).replace(" ", "-")],
            )
        )
    return Table(
        title=_("Thresholds under which AWS owes a credit"),
        columns=(
            _("Service"),
            _("Threshold"),
            _("Source"),
            _("Date of the agreement, or of its reading"),
            _("Confidence"),
        ),
        rows=tuple(rows),
        widths=(28, 12, 32, 15, 13),
        name="service-levels",
    )
