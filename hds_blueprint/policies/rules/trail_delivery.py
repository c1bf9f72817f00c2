"""Rules of the audit trail's reach: what it records beside data events, and where it can be searched."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_set
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.cloudtrail import TRAIL
from hds_blueprint.policies.values import MISSING, Found, boolean, entries, get, is_open, within


@rule("cloudtrail-delivered-to-logs", TRAIL)
def delivered_to_logs(trail: Resource, facts: Facts) -> Outcome:
    return is_set(trail, "cloudWatchLogsGroupArn")


@rule("cloudtrail-management-events-recorded", TRAIL)
def management_events(trail: Resource, facts: Facts) -> Outcome:
    basic, advanced = get(trail, "eventSelectors"), get(trail, "advancedEventSelectors")
    if is_open(basic) or is_open(advanced):
        return unknown("advancedEventSelectors" if is_open(advanced) else "eventSelectors")
    if advanced is MISSING:
        return _basic(basic)
    for path, selector in entries(advanced, "advancedEventSelectors"):
        fields = within(selector, "fieldSelectors")
        if is_open(fields):
            return unknown(path)
        listed = [field for _, field in entries(fields, "")]
        # `readOnly` leaves out what changes something, or what reads; `eventSource` who uses keys
        halved = any(within(field, "field") in ("readOnly", "eventSource") for field in listed)
        for place, field in entries(fields, f"{path}.fieldSelectors"):
            values = [value for _, value in entries(within(field, "equals"), "")]
            if within(field, "field") == "eventCategory" and "Management" in values and not halved:
                return passed(place, field)
    return failed("advancedEventSelectors", advanced)


def _basic(selectors: Found) -> Outcome:
    """A trail without selectors records acts of administration, and so does a selector that says nothing."""
    outcome = passed("eventSelectors", selectors)
    for path, selector in entries(selectors, "eventSelectors"):
        included, kinds = within(selector, "includeManagementEvents"), within(selector, "readWriteType")
        if is_open(included) or is_open(kinds):
            return unknown(path)
        left_out = within(selector, "excludeManagementEventSources")
        if left_out not in (MISSING, []):
            outcome = failed(f"{path}.excludeManagementEventSources", left_out)
            continue
        if boolean(included) is not False and kinds in (MISSING, "All"):
            return passed(path, selector)
        place = f"{path}.includeManagementEvents" if boolean(included) is False else f"{path}.readWriteType"
        outcome = failed(place, included if boolean(included) is False else kinds)
    return outcome
