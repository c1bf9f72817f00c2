"""Security group rules in one form: inline, as one resource for a direction, as one per source."""

from __future__ import annotations

from dataclasses import dataclass

from hds_blueprint.graph.model import Resource, Unknown
from hds_blueprint.policies.buckets import LOAD_BALANCERS
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.values import MISSING, Found, entries, get, is_open, number, within

GROUP = "aws:ec2/securityGroup:SecurityGroup"
OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
# half of the address space each: nobody writes them but to stand for everywhere
EVERYWHERE = ("0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1")
ALL_PROTOCOLS = ("-1", "all", -1)


@dataclass(frozen=True, slots=True)
class Opening:
    """One source let in: where it is written, the source, protocol and ports."""

    path: str
    source: Found
    protocol: Found
    first: Found
    last: Found

    @property
    def from_everywhere(self) -> bool:
        """Whether the source is the whole internet. A prefix list that the graph cannot read is not."""
        return self.source in EVERYWHERE

    @property
    def ports_open(self) -> bool:
        """Whether protocol or ports are known only after apply."""
        return any(is_open(part) for part in (self.protocol, self.first, self.last))

    def within(self, ports: tuple[int, ...]) -> bool:
        """Whether exactly one of these TCP ports is opened (UDP too: HTTP/3)."""
        if self.protocol in ALL_PROTOCOLS or self.protocol not in ("tcp", "udp", "6", "17"):
            return False
        return number(self.first) == number(self.last) and number(self.first) in ports

    @property
    def described(self) -> str:
        """Protocol and ports for a message."""
        if self.protocol in ALL_PROTOCOLS:
            return "all"
        first, last = (int(port) if (port := number(p)) is not None else "*" for p in (self.first, self.last))
        return f"{self.protocol}/{first}" if first == last else f"{self.protocol}/{first}-{last}"


def openings(holder: Resource) -> list[Opening] | None:
    """What a group or a rule lets in; None for a rule that speaks of what goes out."""
    if holder.type == INGRESS_RULE:
        return _opened(dict(holder.inputs), "", ("cidrIpv4", "cidrIpv6", "prefixListId"), "ipProtocol")
    if holder.type == OLD_RULE:
        direction = get(holder, "type")
        if isinstance(direction, str) and direction != "ingress":
            return None
        return _opened(dict(holder.inputs), "", ("cidrBlocks", "ipv6CidrBlocks", "prefixListIds"), "protocol")
    ingress = get(holder, "ingress")
    if is_open(ingress):
        return [Opening("ingress", Unknown(), MISSING, MISSING, MISSING)]
    found: list[Opening] = []
    for path, rule in entries(ingress, "ingress"):
        if is_open(rule):
            found.append(Opening(path, Unknown(), MISSING, MISSING, MISSING))
        else:
            found += _opened(rule, f"{path}.", ("cidrBlocks", "ipv6CidrBlocks", "prefixListIds"), "protocol")
    return found


def _opened(rule: Found, prefix: str, sources: tuple[str, ...], protocol: str) -> list[Opening]:
    ends = (within(rule, protocol), within(rule, "fromPort"), within(rule, "toPort"))
    return [
        Opening(path, source, *ends)
        for name in sources
        for path, source in entries(within(rule, name), f"{prefix}{name}")
        # a prefix list of the account is a bounded list by itself, whatever its id
        if not (name.startswith("prefixList") and is_open(source))
    ]


def groups_of_load_balancers(facts: Facts) -> frozenset[str]:
    """The URNs of the security groups that load balancers use."""
    return frozenset(
        urn
        for balancer in facts.graph.of_type(*LOAD_BALANCERS)
        for urn in facts.targets(balancer, "securityGroups", GROUP)
    )
