"""Rules of what weakens a web application firewall: rules that only count, large bodies, logs with gaps."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource, Value
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.waf import LOGGING, WEB_ACL
from hds_blueprint.policies.values import MISSING, Found, entries, get, is_open, number, within

_GROUP = "statement.managedRuleGroupStatement"
# a size is no attack: documents of care are larger than the 8 KB that AWS's group takes for normal
_OF_SIZE = "SizeRestrictions_"


@rule("waf-managed-rules-enforced", WEB_ACL)
def managed_rules_enforced(acl: Resource, facts: Facts) -> Iterator[Outcome]:
    rules = get(acl, "rules")
    yield unknown("rules") if is_open(rules) else passed("rules")
    for path, each in entries(rules, "rules"):
        yield from _overrides(each, path)


def _overrides(each: Value, path: str) -> Iterator[Outcome]:
    place = f"{path}.{_GROUP}.ruleActionOverrides"
    overrides = within(each, f"{_GROUP}.ruleActionOverrides")
    if is_open(overrides):
        yield unknown(place)
        return
    for inner, override in entries(overrides, place):
        name, action = within(override, "name"), within(override, "actionToUse")
        if is_open(action):
            yield unknown(inner)
            continue
        weak = any(within(action, kind) is not MISSING for kind in ("count", "allow"))
        of_size = isinstance(name, str) and name.startswith(_OF_SIZE)
        yield failed(inner, name) if weak and not of_size else passed(inner)


@rule("waf-rate-limit-tight", WEB_ACL)
def rate_limit_tight(acl: Resource, facts: Facts, *, maximum_requests: int) -> Iterator[Outcome]:
    rules = get(acl, "rules")
    if is_open(rules):
        yield unknown("rules")
    for path, each in entries(rules, "rules"):
        place = f"{path}.statement.rateBasedStatement.limit"
        limit = within(each, "statement.rateBasedStatement.limit")
        if limit is MISSING:
            continue
        if is_open(limit):
            yield unknown(place)
        else:
            within_bound = (number(limit) or 0) <= maximum_requests
            yield passed(place, limit) if within_bound else failed(place, limit)


@rule("waf-logs-complete", LOGGING)
def logs_complete(logging: Resource, facts: Facts) -> Iterator[Outcome]:
    path = "loggingFilter"
    chosen = get(logging, path)
    if is_open(chosen):
        yield unknown(path)
        return
    yield _kept(within(chosen, "defaultBehavior"), f"{path}.defaultBehavior")
    for place, each in entries(within(chosen, "filters"), f"{path}.filters"):
        yield _kept(within(each, "behavior"), f"{place}.behavior")


def _kept(behavior: Found, path: str) -> Outcome:
    if is_open(behavior):
        return unknown(path)
    return failed(path, behavior) if behavior == "DROP" else passed(path)
