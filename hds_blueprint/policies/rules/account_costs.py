"""Rules of an account's budgets and regions: an unexpected bill tells of misuse, a region may hold data."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_true
from hds_blueprint.policies.choices import has_entries
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open, within

BUDGET = "aws:budgets/budget:Budget"
REGION = "aws:account/region:Region"
ANOMALIES = "aws:costexplorer/anomalySubscription:AnomalySubscription"
PASSWORDS = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy"
RECEIVERS = ("subscriberEmailAddresses", "subscriberSnsTopicArns")


@rule("budget-notified", BUDGET)
def budget_notified(budget: Resource, facts: Facts) -> Outcome:
    notifications = get(budget, "notifications")
    if is_open(notifications):
        return unknown("notifications")
    found = list(entries(notifications, "notifications"))
    told = all(any(within(each, name) not in (MISSING, []) for name in RECEIVERS) for _, each in found)
    return passed("notifications") if found and told else failed("notifications")


@rule("budget-foreseen", BUDGET)
def budget_foreseen(budget: Resource, facts: Facts) -> Outcome:
    """A forecast tells of misuse while it goes on; what was spent only after it."""
    kinds = [within(each, "notificationType") for _, each in entries(get(budget, "notifications"), "")]
    if "FORECASTED" in kinds:
        return passed("notifications")
    open_kinds = is_open(get(budget, "notifications")) or any(is_open(kind) for kind in kinds)
    return unknown("notifications") if open_kinds else failed("notifications")


@rule("cost-anomalies-notified", ANOMALIES)
def anomalies_notified(subscription: Resource, facts: Facts) -> Outcome:
    return has_entries(subscription, "subscribers")


@rule("account-regions-within-eea", REGION)
def regions_within_eea(region: Resource, facts: Facts) -> Iterator[Outcome]:
    name, enabled = get(region, "regionName"), get(region, "enabled")
    if is_open(name) or is_open(enabled):
        yield unknown("regionName" if is_open(name) else "enabled")
    elif boolean(enabled) is not True:
        yield not_applicable()
    else:
        yield passed("regionName", name) if name in facts.eea_regions else failed("regionName", name)


@rule("iam-password-changed-by-people", PASSWORDS)
def changed_by_people(policy: Resource, facts: Facts) -> Outcome:
    return is_true(policy, "allowUsersToChangePassword")
