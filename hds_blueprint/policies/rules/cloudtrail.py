"""Rules of the audit trail (AWS CloudTrail)."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.graph.origin import COMPOSITIONS
from hds_blueprint.policies import data_stores
from hds_blueprint.policies.buckets import BUCKETS
from hds_blueprint.policies.checks import customer_key, is_true
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, summary, unknown
from hds_blueprint.policies.rule import graph_rule, rule
from hds_blueprint.policies.values import MISSING, entries, get, is_open, within
from hds_blueprint.policies.verdict import Status

TRAIL = "aws:cloudtrail/trail:Trail"
TABLE = "aws:dynamodb/table:Table"


@rule("cloudtrail-multi-region", TRAIL)
def multi_region(trail: Resource, facts: Facts) -> Outcome:
    return is_true(trail, "isMultiRegionTrail")


@rule("cloudtrail-files-validated", TRAIL)
def files_validated(trail: Resource, facts: Facts) -> Outcome:
    return is_true(trail, "enableLogFileValidation")


@rule("cloudtrail-customer-key", TRAIL)
def own_key(trail: Resource, facts: Facts) -> Outcome:
    return customer_key(trail, "kmsKeyId", facts)


@rule("cloudtrail-recording", TRAIL)
def recording(trail: Resource, facts: Facts) -> Outcome:
    return is_true(trail, "enableLogging", default=True)


@rule("cloudtrail-global-events-recorded", TRAIL)
def global_events(trail: Resource, facts: Facts) -> Outcome:
    return is_true(trail, "includeGlobalServiceEvents", default=True)


@rule("cloudtrail-data-events-recorded", TRAIL)
def data_events(trail: Resource, facts: Facts) -> Outcome:
    if not facts.graph.health_data:
        return not_applicable()
    outcome = summary(_data_selectors(trail))[0]
    if outcome.status is not Status.FAIL:
        return outcome
    if not facts.complete:
        # whether there are objects to record is not known here
        return unknown(outcome.path)
    return not_applicable() if facts.once(_stores_without_data_events) else outcome


def _stores_without_data_events(facts: Facts) -> bool:
    """Whether the graph shows where data are, and none of these places has events of its own.

    CloudTrail records reading and writing of objects and items; a database keeps its own traces.
    """
    recorded = [
        store
        for store in facts.graph.of_type(*BUCKETS, TABLE)
        # what is neither health data nor personal leaves no trace of who read it
        if get(store, "tags.data-class") != "technical"
    ]
    shown = facts.graph.of_type(
        *COMPOSITIONS, *(type_ for type_ in data_stores.TYPES if type_ not in BUCKETS)
    )
    return bool(shown) and not any(data_stores.holds_data(store, facts) for store in recorded)


def _data_selectors(trail: Resource) -> Iterator[Outcome]:
    """PASS for a selector of data events; the failure is said only where there is none."""
    certain = True
    basic, advanced = get(trail, "eventSelectors"), get(trail, "advancedEventSelectors")
    for path, selector in entries(basic, "eventSelectors"):
        data = within(selector, "dataResources")
        if is_open(data):
            certain = False
            yield unknown(path)
        elif data is not MISSING and data != []:
            yield passed(f"{path}.dataResources", data)
            return
    for path, selector in entries(advanced, "advancedEventSelectors"):
        fields = within(selector, "fieldSelectors")
        if is_open(fields):
            certain = False
            yield unknown(path)
        for place, field in entries(fields, f"{path}.fieldSelectors"):
            values = [value for _, value in entries(within(field, "equals"), "")]
            if within(field, "field") == "eventCategory" and "Data" in values:
                yield passed(place, field)
                return
    if certain:
        path = "eventSelectors" if advanced is MISSING else "advancedEventSelectors"
        yield failed(path, basic if advanced is MISSING else advanced)


@graph_rule("cloudtrail-present")
def present(facts: Facts) -> Iterator[tuple[str, Outcome]]:
    """A program of ours without a trail; other stacks may be recorded by one of their organisation."""
    platforms = facts.graph.of_type(*COMPOSITIONS)
    for platform in platforms:
        found = bool(facts.graph.of_type(TRAIL))
        yield platform.urn, passed("trail") if found else failed("trail")
    if not platforms:
        yield "", not_applicable()
