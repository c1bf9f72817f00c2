"""Network flows that security groups let through, read from rules in all three ways of writing them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hds_blueprint.dossier.source import entries, first_reference, plain
from hds_blueprint.graph.model import Resource, ResourceGraph, Value, targets, type_of

GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
RULES = (GROUP, INGRESS_RULE, EGRESS_RULE, OLD_RULE)
RESTORE_TEST = "aws:backup/restoreTestingSelection:RestoreTestingSelection"
ALL_PROTOCOLS = ("-1", "all")


@dataclass(frozen=True, slots=True)
class End:
    """One end of a flow: a security group, an endpoint (`urn`), or addresses (`addresses`)."""

    urn: str = ""
    addresses: str = ""

    @property
    def id(self) -> str:
        """What tells it from other ends."""
        return self.urn or self.addresses


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow that is let through; `ports` are as written (`443`, `1024-65535`), empty for all.

    `rules` are the URNs of where it is written: at its source, at its target or at both.
    """

    source: End
    target: End
    protocol: str
    ports: str
    purpose: str
    rules: tuple[str, ...]


def flows(graph: ResourceGraph) -> tuple[Flow, ...]:
    """Every flow once, whether source, target or both of them let it through."""
    found: dict[tuple[str, str, str, str], Flow] = {}
    for flow in _written(graph):
        key = (flow.source.id, flow.target.id, flow.protocol, flow.ports)
        known = found.get(key)
        if known is not None:
            rules = tuple(dict.fromkeys((*known.rules, *flow.rules)))
            flow = Flow(
                flow.source, flow.target, flow.protocol, flow.ports, known.purpose or flow.purpose, rules
            )
        found[key] = flow
    return tuple(found.values())


def members(graph: ResourceGraph, group: str) -> tuple[Resource, ...]:
    """The resources that stand behind a security group: whatever names it, and is no rule or restore test."""
    return tuple(
        resource
        for resource in graph.referrers(group)
        if resource.type not in (*RULES, RESTORE_TEST) and resource.custom
    )


def _written(graph: ResourceGraph) -> Iterator[Flow]:
    for rule in graph.of_type(INGRESS_RULE, EGRESS_RULE):
        outwards = rule.type == EGRESS_RULE
        for own in _groups(rule, "securityGroupId"):
            for other in (
                *_groups(rule, "referencedSecurityGroupId"),
                *_ranges(rule.inputs.get("cidrIpv4")),
                *_ranges(rule.inputs.get("cidrIpv6")),
                *_ranges(rule.inputs.get("prefixListId")),
            ):
                yield _flow(own, other, outwards, dict(rule.inputs), "ipProtocol", rule.urn)
    for rule in graph.of_type(OLD_RULE):
        outwards = plain(rule.inputs.get("type")) == "egress"
        for own in _groups(rule, "securityGroupId"):
            others = [*_groups(rule, "sourceSecurityGroupId"), *_others(dict(rule.inputs), own)]
            for other in others:
                yield _flow(own, other, outwards, dict(rule.inputs), "protocol", rule.urn)
    for group in graph.of_type(GROUP):
        own = End(urn=group.urn)
        for name, outwards in (("ingress", False), ("egress", True)):
            for rule in entries(group.inputs.get(name)):
                groups = [End(urn=each) for each in _references(rule.get("securityGroups"))]
                for other in (*groups, *_others(rule, own)):
                    yield _flow(own, other, outwards, rule, "protocol", group.urn)


def _others(rule: dict[str, Value], own: End) -> list[End]:
    found = [
        *_ranges(rule.get("cidrBlocks")),
        *_ranges(rule.get("ipv6CidrBlocks")),
        *_ranges(rule.get("prefixListIds")),
    ]
    return [*found, own] if rule.get("self") is True else found


def _flow(own: End, other: End, outwards: bool, rule: dict[str, Value], protocol: str, urn: str) -> Flow:
    first, last = plain(rule.get("fromPort")), plain(rule.get("toPort"))
    said = plain(rule.get(protocol)).lower()
    whole = said in ALL_PROTOCOLS
    ports = "" if whole or not first else first if first == last else f"{first}-{last}"
    source, target = (own, other) if outwards else (other, own)
    return Flow(source, target, "" if whole else said, ports, plain(rule.get("description")), (urn,))


def _groups(rule: Resource, name: str) -> list[End]:
    found = [End(urn=urn) for urn in targets(rule, name)]
    return found or _ranges(rule.inputs.get(name))


def _ranges(value: Value) -> list[End]:
    values = value if isinstance(value, list) else [value]
    found = [End(addresses=plain(each)) for each in values if plain(each)]
    return found + [End(urn=each) for each in _references(value)]


def _references(value: Value) -> list[str]:
    values = value if isinstance(value, list) else [value]
    found = (first_reference(each) for each in values)
    return [each.urn for each in found if each is not None]


def is_endpoint(urn: str) -> bool:
    """Whether a URN names an endpoint of the private network."""
    return bool(urn) and type_of(urn) == ENDPOINT
