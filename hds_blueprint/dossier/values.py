"""The values that longer texts speak of: from the document or computed from it, empty where it is silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hds_blueprint.dossier.model import Line, Run
from hds_blueprint.dossier.registers.logs import kept, lock_mode
from hds_blueprint.dossier.registers.processors import certificates_of, regions, services
from hds_blueprint.dossier.registers.transit import BALANCER
from hds_blueprint.dossier.source import Source
from hds_blueprint.dossier.summary import duration
from hds_blueprint.dossier.texts import data_classes
from hds_blueprint.hosting import availability
from hds_blueprint.hosting.backup_groups import groups_in_use
from hds_blueprint.hosting.facts import eea_regions
from hds_blueprint.hosting.logging import TraceClass
from hds_blueprint.hosting.organisation import Certificate, Organisation


def values(source: Source) -> dict[str, Line]:
    """Every value by the name that texts use."""
    found = {
        **_service(source),
        **_organisation(source),
        **_data(source),
        **_stores(source),
        **_continuity(source),
        **_access(source),
    }
    return {name: (Run(value, "strong"),) if value else () for name, value in found.items()}


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _service(source: Source) -> dict[str, str]:
    needs = source.requirements
    return {
        "service.title": needs.service.title,
        "service.name": needs.service.name,
        "service.owner": needs.service.owner,
        "service.activities": ", ".join(map(str, needs.service.hds_activities)),
        "document": source.document.file,
        "day": source.date(source.day),
        "location.region": needs.location.region,
        "location.recovery_region": needs.location.recovery_region,
        "location.regions": ", ".join(regions(source)),
        "location.standing": _standing(source),
        "location.residual_risk": _text(needs.location.residual_risk),
        "aws.services": ", ".join(services(source)),
        "alerts.incident_contact": needs.alerts.incident_contact,
        "alerts.critical": ", ".join(needs.alerts.told_at_once),
        "alerts.health_professional_contact": _text(needs.alerts.health_professional_contact),
    }


def _standing(source: Source) -> str:
    """Whether all regions of the stack are in the European Economic Area, in words."""
    _ = source.translate
    outside = [each for each in regions(source) if each not in eea_regions()]
    if outside:
        return _("of which %(regions)s outside of the European Economic Area") % {
            "regions": ", ".join(outside)
        }
    return _("in the European Economic Area")


def _organisation(source: Source) -> dict[str, str]:
    organisation = source.requirements.organisation
    certificate = hoster_certificate(source)
    return {
        "organisation.name": organisation.name if organisation else "",
        "organisation.controller": _text(organisation.controller) if organisation else "",
        "organisation.processor": _text(organisation.processor) if organisation else "",
        "organisation.hoster": _text(organisation.hoster) if organisation else "",
        "certificate.number": certificate.number if certificate else "",
        "certificate.body": certificate.body if certificate else "",
        "certificate.issued": source.date(certificate.issued) if certificate else "",
        "certificate.expires": source.date(certificate.expires) if certificate else "",
        "certificate.activities": ", ".join(map(str, certificate.activities)) if certificate else "",
    }


def hosts_itself(organisation: Organisation) -> bool:
    """Whether this organisation is the hoster, and not somebody whom the document names."""
    return organisation.hoster in (None, organisation.name)


def hoster_certificate(source: Source) -> Certificate | None:
    """The certificate that the hoster works under; None where the document names none."""
    organisation = source.requirements.organisation
    if organisation is None or hosts_itself(organisation):
        return next(iter(certificates_of(source, "organisation")), None)
    return next(iter(certificates_of(source, "third-party", organisation.hoster)), None)


def _data(source: Source) -> dict[str, str]:
    _ = source.translate
    data = source.requirements.data
    end = data.end_of_contract
    assessment = data.impact_assessment
    return {
        "data.class": data_classes(_)[data.data_class],
        "data.description": _text(data.description).removesuffix("."),  # inside a sentence
        "data.retention": source.days(data.retention.days) if data.retention else "",
        "data.retention_basis": data.retention.legal_basis if data.retention else "",
        "data.destruction": source.days(data.destruction_days) if data.destruction_days else "",
        "data.return_format": end.return_format if end else "",
        "data.return_days": source.days(end.return_days) if end else "",
        "data.contract_end": _day(source, end.day) if end else "",
        "data.persons": source.number(data.volume.persons) if data.volume and data.volume.persons else "",
        "data.gigabytes": source.number(data.volume.gigabytes)
        if data.volume and data.volume.gigabytes
        else "",
        "data.subjects": ", ".join(subjects(source)[each] for each in data.data_subjects),
        "data.minors": "" if data.minors is None else (source.yes if data.minors else _("no")),
        "data.assessment_day": _day(source, assessment.day) if assessment and assessment.done else "",
        "data.assessment_reason": _text(assessment.reason) if assessment and not assessment.done else "",
    }


def _stores(source: Source) -> dict[str, str]:
    needs = source.requirements
    copied = [*(needs.databases if needs.continuity.replicates else ())]
    copied += [name for name, each in needs.file_systems.items() if each.replicate]
    return {
        "network.balancers": ", ".join(each.name for each in source.graph.of_type(BALANCER)),
        "databases.failover": ", ".join(name for name, each in needs.databases.items() if each.multi_az),
        "databases.one_zone": ", ".join(name for name, each in needs.databases.items() if not each.multi_az),
        "stores.buckets": ", ".join(needs.buckets),
        "stores.file_systems": ", ".join(needs.file_systems),
        "continuity.replicated": ", ".join(dict.fromkeys(copied)),
    }


def subjects(source: Source) -> dict[str, str]:
    """Kinds of persons in words."""
    _ = source.translate
    return {
        "patients": _("patients"),
        "residents": _("residents"),
        "relatives": _("relatives"),
        "professionals": _("professionals"),
        "employees": _("employees"),
        "research-participants": _("research participants"),
        "customers": _("customers"),
    }


def _day(source: Source, value: date | None) -> str:
    return source.date(value) if value else ""


def _continuity(source: Source) -> dict[str, str]:
    needs = source.requirements
    continuity, backup = needs.continuity, needs.backup
    longest = max(
        days
        for group in groups_in_use(needs)
        for _, days in group.periods(copies=backup.copy_to_recovery_region)
    )
    return {
        "continuity.availability": source.percent(continuity.availability),
        "continuity.computed": source.percent(availability.combined(needs)),
        "continuity.rto": _duration(source, continuity.rto),
        "continuity.rpo": _duration(source, continuity.rpo),
        "continuity.region_loss_rto": _duration(source, continuity.region_loss_rto),
        "continuity.region_loss_rpo": _duration(source, continuity.region_loss_rpo),
        "continuity.strategy": strategies(source)[continuity.strategy],
        "backup.frequency": _duration(source, backup.frequency),
        "backup.retention": source.days(backup.retention_days),
        "backup.monthly_retention": source.days(backup.monthly_retention_days)
        if backup.monthly_retention_days
        else "",
        "backup.copy_retention": _span(
            source,
            [each.rules.copy_retention_days for each in groups_in_use(needs)]
            if backup.copy_to_recovery_region
            else [],
        ),
        "backup.lock": lock_mode(source, compliance=backup.lock.mode == "compliance") if backup.lock else "",
        "backup.second_account": _text(backup.second_account),
        "backup.longest": source.days(longest),
        "backup.restore_test_every": _duration(source, backup.restore_test_every),
    }


def strategies(source: Source) -> dict[str, str]:
    """The strategies for the loss of a region in words."""
    _ = source.translate
    return {
        "backup-restore": _("restore from backups"),
        "pilot-light": _("pilot light"),
        "warm-standby": _("warm standby"),
        "active-active": _("active in both regions"),
    }


def _duration(source: Source, value: timedelta | None) -> str:
    return duration(value, source.language) if value is not None else ""


def _access(source: Source) -> dict[str, str]:
    access = source.requirements.access
    administrators = access.administrators
    glass = administrators.break_glass if administrators else None
    return {
        "access.review": source.translate("%(months)s months") % {"months": access.review_months},
        "access.approvers": ", ".join(administrators.approvers) if administrators else "",
        "access.groups": ", ".join(administrators.groups) if administrators else "",
        "access.session_hours": str(administrators.session_hours) if administrators else "",
        "access.break_glass": ", ".join(glass.holders) if glass else "",
        "access.break_glass_test": _duration(source, glass.tested_every) if glass else "",
        "logging.security": _kept(source, "security"),
        "logging.application": _kept(source, "application"),
        "logging.access": _kept(source, "access"),
    }


def _kept(source: Source, name: TraceClass) -> str:
    """How long the stack keeps the traces of a class."""
    return _span(source, kept(source, name))


def _span(source: Source, days: Sequence[float]) -> str:
    """Days from the least to the most, one number where they are the same; empty for none."""
    if len(set(days)) < 2:
        return source.days(days[0]) if days else ""
    said = {"least": source.number(min(days)), "most": source.days(max(days))}
    return source.translate("%(least)s to %(most)s") % said
