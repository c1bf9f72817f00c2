"""Rules of the audit trail (AWS CloudTrail)."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key, is_true
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import graph_rule, rule
from hds_blueprint.policies.values import MISSING, get, is_open

TRAIL = "aws:cloudtrail/trail:Trail"
PLATFORM = "hds:platform:Platform"


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
    selectors = (get(trail, "eventSelectors"), get(trail, "advancedEventSelectors"))
    if any(is_open(value) for value in selectors):
        return unknown("eventSelectors")
    text = repr(selectors)
    if "'dataResources'" in text or "'Data'" in text:
        return passed("eventSelectors")
    return failed("eventSelectors", next((value for value in selectors if value is not MISSING), MISSING))


@graph_rule("cloudtrail-present")
def present(facts: Facts) -> Iterator[tuple[str, Outcome]]:
    """A platform of ours without a trail; other stacks may be recorded by one of their organisation."""
    platforms = facts.graph.of_type(PLATFORM)
    for platform in platforms:
        found = bool(facts.graph.of_type(TRAIL))
        yield platform.urn, passed("trail") if found else failed("trail")
    if not platforms:
        yield "", not_applicable()
