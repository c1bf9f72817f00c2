"""Rules of how many ports an opening names: those of what answers there, and no more."""

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
from hds_blueprint.policies.rules.network_paths import ACL_RULE, EPHEMERAL, NETWORK_ACL
from hds_blueprint.policies.values import Found, entries, get, is_open, number, within

WITH_PORTS = ("tcp", "udp", "6", "17")


@rule("security-group-port-range-bounded", GROUP, OLD_RULE, INGRESS_RULE, EGRESS_RULE)
def range_bounded(holder: Resource, facts: Facts, *, maximum: int) -> Iterator[Outcome]:
    for prefix, name, each in written_rules(holder):
        protocol, path = within(each, name), f"{prefix}toPort"
        first, last = within(each, "fromPort"), within(each, "toPort")
        if any(is_open(part) for part in (protocol, first, last)):
            yield unknown(path)
        elif protocol not in WITH_PORTS:
            yield not_applicable()
        elif _opened(first, last) <= maximum:
            yield passed(path, last)
        else:
            yield failed(path, last, first=str(first), last=str(last))


@rule("network-acl-protocol-named", NETWORK_ACL, ACL_RULE)
def protocol_named(acl: Resource, facts: Facts) -> Iterator[Outcome]:
    for prefix, entry in _allowed(acl):
        protocol, path = within(entry, "protocol"), f"{prefix}protocol"
        if is_open(protocol):
            yield unknown(path)
        else:
            yield failed(path, protocol) if protocol in ALL_PROTOCOLS else passed(path, protocol)


@rule("network-acl-public-ports-bounded", NETWORK_ACL, ACL_RULE)
def public_ports_bounded(acl: Resource, facts: Facts) -> Iterator[Outcome]:
    """One port, or a range of those on which answers come back."""
    for prefix, entry in _allowed(acl):
        blocks = (within(entry, "cidrBlock"), within(entry, "ipv6CidrBlock"))
        parts = (within(entry, "protocol"), within(entry, "fromPort"), within(entry, "toPort"))
        path = f"{prefix}fromPort"
        if any(is_open(part) for part in (*blocks, *parts)):
            yield unknown(path)
            continue
        protocol, first, last = parts
        # all protocols are another rule's; without ports (ICMP) there is nothing to bound
        if protocol not in WITH_PORTS or not any(map(is_broad, blocks)):
            yield passed(path)
        elif _opened(first, last) == 1 or (number(first) or 0) >= EPHEMERAL[0]:
            yield passed(path, first)
        else:
            yield failed(path, first, first=str(first), last=str(last))


def _allowed(acl: Resource) -> Iterator[tuple[str, Found]]:
    """What an ACL or one entry's resource allows, with what the paths begin with."""
    if acl.type == ACL_RULE:
        if get(acl, "ruleAction") != "deny":
            yield "", dict(acl.inputs)
        return
    for way in ("ingress", "egress"):
        for path, entry in entries(get(acl, way), way):
            if within(entry, "action") != "deny":
                yield f"{path}.", entry


def _opened(first: Found, last: Found) -> float:
    """How many ports a range has; without ends it has all of them."""
    low, high = number(first), number(last)
    return 65536 if low is None or high is None else high - low + 1
