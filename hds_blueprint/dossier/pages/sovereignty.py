"""The guarantees of chapter 8, answers to EXI 28 to 31, the draft disclosure, the public map of transfers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from babel import Locale

from hds_blueprint.dossier.inline import badge, cell, line, lines, row
from hds_blueprint.dossier.location import locations
from hds_blueprint.dossier.measures import measures
from hds_blueprint.dossier.model import Block, Cell, Page, Paragraph, Row, Steps, Table
from hds_blueprint.dossier.registers.processors import certificates_of
from hds_blueprint.dossier.source import Source
from hds_blueprint.dossier.values import hosts_itself, values
from hds_blueprint.dossier.wording import page_text, sections
from hds_blueprint.hosting.facts import table as facts
from hds_blueprint.hosting.organisation import Activities, Certificate


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
    rows = (*_hosters(source), _aws(source), *_third_parties(source))
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
        rows=rows,
        widths=(15, 12, 15, 15, 13, 15, 15),
        name=f"{name}-table" if name == "transfer-map" else name,
    )


def _hosters(source: Source) -> Iterator[Row]:
    """The hoster and, where it is another one, this organisation; each with its own certificate."""
    _ = source.translate
    organisation = source.requirements.organisation
    name = (organisation.hoster or organisation.name) if organisation else ""
    if organisation is None or hosts_itself(organisation):
        own_data = organisation is not None and organisation.on_behalf_of_others is False
        yield _party(
            source,
            name,
            _("controller, hosting its own data") if own_data else _("hoster"),
            certificates_of(source, "organisation"),
            source.requirements.service.hds_activities,
            _accesses(source),
        )
        return
    guide = cell(source.blank(_("countries and safeguards")))
    held, numbers = certificates_of(source, "third-party", name), _performed(source, "third-party", name)
    yield _party(source, name, _("hoster"), held, numbers, guide)
    yield _party(
        source,
        organisation.name,
        _("takes part in the hosting"),
        certificates_of(source, "organisation"),
        source.requirements.service.hds_activities,
        _accesses(source),
    )


def _third_parties(source: Source) -> Iterator[Row]:
    _ = source.translate
    organisation = source.requirements.organisation
    activities = organisation.activities if organisation else None
    if organisation is None or activities is None:
        return
    providers = (each for name in Activities.NUMBERS for each in activities.of(name))
    for name in dict.fromkeys(each.name for each in providers if each.by == "third-party" and each.name):
        if name != organisation.hoster:
            held, numbers = (
                certificates_of(source, "third-party", name),
                _performed(source, "third-party", name),
            )
            guide = cell(source.blank(_("countries and safeguards")))
            yield _party(source, name, _("sub-processor"), held, numbers, guide)


def _party(
    source: Source, name: str, role: str, held: list[Certificate], numbers: Sequence[int], accesses: Cell
) -> Row:
    _ = source.translate
    return row(
        name or cell(source.blank(_("name of the hoster"))),
        role,
        _certificates(source, held) or cell(source.blank(_("yes, no or exempt; number and dates"))),
        cell(source.blank(_("yes or no"))),
        ", ".join(map(str, numbers)) or cell(source.blank(_("activities performed"))),
        accesses,
        cell(source.blank(_("answer of counsel"))),
    )


def _aws(source: Source) -> Row:
    _ = source.translate
    numbers = ", ".join(map(str, _performed(source, "aws")))
    return row(
        "Amazon Web Services",
        _("sub-processor"),
        _certificates(source, certificates_of(source, "aws"))
        or cell(source.blank(_("number and dates, from AWS Artifact"))),
        _("no (commercial regions; own reading)"),
        numbers or cell(source.blank(_("activities on the certificate"))),
        cell(source.blank(_("countries and safeguards, from AWS’s own statements"))),
        _("risk disclosed: parent company under the law of the United States"),
    )


def _certificates(source: Source, held: list[Certificate]) -> Cell | None:
    said = source.translate("%(number)s, until %(day)s")
    shown = [said % {"number": each.number, "day": source.date(each.expires)} for each in held]
    return lines(shown) if shown else None


def _performed(source: Source, by: str, name: str | None = None) -> tuple[int, ...]:
    """The activities that a kind of provider, or one of them, performs."""
    organisation = source.requirements.organisation
    activities = organisation.activities if organisation else None
    if activities is None:
        return ()
    return tuple(
        number
        for activity, number in Activities.NUMBERS.items()
        if any(each.by == by and name in (None, each.name) for each in activities.of(activity))
    )


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
        (
            _country(source, each.country),
            each.by,
            " – ".join(filter(None, (said.get(each.safeguard or ""), each.detail))),
        )
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
