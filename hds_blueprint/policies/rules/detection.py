"""Rules of the services that look for attacks and weaknesses: on, looking at data, and telling."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_true
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open, within

DETECTOR = "aws:guardduty/detector:Detector"
FEATURE = "aws:guardduty/detectorFeature:DetectorFeature"
HUB = "aws:securityhub/account:Account"
STANDARD = "aws:securityhub/standardsSubscription:StandardsSubscription"
# The protections of data, with the ones that stand for the same (GuardDuty user guide, "Protection plans").
PROTECTIONS: dict[str, tuple[str, ...]] = {
    "S3_DATA_EVENTS": ("S3_DATA_EVENTS",),
    "RDS_LOGIN_EVENTS": ("RDS_LOGIN_EVENTS",),
    "EBS_MALWARE_PROTECTION": ("EBS_MALWARE_PROTECTION",),
    "RUNTIME_MONITORING": ("RUNTIME_MONITORING", "EKS_RUNTIME_MONITORING"),
}


@rule("guardduty-detector-enabled", DETECTOR)
def detector_enabled(detector: Resource, facts: Facts) -> Outcome:
    return is_true(detector, "enable", default=True)


@rule("guardduty-findings-prompt", DETECTOR)
def findings_prompt(detector: Resource, facts: Facts) -> Outcome:
    path = "findingPublishingFrequency"
    frequency = get(detector, path)
    if is_open(frequency):
        return unknown(path)
    prompt = frequency in ("FIFTEEN_MINUTES", "ONE_HOUR")
    return passed(path, frequency) if prompt else failed(path, frequency)


@rule("guardduty-data-protected", DETECTOR)
def data_protected(detector: Resource, facts: Facts) -> Iterator[Outcome]:
    attached = facts.attached(detector, "detectorId", FEATURE)
    states = {str(get(feature, "name")): get(feature, "status") for feature in attached.resources}
    for feature in attached.resources:
        for path, part in entries(get(feature, "additionalConfigurations"), "additionalConfigurations"):
            # an agent that is not managed leaves the containers unseen
            managed = within(part, "status")
            if is_open(managed):
                yield unknown(f"{path}.status", holder=feature.urn)
            elif managed == "DISABLED" and get(feature, "status") == "ENABLED":
                missing = str(within(part, "name"))
                yield failed(f"{path}.status", managed, holder=feature.urn, missing=missing)
    for protection, names in PROTECTIONS.items():
        found = [states[name] for name in names if name in states]
        if "ENABLED" in found:
            yield passed("features")
        elif attached.uncertain or any(is_open(status) for status in found):
            yield unknown("features")
        else:
            yield failed("features", found[0] if found else MISSING, missing=protection)


@rule("macie-session-enabled", "aws:macie2/account:Account")
def macie_enabled(session: Resource, facts: Facts) -> Outcome:
    return _among(session, "status", ("ENABLED",), default="ENABLED")


@rule("securityhub-account-enabled", HUB)
def hub_measures(hub: Resource, facts: Facts) -> Outcome:
    path = "enableDefaultStandards"
    default = get(hub, path)
    if boolean(default) is True or default is MISSING:  # the provider's default is true
        return passed(path, default)
    if facts.graph.of_type(STANDARD):
        return passed("standards")
    return unknown(path) if is_open(default) or not facts.complete else failed(path, default)


@rule("access-analyzer-account-wide", "aws:accessanalyzer/analyzer:Analyzer")
def analyzer_of_external_access(analyzer: Resource, facts: Facts) -> Outcome:
    return _among(analyzer, "type", ("ACCOUNT", "ORGANIZATION"), default="ACCOUNT")


@rule("inspector-images-scanned", "aws:inspector2/enabler:Enabler")
def images_scanned(enabler: Resource, facts: Facts) -> Outcome:
    path = "resourceTypes"
    types = get(enabler, path)
    names = [name for _, name in entries(types, path)]
    if "ECR" in names:
        return passed(path, types)
    return unknown(path) if is_open(types) or any(is_open(name) for name in names) else failed(path, types)


def _among(resource: Resource, path: str, wanted: tuple[str, ...], *, default: str) -> Outcome:
    """The value, or what AWS takes in its absence, is one of these."""
    value = get(resource, path)
    if is_open(value):
        return unknown(path)
    actual = default if value is MISSING else value
    return passed(path, value) if actual in wanted else failed(path, value)
