"""Who does what: the document's providers of each activity, and a proposed RACI matrix."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from hds_blueprint.dossier import texts
from hds_blueprint.dossier.controls import control, is_shown
from hds_blueprint.dossier.inline import cell, joined, line, lines, row
from hds_blueprint.dossier.model import Cell, Line, Page, Row, Table
from hds_blueprint.dossier.raci import Letters, assigned
from hds_blueprint.dossier.source import Source
from hds_blueprint.dossier.values import hosts_itself, values
from hds_blueprint.dossier.wording import Data, Words, data, page_text, sections
from hds_blueprint.hosting.organisation import Activities, OperationParts, Provider

_Part = Annotated[str, Field(pattern=r"^([RACI]( [RACI])*)?$")]


class _Task(Words):
    """A task of the RACI matrix: whose it is, and the requirements that it answers."""

    activity: Annotated[int, Field(ge=1, le=6)] | None = None
    part: Literal["access_rights", "access_procedure", "access_traces", "intervention_approval"] | None = None
    aws: _Part = ""
    hoster: _Part = ""
    customer: _Part = ""
    third: _Part = ""
    controls: tuple[str, ...] = ()


class _Raci(Data):
    """The file raci.yaml."""

    source: str
    date: date
    confidence: str
    rows: Annotated[tuple[_Task, ...], Field(min_length=1)]


def page(source: Source) -> Page:
    """The responsibilities."""
    inserts = {
        "providers": (_providers(source),),
        "operation-parts": (_parts(source),),
        "raci": (_raci(source),),
    }
    words = page_text(source, "responsibilities")
    return Page(
        "responsibilities",
        source.own(words.title.fr if source.language == "fr" else words.title.en),
        source.translate("Commitments"),
        sections(source, "responsibilities", values(source), inserts),
    )


def _providers(source: Source) -> Table:
    _ = source.translate
    names = texts.activities(_)
    organisation = source.requirements.organisation
    activities = organisation.activities if organisation else None
    return Table(
        title=_("Who performs each activity"),
        columns=(_("Activity"), _("Performed by"), _("Certificate")),
        rows=tuple(
            _provided(source, f"{number}. {names[number]}", activities.of(name) if activities else ())
            for name, number in Activities.NUMBERS.items()
        ),
        widths=(44, 32, 24),
        name="providers",
    )


def _parts(source: Source) -> Table:
    _ = source.translate
    organisation = source.requirements.organisation
    parts = organisation.operation_parts if organisation else None
    names = {
        "access_rights": _("granting and yearly review of named, justified and necessary access rights"),
        "access_procedure": _("securing of the access procedure"),
        "access_traces": _("collection and keeping of the traces of access and of their reasons"),
        "intervention_approval": _("prior approval of interventions"),
    }
    return Table(
        title=_("The four sub-activities of activity 5"),
        columns=(_("Sub-activity"), _("Performed by"), _("Certificate")),
        rows=tuple(
            _provided(source, names[part], parts.of(part) if parts else ()) for part in OperationParts.PARTS
        ),
        widths=(44, 32, 24),
        name="operation-parts",
    )


def _provided(source: Source, title: str, providers: tuple[Provider, ...]) -> Row:
    _ = source.translate
    if not providers:
        return row(title, cell(source.blank(_("who performs it"))), cell(source.blank(_("number and dates"))))
    organisation = source.requirements.organisation
    certificates = organisation.certificates if organisation else {}
    who: list[Line] = []
    proofs: list[Line] = []
    for provider in providers:
        part = f" ({provider.part})" if provider.part else ""
        who.append(line(f"{party(source, provider)}{part}"))
        certificate = certificates.get(provider.certificate or "")
        if certificate is not None:
            said = _("%(number)s, %(body)s, until %(day)s") % {
                "number": certificate.number,
                "body": certificate.body,
                "day": source.date(certificate.expires),
            }
            proofs.append(line(said))
        elif provider.by not in ("controller", "nobody"):
            proofs.append((source.blank(_("number and dates")),))
        elif provider.reason:
            proofs.append(line(provider.reason))
    return row(title, Cell(tuple(who)), Cell(tuple(proofs)))


def party(source: Source, provider: Provider) -> str:
    """Who a provider is, in words."""
    _ = source.translate
    organisation = source.requirements.organisation
    return (
        provider.name
        or {
            "aws": "Amazon Web Services",
            "organisation": (organisation.name if organisation else "") or _("this organisation"),
            "third-party": _("a third party"),
            "controller": _("the controller"),
            "nobody": _("nobody"),
        }[provider.by]
    )


def _raci(source: Source) -> Table:
    _ = source.translate
    organisation = source.organisation
    another = organisation if organisation and not hosts_itself(organisation) else None
    return Table(
        title=_("RACI matrix"),
        columns=(
            _("Task"),
            _("Activity"),
            "AWS",
            another.name if another else _("Hoster"),
            _("Customer"),
            _("Third parties"),
            _("Requirements"),
        ),
        rows=tuple(_task(source, each) for each in data(source, "raci", _Raci).rows),
        widths=(36, 8, 7, 9, 9, 9, 22),
        name="raci",
    )


def _task(source: Source, task: _Task) -> Row:
    _ = source.translate
    letters = _letters(source, task)
    named = _("%(letters)s: %(name)s")
    third = [
        named % {"letters": _said(each), "name": name} if name else _said(each)
        for each, name in letters.third
    ]
    return row(
        source.say({"fr": task.fr, "en": task.en}),
        _activity(source, task),
        _said(letters.aws),
        cell(source.blank(_("who performs it"))) if letters.open else _said(letters.hoster),
        _said(letters.customer),
        lines(third),
        Cell((joined([control(each) for each in task.controls if is_shown(source, each)]),)),
    )


def _said(letters: str) -> str:
    return ", ".join(letters)


def _letters(source: Source, task: _Task) -> Letters:
    """The proposal, turned to whom the document names for the activity or the part of activity 5."""
    aws, own, customer, third = (
        each.replace(" ", "") for each in (task.aws, task.hoster, task.customer, task.third)
    )
    proposed = Letters(aws, own, customer, ((third, ""),) if third else ())
    if task.activity is None or not source.health_data:
        return proposed
    organisation = source.requirements.organisation
    parts = organisation.operation_parts if organisation else None
    activities = organisation.activities if organisation else None
    field = next(name for name, number in Activities.NUMBERS.items() if number == task.activity)
    performers = parts.of(task.part) if parts and task.part else ()
    if not performers and activities:
        performers = activities.of(field)
    taken = task.activity in source.requirements.service.hds_activities
    return assigned(proposed, performers, taken=taken)


def _activity(source: Source, task: _Task) -> str:
    if not source.health_data:
        return ""
    return str(task.activity) if task.activity is not None else source.translate("all")
