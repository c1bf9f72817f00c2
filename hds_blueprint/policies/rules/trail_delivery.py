"""Rules of the audit trail's reach: what it records beside data events, and where it can be searched."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_set
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.cloudtrail import TRAIL
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open, within


@rule("cloudtrail-delivered-to-logs", TRAIL)
def delivered_to_logs(trail: Resource, facts: Facts) -> Outcome:
    return is_set(trail, "cloudWatchLogsGroupArn")


@rule("cloudtrail-management-events-recorded", TRAIL)
def management_events(trail: Resource, facts: Facts) -> Outcome:
    basic, advanced = get(trail, "eventSelectors"), get(trail, "advancedEventSelectors")
    if is_open(basic) or is_open(advanced):
        return unknown("advancedEventSelectors" if is_open(advanced) else "eventSelectors")
    for path, selector in entries(basic, "eventSelectors"):
        if boolean(within(selector, "includeManagementEvents")) is False:
            return failed(f"{path}.includeManagementEvents", False)
    if advanced is MISSING:
        # a trail without selectors, or with basic ones, records them
        return passed("eventSelectors", basic)
    for path, selector in entries(advanced, "advancedEventSelectors"):
        fields = within(selector, "fieldSelectors")
        if is_open(fields):
            return unknown(path)
        for place, field in entries(fields, f"{path}.fieldSelectors"):
            values = [value for _, value in entries(within(field, "equals"), "")]
            if within(field, "field") == "eventCategory" and "Management" in values:
                return passed(place, field)
    return failed("advancedEventSelectors", advanced)
