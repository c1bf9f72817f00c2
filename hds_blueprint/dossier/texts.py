"""Words for values: statuses, severities, classes and the facts of the summary, per language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from babel.numbers import format_decimal
from babel.units import format_unit

from hds_blueprint.deployment.backend import StatePlace
from hds_blueprint.hosting.requirements import HostingRequirements

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


def statuses(_: Translate) -> dict[str, str]:
    """The four verdicts."""
    return {
        "PASS": _("Passed"),
        "FAIL": _("Failed"),
        "UNKNOWN": _("Unknown before deployment"),
        "NOT_APPLICABLE": _("Not applicable"),
    }


def severities(_: Translate) -> dict[str, str]:
    """The severities of findings."""
    return {"critical": _("Critical"), "high": _("High"), "medium": _("Medium"), "low": _("Low")}


def data_classes(_: Translate) -> dict[str, str]:
    """The data classes of the requirements document."""
    return {
        "health": _("Health data"),
        "pseudonymised-health": _("Pseudonymised health data"),
        "personal": _("Personal data"),
        "technical": _("Technical data"),
    }


def ways(_: Translate) -> dict[str, str]:
    """How a requirement is met."""
    return {
        "automated": _("Verified by rules"),
        "component": _("Built by a component"),
        "inherited": _("Inherited from AWS"),
        "organisational": _("Organisation and contract"),
    }


def components(_: Translate) -> dict[str, str]:
    """The components of a platform, by the module that builds them."""
    return {
        "alarms": _("alarms"),
        "backup": _("backups"),
        "cluster": _("container cluster"),
        "database": _("databases"),
        "edge": _("edge"),
        "keys": _("keys"),
        "logging": _("logging and audit trail"),
        "network": _("network"),
        "notifications": _("notifications"),
        "platform": _("platform"),
        "service": _("services"),
        "storage": _("buckets"),
        "workload_roles": _("roles of the services"),
    }


def state_facts(_: Translate, place: StatePlace | None, production: bool) -> list[str]:
    """What is held in the deployment state, and where it is or must be."""
    found = [
        _(
            "The deployment state of Pulumi holds the names, settings and outputs of every resource, "
            "and secret values in encrypted form: it is a place where data are held."
        )
    ]
    if place is not None and place.kind == "s3" and place.region:
        found.append(_("It is kept in an S3 bucket in region %(region)s.") % {"region": place.region})
    if place is not None and place.key_region:
        found.append(
            _("Its secrets are encrypted with an AWS KMS key of region %(region)s.")
            % {"region": place.key_region}
        )
    if production:
        found.append(
            _(
                "For a production stack, any other place than an S3 bucket and a KMS key in regions of the "
                "European Economic Area is refused."
            )
        )
    elif place is None or place.kind != "s3":
        found.append(_("Outside of production, its place is that of the Pulumi backend in use."))
    return found


def notices(_: Translate, requirements: HostingRequirements) -> list[str]:
    """What a reader must know before anything else."""
    profile = requirements.service.profile
    found: list[str] = []
    if profile == "synthetic":
        found.append(
            _("This platform is declared for synthetic data only: it must hold no real health data.")
        )
    if profile == "generic":
        found.append(
            _("This platform is declared without health data: this file makes no statement about HDS.")
        )
    if requirements.data.data_class == "pseudonymised-health":
        found.append(
            _("Pseudonymised data remain personal data and stay within the scope of health-data hosting.")
        )
    return found


def duration(value: timedelta, language: str) -> str:
    """A duration in the largest unit that is exact: 4 h, 15 min, 35 days."""
    minutes = int(value.total_seconds() // 60)
    number, unit = (
        (minutes // 1440, "day")
        if minutes % 1440 == 0
        else (minutes // 60, "hour")
        if minutes % 60 == 0
        else (minutes, "minute")
    )
    return format_unit(number, unit, "short", locale=language)


def facts(_: Translate, requirements: HostingRequirements, language: str) -> list[Fact]:
    """The summary of the document: service, scope, data, targets."""
    service, data, location = requirements.service, requirements.data, requirements.location
    continuity, ingress = requirements.continuity, requirements.network.ingress
    environments = {
        "development": _("Development"),
        "staging": _("Staging"),
        "production": _("Production"),
    }
    profiles = {
        "hds": _("Health data hosted for others"),
        "synthetic": _("Synthetic data only"),
        "generic": _("No health data"),
    }
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
        (_("Environment"), environments[service.environment]),
        (_("Hosting profile"), profiles[service.profile]),
        (_("Owner"), service.owner),
        (_("Data"), data_text),
        (_("Region"), location.region),
        (_("Recovery region"), location.recovery_region),
        (_("Exposure"), _("Public") if ingress.exposure == "public" else _("Private")),
        (_("Availability target"), f"{format_decimal(continuity.availability, locale=language)}\u00a0%"),
        (_("Recovery time objective (RTO)"), duration(continuity.rto, language)),
        (_("Recovery point objective (RPO)"), duration(continuity.rpo, language)),
        (_("Incident contact"), requirements.alerts.incident_contact),
    ]
    if requirements.alerts.health_professional_contact:
        rows.append((_("Health professional (EXI 11)"), requirements.alerts.health_professional_contact))
    return [Fact(label, value) for label, value in rows]
