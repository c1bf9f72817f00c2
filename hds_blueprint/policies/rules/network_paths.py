"""Rules of what may pass in the private network: ports written down, network ACLs."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.address_ranges import is_broad
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.ingress import (
    ALL_PROTOCOLS,
    EGRESS_RULE,
    GROUP,
    INGRESS_RULE,
    OLD_RULE,
    written_rules,
)
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, Found, boolean, entries, get, is_open, number, within

NETWORK_ACL = "aws:ec2/networkAcl:NetworkAcl"
ACL_RULE = "aws:ec2/networkAclRule:NetworkAclRule"
DEFAULT_ACL = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"
VPC = "aws:ec2/vpc:Vpc"
SSH, REMOTE_DESKTOP = 22, 3389
# where the ports begin on which answers come back, on any system
EPHEMERAL = (1024, 32768)


@rule("security-group-ports-listed", GROUP, OLD_RULE, INGRESS_RULE, EGRESS_RULE)
def ports_listed(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    if holder.type == GROUP:
        yield passed("ingress")
    for prefix, name, each in written_rules(holder):
        yield _protocol(within(each, name), f"{prefix}{name}")


def _protocol(value: Found, path: str) -> Outcome:
    if is_open(value):
        return unknown(path)
    return failed(path, value) if value in ALL_PROTOCOLS else passed(path, value)


@rule("network-acl-administration-closed", NETWORK_ACL, ACL_RULE, DEFAULT_ACL)
def administration_closed(acl: Resource, facts: Facts) -> Iterator[Outcome]:
    if acl.type == ACL_RULE:
        outgoing = get(acl, "egress")
        if boolean(outgoing) is True:
            yield not_applicable()
        else:
            yield unknown("egress") if is_open(outgoing) else _entry(dict(acl.inputs), "", "ruleAction")
        return
    rules = get(acl, "ingress")
    yield unknown("ingress") if is_open(rules) else passed("ingress")
    for path, each in entries(rules, "ingress"):
        yield _entry(each, f"{path}.", "action")


def _entry(entry: Found, prefix: str, action: str) -> Outcome:
    parts = (action, "cidrBlock", "ipv6CidrBlock", "protocol", "fromPort", "toPort")
    kind, block, block6, protocol, first, last = (within(entry, part) for part in parts)
    place = f"{prefix}cidrBlock" if block is not MISSING else f"{prefix}ipv6CidrBlock"
    if kind == "deny" or (protocol not in (*ALL_PROTOCOLS, "tcp", "6", MISSING) and not is_open(protocol)):
        return passed(place)
    if any(is_open(part) for part in (kind, block, block6, protocol, first, last)):
        return unknown(place)
    if not is_broad(block) and not is_broad(block6):
        return passed(place)
    everything = protocol in ALL_PROTOCOLS
    low, high = number(first) or 0, number(last) or 0
    # a range over the ephemeral ports is how answers come back: remote desktop counts in any other
    answers = low >= EPHEMERAL[0] and high >= EPHEMERAL[1]
    opens = everything or low <= SSH <= high or (low <= REMOTE_DESKTOP <= high and not answers)
    return failed(place, block if is_broad(block) else block6) if opens else passed(place)


@rule("vpc-default-network-acl-closed", VPC)
def default_acl_closed(vpc: Resource, facts: Facts) -> Iterator[Outcome]:
    attached = facts.attached(vpc, "defaultNetworkAclId", DEFAULT_ACL)
    if not attached.resources:
        # AWS's own default list lets everything pass
        yield unknown("defaultNetworkAcl") if attached.uncertain else failed("defaultNetworkAcl")
    for acl in attached.resources:
        for direction in ("ingress", "egress"):
            value = get(acl, direction)
            if is_open(value):
                yield unknown(direction, holder=acl.urn)
            elif value is MISSING or value == []:
                yield passed(direction, holder=acl.urn)
            else:
                yield failed(direction, value, holder=acl.urn)
