"""Rules of AWS Network Firewall: what is not listed is dropped, and somebody can read what was."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key, is_true
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import entries, get, is_open, within

FIREWALL = "aws:networkfirewall/firewall:Firewall"
POLICY = "aws:networkfirewall/firewallPolicy:FirewallPolicy"
RULE_GROUP = "aws:networkfirewall/ruleGroup:RuleGroup"
LOGGING = "aws:networkfirewall/loggingConfiguration:LoggingConfiguration"
_LOGS = "loggingConfiguration.logDestinationConfigs"
_STATELESS = "firewallPolicy.statelessDefaultActions"
_FRAGMENTS = "firewallPolicy.statelessFragmentDefaultActions"
_STATEFUL = "firewallPolicy.statefulDefaultActions"
# of what no stateful rule matched; drop_strict drops the first packet already, and with it the name (SNI)
_DROPPING = frozenset({"aws:drop_strict", "aws:drop_established", "aws:drop_established_app_layer"})
_PASS = "aws:pass"  # noqa: S105 - an action, not a password


@rule("network-firewall-refusals-logged", FIREWALL)
def refusals_logged(firewall: Resource, facts: Facts) -> Outcome:
    attached = facts.attached(firewall, "firewallArn", LOGGING)
    uncertain = attached.uncertain
    for logging in attached.resources:
        destinations = get(logging, _LOGS)
        kinds = [within(each, "logType") for _, each in entries(destinations, _LOGS)]
        if "ALERT" in kinds:
            return passed(_LOGS, holder=logging.urn)
        uncertain = uncertain or is_open(destinations) or any(is_open(kind) for kind in kinds)
    return unknown(_LOGS) if uncertain else failed(_LOGS)


@rule("network-firewall-unmatched-dropped", POLICY)
def unmatched_dropped(policy: Resource, facts: Facts) -> Outcome:
    actions = get(policy, _STATEFUL)
    values = [value for _, value in entries(actions, _STATEFUL)]
    if any(value in _DROPPING for value in values):
        return passed(_STATEFUL, actions)
    if is_open(actions) or any(is_open(value) for value in values):
        return unknown(_STATEFUL)
    return failed(_STATEFUL, actions)


@rule("network-firewall-everything-inspected", POLICY)
def everything_inspected(policy: Resource, facts: Facts) -> Outcome:
    for path in (_STATELESS, _FRAGMENTS):
        actions = get(policy, path)
        if is_open(actions) or any(is_open(value) for _, value in entries(actions, path)):
            return unknown(path)
        if any(value == _PASS for _, value in entries(actions, path)):
            return failed(path, _PASS)
    return passed(_STATELESS)


@rule("network-firewall-deletion-protected", FIREWALL)
def deletion_protected(firewall: Resource, facts: Facts) -> Outcome:
    return is_true(firewall, "deleteProtection")


@rule("network-firewall-key-managed", FIREWALL, POLICY, RULE_GROUP)
def key_managed(holder: Resource, facts: Facts) -> Outcome:
    return customer_key(holder, "encryptionConfiguration.keyId", facts)
