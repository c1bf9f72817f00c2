"""The location sheet: every place where data are held, by region, and where the deployment state is."""

from __future__ import annotations

from hds_blueprint.dossier import texts
from hds_blueprint.dossier.inline import badge, cell, line, link, row
from hds_blueprint.dossier.location import Location, locations
from hds_blueprint.dossier.model import Block, Heading, Page, Paragraph, Run, Section, Table
from hds_blueprint.dossier.pages.inventory import encrypted
from hds_blueprint.dossier.source import Source
from hds_blueprint.dossier.wording import cited


def page(source: Source) -> Page:
    """The location sheet."""
    _ = source.translate
    asked = _(
        "EXI 28 and article R.1111-9-1 of the Public Health Code ask that health data be stored in the "
        "European Economic Area only."
    )
    blocks: list[Block] = [Paragraph(line(_("Every place where data are held, by region.")))]
    if source.health_data:
        blocks.append(Paragraph(line(asked)))
        blocks.append(cited(source, "hds-2.0:EXI 28"))
    for location in locations(source.inventory, source.language):
        blocks += _location(source, location)
    production = source.content.environment == "production"
    state = tuple(Paragraph(line(fact)) for fact in texts.state_facts(_, source.state, production))
    return Page(
        "location",
        _("Location sheet"),
        _("Architecture"),
        (
            Section("location", _("Places with data"), tuple(blocks)),
            Section("confirmation", _("Confirmation of the regions"), _confirmation(source)),
            Section("state", _("Deployment state"), state),
        ),
    )


def _location(source: Source, location: Location) -> list[Block]:
    _ = source.translate
    title = location.region or _("Region not stated")
    if location.place:
        title += f" – {location.place}"
    standing = {
        "eea": badge(_("European Economic Area"), "good"),
        "outside": badge(_("Outside of the European Economic Area"), "bad"),
        "unknown": None,
    }[location.standing]
    classes = texts.data_classes(_)
    return [
        Heading(title, badge=standing),
        Table(
            title=location.region or _("Region not stated"),
            columns=(_("Place"), _("Kind"), _("Data class"), _("Encryption at rest")),
            rows=tuple(
                row(
                    cell(link(each.name, f"#{each.anchor}"), source.in_account(each.account)),
                    each.label,
                    classes.get(each.data_class, each.data_class) or _("Not stated"),
                    encrypted(source, each.encryption),
                )
                for each in location.rows
            ),
            widths=(26, 28, 20, 26),
            name=f"location-{location.region or 'unknown'}",
        ),
    ]


def _confirmation(source: Source) -> tuple[Block, ...]:
    _ = source.translate
    confirmed = source.content.location.confirmation
    said = _(
        "Which regions are on AWS’s certificate stands on the certificate itself; this file takes it from no "
        "list."
    )
    if confirmed is None:
        guide = _("read the certificate in AWS Artifact; then write day, document, regions and who read it")
        return (Paragraph(line(said)), Paragraph((source.blank(guide),)))
    stated = _("Confirmed on %(day)s by %(person)s, from %(document)s: %(regions)s.") % {
        "day": source.date(confirmed.day),
        "person": confirmed.confirmed_by,
        "document": confirmed.document,
        "regions": ", ".join(confirmed.regions),
    }
    return (Paragraph(line(said)), Paragraph((Run(stated),)))
