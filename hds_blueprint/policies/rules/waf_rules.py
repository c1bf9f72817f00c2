"""Rules of what a web application firewall does, and of what it keeps of requests."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource, Value
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.waf import LOGGING, WEB_ACL
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open, within

# AWS's managed groups against inputs known to be attacks
ATTACK_GROUPS = ("AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesCommonRuleSet")
# headers that carry what a session is opened with
CREDENTIAL_HEADERS = ("authorization", "cookie")
# in FHIR both name a patient: /Patient/123, ?identifier=
REQUEST_PARTS = ("queryString", "uriPath")


def _acl_rules(acl: Resource) -> tuple[list[tuple[str, Value]], bool]:
    """The rules with their paths, and whether there may be more."""
    rules = get(acl, "rules")
    return ([], True) if is_open(rules) else (list(entries(rules, "rules")), False)


@rule("waf-requests-rate-limited", WEB_ACL)
def rate_limited(acl: Resource, facts: Facts) -> Outcome:
    rules, more = _acl_rules(acl)
    for path, each in rules:
        if within(each, "statement.rateBasedStatement.limit") is not MISSING:
            action = within(each, "action")
            if is_open(action):
                return unknown(f"{path}.action")
            blocks = any(within(action, kind) is not MISSING for kind in ("block", "challenge"))
            place = f"{path}.action"
            return passed(place) if blocks else failed(place, action)
    return unknown("rules") if more else failed("rules")


@rule("waf-known-attacks-blocked", WEB_ACL)
def attacks_blocked(acl: Resource, facts: Facts) -> Iterator[Outcome]:
    rules, more = _acl_rules(acl)
    if more:
        yield unknown("rules")
        return
    named = [(within(each, "statement.managedRuleGroupStatement.name"), path, each) for path, each in rules]
    found = {name: (path, each) for name, path, each in named if isinstance(name, str)}
    for group in ATTACK_GROUPS:
        if group not in found and any(is_open(name) for name, *_ in named):
            yield unknown("rules")
            continue
        path, each = found.get(group, ("rules", MISSING))
        override = within(each, "overrideAction")
        if is_open(override):
            yield unknown(f"{path}.overrideAction")
        elif within(override, "none") is MISSING:
            # counting lets the request pass
            yield failed(f"{path}.overrideAction" if path != "rules" else path, override, group=group)
        else:
            yield passed(path)


@rule("waf-metrics-published", WEB_ACL)
def metrics_published(acl: Resource, facts: Facts) -> Iterator[Outcome]:
    return _visibility(acl, "cloudwatchMetricsEnabled", wanted=True)


@rule("waf-requests-unsampled", WEB_ACL)
def requests_unsampled(acl: Resource, facts: Facts) -> Iterator[Outcome]:
    return _visibility(acl, "sampledRequestsEnabled", wanted=False)


def _visibility(acl: Resource, name: str, *, wanted: bool) -> Iterator[Outcome]:
    rules, more = _acl_rules(acl)
    if more:
        yield unknown("rules")
    holders = [("visibilityConfig", get(acl, "visibilityConfig"))]
    holders += [(f"{path}.visibilityConfig", within(each, "visibilityConfig")) for path, each in rules]
    for path, visibility in holders:
        value, place = within(visibility, name), f"{path}.{name}"
        if is_open(value):
            yield unknown(place)
        else:
            yield passed(place, value) if boolean(value) is wanted else failed(place, value)


@rule("waf-logs-redacted", LOGGING)
def logs_redacted(logging: Resource, facts: Facts) -> Iterator[Outcome]:
    fields = get(logging, "redactedFields")
    if is_open(fields):
        yield unknown("redactedFields")
        return
    listed = [field for _, field in entries(fields, "redactedFields")]
    headers = [str(within(field, "singleHeader.name")).lower() for field in listed]
    for header in CREDENTIAL_HEADERS:
        hidden = header in headers
        yield passed("redactedFields") if hidden else failed("redactedFields", missing=header)
    for part in REQUEST_PARTS:
        hidden = any(within(field, part) is not MISSING for field in listed)
        yield passed("redactedFields") if hidden else failed("redactedFields", missing=part)
