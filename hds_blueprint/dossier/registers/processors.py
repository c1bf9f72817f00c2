"""The register of sub-processors: AWS, whoever the document names, and what the stack reaches outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from hds_blueprint.dossier.inline import cell, line, lines, row
from hds_blueprint.dossier.model import Cell, Row, Table
from hds_blueprint.dossier.source import Source
from hds_blueprint.hosting.images import own_repository
from hds_blueprint.hosting.organisation import Activities, Certificate, Provider

OF_HEALTH_DATA = (2, 3)  # columns


def processors(source: Source) -> Table:
    """One row for each organisation that takes part, as far as document and graph tell."""
    _ = source.translate
    columns = {
        _("Organisation"): 18,
        _("What they do"): 24,
        _("Activities (R.1111-9)"): 12,
        _("Certificate"): 18,
        _("Location"): 14,
        _("Access from outside of the EEA"): 14,
    }
    reached = _destinations(source) if source.of_service else ()
    rows = (_aws(source), *_third_parties(source), *_state(source), *reached)
    # activities and certificates are those of health-data hosting
    shown = [place for place in range(len(columns)) if source.health_data or place not in OF_HEALTH_DATA]
    return Table(
        title=_("Sub-processors and other recipients"),
        columns=tuple(list(columns)[place] for place in shown),
        rows=tuple(replace(each, cells=tuple(each.cells[place] for place in shown)) for each in rows),
        widths=tuple(list(columns.values())[place] for place in shown),
        name="register-processors",
    )


def services(source: Source) -> tuple[str, ...]:
    """The services of AWS that the stack uses, by AWS's own names, in alphabetical order."""
    found = {source.labels.service(each.type) for each in source.graph.resources if each.custom}
    return tuple(sorted(found - {""}))


def regions(source: Source) -> tuple[str, ...]:
    """The regions that resources of the stack are in, in alphabetical order."""
    return tuple(sorted({each.region for each in source.graph.resources if each.custom and each.region}))


def _numbers(source: Source, is_theirs: Callable[[Provider], bool]) -> tuple[int, ...]:
    organisation = source.organisation
    activities = organisation.activities if organisation else None
    if activities is None:
        return ()
    return tuple(
        number
        for name, number in Activities.NUMBERS.items()
        if any(is_theirs(provider) for provider in activities.of(name))
    )


def _aws(source: Source) -> Row:
    _ = source.translate
    ngettext = source.plural
    used = services(source)
    numbers = _numbers(source, lambda provider: provider.by == "aws")
    return row(
        "Amazon Web Services",
        Cell(
            (line(_("infrastructure and managed services")),),
            tuple(line(each) for each in used),
            ngettext("%(num)d service of AWS", "%(num)d services of AWS", len(used)),
        ),
        ", ".join(map(str, numbers))
        if numbers
        else cell(source.blank(_("activities on AWS’s certificate, from AWS Artifact"))),
        _certificate(source, certificates_of(source, "aws")),
        lines(regions(source)),
        cell(source.blank(_("countries and safeguards, from AWS’s own statements"))),
    )


def certificates_of(source: Source, by: str, name: str | None = None) -> list[Certificate]:
    """The certificates that the document names for a kind of provider, or for one of them; each once."""
    organisation = source.organisation
    if organisation is None or organisation.activities is None:
        return []
    found: dict[str, Certificate] = {}
    for activity in Activities.NUMBERS:
        for provider in organisation.activities.of(activity):
            certificate = organisation.certificates.get(provider.certificate or "")
            if provider.by == by and name in (None, provider.name) and certificate is not None:
                found[provider.certificate or ""] = certificate
    return list(found.values())


def _certificate(source: Source, found: list[Certificate]) -> Cell:
    _ = source.translate
    if not found:
        return cell(source.blank(_("number, body and dates, from the certificate itself")))
    return lines(
        _("%(number)s, %(body)s, until %(day)s")
        % {"number": each.number, "body": each.body, "day": source.date(each.expires)}
        for each in found
    )


def _third_parties(source: Source) -> Iterator[Row]:
    organisation = source.organisation
    if organisation is None or organisation.activities is None:
        return
    parties: dict[str, list[Provider]] = {}
    for activity in Activities.NUMBERS:
        for provider in organisation.activities.of(activity):
            if provider.by == "third-party" and provider.name:
                parties.setdefault(provider.name, []).append(provider)
    for name, providers in parties.items():
        numbers = _numbers(source, lambda provider, name=name: provider.name == name)
        _ = source.translate
        yield row(
            name,
            lines(dict.fromkeys(each.part or "" for each in providers)),
            ", ".join(map(str, numbers)),
            _certificate(source, certificates_of(source, "third-party", name)),
            cell(source.blank(_("country"))),
            cell(source.blank(_("countries and safeguards"))),
        )


def _state(source: Source) -> Iterator[Row]:
    _ = source.translate
    if source.state is not None and source.state.kind == "service":
        yield row(
            "Pulumi",
            _("keeps the deployment state"),
            _("none"),
            cell(source.blank(_("not known"))),
            _("outside of the EEA by default"),
            cell(source.blank(_("countries and safeguards"))),
        )


def _destinations(source: Source) -> Iterator[Row]:
    """What the document lets the workloads reach, and where their images come from."""
    _ = source.translate
    for egress in source.requirements.network.egress:
        yield row(
            egress.hostname,
            egress.reason,
            _("none"),
            cell(source.blank(_("not known"))),
            cell(source.blank(_("country"))),
            cell(source.blank(_("countries and safeguards"))),
        )
    registries: dict[str, list[str]] = {}
    for containers in (source.requirements.workloads, source.requirements.jobs):
        for name, container in containers.items():
            if own_repository(container.image) is None:
                registries.setdefault(registry(container.image), []).append(name)
    for host, users in registries.items():
        if not host.endswith(".amazonaws.com"):
            yield row(
                host,
                lines([_("provides container images"), ", ".join(dict.fromkeys(users))]),
                _("none"),
                cell(source.blank(_("not known"))),
                cell(source.blank(_("country"))),
                cell(source.blank(_("countries and safeguards"))),
            )


def registry(image: str) -> str:
    """The registry of a container image; Docker Hub where its name states none."""
    first = image.partition("/")[0]
    named = "/" in image and ("." in first or ":" in first or first == "localhost")
    return first if named else "docker.io"
