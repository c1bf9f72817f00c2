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
from hds_blueprint.dossier.values import strategies, values
from hds_blueprint.dossier.wording import empty_table, page_text, sections
from hds_blueprint.hosting import availability
from hds_blueprint.hosting.facts import recovery_time
from hds_blueprint.hosting.facts import table as facts
from hds_blueprint.hosting.recovery_figures import loss_after_error, loss_with_region, strategy_built

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
            recovery_time("database_failover" if each.multi_az else "database_restore")
            for each in needs.databases.values()
        )
        said = _("failover or restore of the slowest database, planning value")
        rows.append(_timed(source, _("Return after the loss of a zone (RTO)"), continuity.rto, slowest, said))
    if (figure := loss_after_error(needs)) is not None:
        said = _("how far point-in-time recovery is behind, planning value")
        if figure.of_backups:
            said = _("interval of the backups of %(store)s") % {"store": figure.store}
        rows.append(_timed(source, _("Loss of data (RPO)"), continuity.rpo, figure.time, said))
    if continuity.region_loss_rpo is not None and (figure := loss_with_region(needs)) is not None:
        said = _("how far the continuous copy of %(store)s is behind, planning value")
        if figure.of_backups:
            said = _("interval of the copied backups of %(store)s")
        said %= {"store": figure.store}
        title = _("Loss of data where the region is lost")
        rows.append(_timed(source, title, continuity.region_loss_rpo, figure.time, said))
    if continuity.region_loss_rto is not None:
        built = strategy_built(needs)
        said = _("order of magnitude of what is built: %(strategy)s; planning value") % {
            "strategy": strategies(source)[built]
        }
        title = _("Return where the region is lost")
        least = recovery_time(f"region_{built}")
        rows.append(_timed(source, title, continuity.region_loss_rto, least, said))
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
        published = address.startswith("https://")  # some services have no agreement of their own
        rows.append(
            row(
                term.name,
                source.percent(term.level),
                cell(Run(address.removeprefix("https://"), "plain", address))
                if published
                else source.translate("no agreement found"),
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
