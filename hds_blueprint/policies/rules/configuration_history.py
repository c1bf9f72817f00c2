"""Rules of AWS Config's records: global resources too, long enough, of chosen regions."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least, judge_boolean
from hds_blueprint.policies.choices import is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.configuration import RECORDER
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open, within

RETENTION = "aws:cfg/retentionConfiguration:RetentionConfiguration"
AGGREGATOR = "aws:cfg/configurationAggregator:ConfigurationAggregator"
FINDINGS = "aws:securityhub/findingAggregator:FindingAggregator"
SOURCES = ("accountAggregationSource", "organizationAggregationSource")
DEFAULT_RETENTION_DAYS = 2557  # seven years (AWS Config developer guide)


@rule("config-recorder-global-resources", RECORDER)
def global_resources(recorder: Resource, facts: Facts) -> Outcome:
    everything = get(recorder, "recordingGroup.allSupported")
    if is_open(everything):
        return unknown("recordingGroup.allSupported")
    if everything is MISSING or boolean(everything) is not True:
        return not_applicable()
    path = "recordingGroup.includeGlobalResourceTypes"
    return judge_boolean(get(recorder, path), path, wanted=True, default=False)


@rule("config-retention-sufficient", RETENTION)
def retention_sufficient(retention: Resource, facts: Facts, *, minimum_days: int) -> Outcome:
    return at_least(retention, "retentionPeriodInDays", minimum_days, default=DEFAULT_RETENTION_DAYS)


@rule("aggregated-regions-listed", AGGREGATOR, FINDINGS)
def regions_listed(aggregator: Resource, facts: Facts) -> Iterator[Outcome]:
    """All regions are those outside of the EEA too, and those that AWS will add."""
    if aggregator.type == FINDINGS:
        yield is_one_of(aggregator, "linkingMode", "SPECIFIED_REGIONS", "NO_REGIONS")
        return
    for name in SOURCES:
        for path, source in entries(get(aggregator, name), name):
            place, everywhere = f"{path}.allRegions", within(source, "allRegions")
            if is_open(everywhere):
                yield unknown(place)
            else:
                yield failed(place, everywhere) if boolean(everywhere) is True else passed(place)
