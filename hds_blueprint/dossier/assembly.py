"""All pages in their order: the architecture file as data, in one language."""

from __future__ import annotations

from importlib.metadata import version

from hds_blueprint.dossier.logo import Logo
from hds_blueprint.dossier.model import Dossier, Page
from hds_blueprint.dossier.pages import (
    annexes,
    architecture,
    continuity,
    findings,
    inventory,
    location,
    matrices,
    registers,
    responsibilities,
    risks,
    sovereignty,
    summary,
)
from hds_blueprint.dossier.source import Source


def dossier(source: Source, *, logo: Logo | None = None) -> Dossier:
    """The file; pages that speak of HDS are left out where no health data are hosted."""
    _ = source.translate
    subject = source.subject
    return Dossier(
        language=source.language,
        title=subject.title,
        subtitle=_("Architecture file of the hosting platform")
        if source.of_service
        else _("Architecture file of the hosting account"),
        description=subject.description or "",
        day=source.date(source.day),
        as_of=source.day,
        digest=source.digest,
        version=version("hds-blueprint"),
        disclaimer=_(
            "This file documents a technical configuration. It is no legal advice, no certificate and no "
            "opinion on an organisation."
        ),
        pages=_pages(source),
        logo=logo,
    )


def _pages(source: Source) -> tuple[Page, ...]:
    return _of_service(source) if source.of_service else _of_account(source)


def _of_account(source: Source) -> tuple[Page, ...]:
    """What can be said of an account alone: commitments and annexes are those of its services."""
    return (*_of_resources(source), *annexes.of_everything(source))


def _of_service(source: Source) -> tuple[Page, ...]:
    return (
        *_of_resources(source),
        responsibilities.page(source),
        continuity.page(source),
        *((sovereignty.page(source), sovereignty.transfer_map(source)) if source.health_data else ()),
        *annexes.pages(source),
    )


def _of_resources(source: Source) -> tuple[Page, ...]:
    """What can be said wherever there are resources and verdicts on them."""
    return (
        summary.page(source),
        architecture.page(source),
        inventory.page(source),
        location.page(source),
        findings.page(source),
        *matrices.pages(source),
        *((risks.page(source),) if source.health_data else ()),
        registers.page(source),
    )
