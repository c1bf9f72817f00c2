"""The summary of a requirements document in words: what it is, for whom, with which targets."""

from __future__ import annotations

from datetime import timedelta

from babel.units import format_unit

from hds_blueprint.dossier.language import Language
from hds_blueprint.dossier.texts import Fact, Translate, data_classes
from hds_blueprint.dossier.typography import percentage
from hds_blueprint.hosting.account import AccountBaseline
from hds_blueprint.hosting.requirements import HostingRequirements


def notices(_: Translate, profile: str, data_class: str = "") -> list[str]:
    """What a reader must know before anything else, of a hosting profile and of the data."""
    found: list[str] = []
    if profile == "synthetic":
        found.append(
            _("This platform is declared for synthetic data only: it must hold no real health data.")
        )
    if profile == "generic":
        found.append(
            _("This platform is declared without health data: this file makes no statement about HDS.")
        )
    if data_class == "pseudonymised-health":
        found.append(
            _("Pseudonymised data remain personal data and stay within the scope of health-data hosting.")
        )
    return found


def duration(value: timedelta, language: str) -> str:
    """A duration in the largest unit that is exact: 35 days, 4 hours; in French 35 jours, 4 h, 15 min."""
    minutes = int(value.total_seconds() // 60)
    number, unit = (
        (minutes // 1440, "day")
        if minutes % 1440 == 0
        else (minutes // 60, "hour")
        if minutes % 60 == 0
        else (minutes, "minute")
    )
    short = language == "fr" and unit != "day"
    return format_unit(number, unit, "short" if short else "long", locale=language)


def environments(_: Translate) -> dict[str, str]:
    """The life cycles in words."""
    return {
        "development": _("Development"),
        "staging": _("Staging"),
        "production": _("Production"),
    }


def profiles(_: Translate) -> dict[str, str]:
    """The hosting profiles in words."""
    return {
        "hds": _("Real health data"),
        "synthetic": _("Synthetic data only"),
        "generic": _("No health data"),
    }


def account_facts(_: Translate, baseline: AccountBaseline) -> list[Fact]:
    """The summary of a baseline: the account, and who answers for it."""
    account, location = baseline.account, baseline.location
    rows = [
        (_("Account"), account.name),
        (_("Strictest environment in it"), environments(_)[account.environment]),
        (_("Hosting profile"), profiles(_)[account.profile]),
        (_("Owner"), account.owner),
        (_("Region"), location.region),
        (_("Recovery region"), location.recovery_region),
        (_("Incident contact"), baseline.alerts.incident_contact),
    ]
    return [Fact(label, value) for label, value in rows]


def facts(_: Translate, requirements: HostingRequirements, language: Language) -> list[Fact]:
    """The summary of the document: service, scope, data, targets."""
    service, data, location = requirements.service, requirements.data, requirements.location
    continuity, ingress = requirements.continuity, requirements.network.ingress
    categories = {
        "nature": _("by nature"),
        "crossing": _("by crossing with other data"),
        "destination": _("by destination"),
    }
    data_text = data_classes(_)[data.data_class]
    if data.category is not None and "health" in data.data_class:
        data_text = f"{data_text}, {categories[data.category]}"
    rows = [
        (_("Service"), service.name),
        (_("Environment"), environments(_)[service.environment]),
        (_("Hosting profile"), profiles(_)[service.profile]),
        (_("Owner"), service.owner),
        (_("Data"), data_text),
        (_("Region"), location.region),
        (_("Recovery region"), location.recovery_region),
        (_("Exposure"), _("Public") if ingress.exposure == "public" else _("Private")),
        (_("Availability target"), percentage(continuity.availability, language)),
        (_("Recovery time objective (RTO)"), duration(continuity.rto, language)),
        (_("Recovery point objective (RPO)"), duration(continuity.rpo, language)),
        (_("Incident contact"), requirements.alerts.incident_contact),
    ]
    if requirements.alerts.health_professional_contact and service.profile != "generic":
        rows.append((_("Health professional (EXI 11)"), requirements.alerts.health_professional_contact))
    return [Fact(label, value) for label, value in rows]
