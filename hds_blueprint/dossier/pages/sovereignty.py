"""The guarantees of chapter 8, answers to EXI 28 to 31, the draft disclosure, the public map of transfers."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale

from hds_blueprint.dossier.inline import badge, cell, line, lines, row
from hds_blueprint.dossier.location import locations
from hds_blueprint.dossier.measures import measures
from hds_blueprint.dossier.model import Block, Cell, Page, Paragraph, Row, Steps, Table
from hds_blueprint.dossier.registers.processors import certificates_of
from hds_blueprint.dossier.source import Source
from hds_blueprint.dossier.values import own_certificate, values
from hds_blueprint.dossier.wording import page_text, sections
from hds_blueprint.hosting.facts import table as facts
from hds_blueprint.hosting.organisation import Activities, Provider


def page(source: Source) -> Page:
    """The page of sovereignty."""
    inserts = {
        "guarantees": (guarantees(source, "guarantees"),),
        "eea": _eea(source),
        "remote-access": _remote_access(source),
        "exposure": _exposure(source),
        "measures": _measures(source),
    }
    return _written(source, "sovereignty", source.translate("Commitments"), inserts)


def transfer_map(source: Source) -> Page:
    """The public page of EXI 31, which stands alone."""
    inserts = {"public-guarantees": (guarantees(source, "transfer-map"),)}
    return _written(source, "transfer-map", source.translate("Commitments"), inserts, lone=True)


def _written(
    source: Source, name: str, chapter: str, inserts: Mapping[str, tuple[Block, ...]], *, lone: bool = False
) -> Page:
    words = page_text(source, name).title
    title = source.own(words.fr if source.language == "fr" else words.en)
    return Page(name, title, chapter, sections(source, name, values(source), inserts), lone)


def guarantees(source: Source, name: str) -> Table:
    """The table of chapter 8: a row for the hoster, one for AWS, one for each third party of the document."""
    _ = source.translate
    rows = [_hoster(source), _aws(source), *_third_parties(source)]
    return Table(
        title=_("Statement of guarantees"),
        columns=(
            _("Company"),
            _("Role"),
            _("HDS certificate"),
            _("SecNumCloud 3.2 qualification"),
            _("Hosting activities"),
            _("Access from outside of the EEA (EXI 29)"),
            _("Exposure to third-country law (EXI 30)"),
        ),
        rows=tuple(rows),
        widths=(15, 12, 15, 15, 13, 15, 15),
        name=f"{name}-table" if name == "transfer-map" else name,
    )


def _hoster(source: Source) -> Row:
    _ = source.translate
    organisation = source.requirements.organisation
    certificate = own_certificate(source)
    name = (organisation.hoster or organisation.name) if organisation else ""
    return row(
        name or cell(source.blank(_("name of the hoster"))),
        _("hoster"),
        _("%(number)s, until %(day)s")
        % {"number": certificate.number, "day": source.date(certificate.expires)}
        if certificate
        else cell(source.blank(_("yes, no or exempt; number and dates"))),
        cell(source.blank(_("yes or no"))),
        ", ".join(map(str, source.requirements.service.hds_activities)),
        _accesses(source),
        cell(source.blank(_("answer of counsel"))),
    )


def _aws(source: Source) -> Row:
    _ = source.translate
    organisation = source.requirements.organisation
    activities = organisation.activities if organisation else None
    numbers = [
        str(number)
        for name, number in Activities.NUMBERS.items()
        if activities is not None and any(each.by == "aws" for each in activities.of(name))
    ]
    held = certificates_of(source, "aws")
    return row(
        "Amazon Web Services",
        _("sub-processor"),
        lines(
            _("%(number)s, until %(day)s") % {"number": each.number, "day": source.date(each.expires)}
            for each in held
        )
        if held
        else cell(source.blank(_("number and dates, from AWS Artifact"))),
        _("no (commercial regions; own reading)"),
        ", ".join(numbers) or cell(source.blank(_("activities on the certificate"))),
        cell(source.blank(_("countries and safeguards, from AWS’s own statements"))),
        _("risk disclosed: parent company under the law of the United States"),
    )


def _third_parties(source: Source) -> list[Row]:
    _ = source.translate
    organisation = source.requirements.organisation
    activities = organisation.activities if organisation else None
    if organisation is None or activities is None:
        return []
    found: dict[str, list[tuple[int, Provider]]] = {}
    for name, number in Activities.NUMBERS.items():
        for provider in activities.of(name):
            if provider.by == "third-party" and provider.name:
                found.setdefault(provider.name, []).append((number, provider))
    rows: list[Row] = []
    for name, done in found.items():
        certificates = [organisation.certificates.get(each.certificate or "") for _number, each in done]
        held = {each.number: each for each in certificates if each is not None}
        rows.append(
            row(
                name,
                _("sub-processor"),
                lines(
                    _("%(number)s, until %(day)s") % {"number": each.number, "day": source.date(each.expires)}
                    for each in held.values()
                )
                if held
                else cell(source.blank(_("yes, no or exempt; number and dates"))),
                cell(source.blank(_("yes or no"))),
                ", ".join(str(number) for number, _each in done),
                cell(source.blank(_("countries and safeguards"))),
                cell(source.blank(_("answer of counsel"))),
            )
        )
    return rows


def _country(source: Source, code_: str) -> str:
    return Locale.parse(source.language).territories.get(code_, code_)


def _outside(source: Source) -> list[tuple[str, str, str]]:
    """Country, who and safeguard of each remote access from outside of the EEA that the document states."""
    _ = source.translate
    inside = set(facts("countries")["eea"])
    said = {
        "adequacy-decision": _("adequacy decision (GDPR, article 45)"),
        "appropriate-safeguards": _("appropriate safeguards (GDPR, article 46)"),
    }
    return [
        (_country(source, each.country), each.by, said[each.safeguard] if each.safeguard else "")
        for each in source.requirements.location.remote_access
        if each.country not in inside
    ]


def _accesses(source: Source) -> Cell:
    found = _outside(source)
    if not found:
        guide = source.translate(
            "none, or countries and safeguards: the document states no access from outside"
        )
        return cell(source.blank(guide))
    _ = source.translate
    said = _("%(country)s: %(safeguard)s")
    return lines(said % {"country": country, "safeguard": safeguard} for country, _by, safeguard in found)


def _eea(source: Source) -> tuple[Block, ...]:
    _ = source.translate
    outside = [each for each in locations(source.inventory, source.language) if each.standing == "outside"]
    unknown = [each for each in locations(source.inventory, source.language) if each.standing == "unknown"]
    if outside:
        said = _("Places with data outside of the EEA: %(regions)s.") % {
            "regions": ", ".join(e.region for e in outside)
        }
        return (Paragraph((badge(said, "bad"),)),)
    blocks: list[Block] = [
        Paragraph(line(_("No place with data in this stack is known to be outside of the EEA.")))
    ]
    if unknown:
        names = ", ".join(row_.name for each in unknown for row_ in each.rows)
        blocks.append(
            Paragraph(line(_("Places whose region is not stated: %(names)s.") % {"names": names}), "notice")
        )
    return tuple(blocks)


def _remote_access(source: Source) -> tuple[Block, ...]:
    _ = source.translate
    found = _outside(source)
    if not found:
        guide = _(
            "state every access from outside of the EEA, that of AWS’s support included, or that there is "
            "none"
        )
        return (
            Paragraph(line(_("The document states no administration from outside of the EEA."))),
            Paragraph((source.blank(guide),)),
        )
    rows = tuple(
        row(country, by, safeguard or cell(source.blank(_("safeguard")))) for country, by, safeguard in found
    )
    return (
        Table(
            title=_("Remote access from outside of the EEA"),
            columns=(_("Country"), _("By"), _("Safeguard")),
            rows=rows,
            widths=(24, 38, 38),
            name="remote-access",
        ),
    )


def _exposure(source: Source) -> tuple[Block, ...]:
    _ = source.translate
    said = _(
        "Risk disclosed: the service stands on Amazon Web Services, whose parent company is under the law of "
        "the United States, whatever the region. Laws, measures and residual risk: see the draft disclosure "
        "below."
    )
    blocks: list[Block] = [Paragraph(line(said))]
    if source.requirements.location.third_country_exposure == "none":
        note = _("The document answers “none”; with AWS this file does not print that answer.")
        blocks.append(Paragraph(line(note), "notice"))
    return tuple(blocks)


def _measures(source: Source) -> tuple[Block, ...]:
    _ = source.translate
    stated = source.requirements.location.exposure_measures
    blocks: list[Block] = [Steps(measures(source))]
    if stated:
        blocks.append(Paragraph(line(_("Measures that the document adds:"))))
        blocks.append(Steps(tuple(line(each) for each in stated)))
    return tuple(blocks)
