"""Security group rules in one form: inline, as one resource for a direction, as one per source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from hds_blueprint.graph.model import Resource, Unknown
from hds_blueprint.policies.address_ranges import broad_together, is_broad
from hds_blueprint.policies.buckets import LOAD_BALANCERS
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, passed, unknown
from hds_blueprint.policies.values import MISSING, Found, entries, get, is_open, number, within

GROUP = "aws:ec2/securityGroup:SecurityGroup"
OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"
PREFIX_LIST_ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry"
LISTENERS = ("aws:lb/listener:Listener", "aws:alb/listener:Listener")
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
# what the prefix list of a gateway endpoint holds: the addresses of S3 or DynamoDB in a region
SERVICE_RANGES = "service"
ALL_PROTOCOLS = ("-1", "all", -1)
WEB_PORTS: Final[frozenset[int | None]] = frozenset({80, 443})
# Administration (SSH, Telnet, remote procedures, SMB, remote desktop, WinRM) and data stores (SQL Server,
# Oracle, NFS, MySQL, PostgreSQL, Redis, Memcached, search, MongoDB): never for the public, in no way.
PRIVATE_PORTS: Final[frozenset[int | None]] = frozenset(
    {22, 23, 135, 445, 1433, 1521, 2049, 3306, 3389, 5432, 5985, 5986, 6379, 9200, 11211, 27017}
)


@dataclass(frozen=True, slots=True)
class Opening:
    """One source let in: where it is written, the source, protocol and ports.

    `joined` says that it makes up the internet with others of the same ports.
    """

    path: str
    source: Found
    protocol: Found
    first: Found
    last: Found
    joined: bool = False

    @property
    def from_everywhere(self) -> bool:
        """Whether the source is the internet, or so much of it that it stands for all."""
        return self.joined or is_broad(self.source)

    @property
    def ports_open(self) -> bool:
        """Whether protocol or ports are known only after apply."""
        return any(is_open(part) for part in (self.protocol, self.first, self.last))

    @property
    def port(self) -> int | None:
        """The one port of TCP or UDP that is opened; None where there are several, or all protocols."""
        if self.protocol in ALL_PROTOCOLS or self.protocol not in ("tcp", "udp", "6", "17"):
            return None
        first = number(self.first)
        return int(first) if first is not None and first == number(self.last) else None

    @property
    def described(self) -> str:
        """Protocol and ports for a message."""
        if self.protocol in ALL_PROTOCOLS:
            return "all"
        first, last = (int(port) if (port := number(p)) is not None else "*" for p in (self.first, self.last))
        return f"{self.protocol}/{first}" if first == last else f"{self.protocol}/{first}-{last}"


def settled(opening: Opening) -> Outcome | None:
    """The outcome where it does not depend on which ports are open to everybody; None where it does."""
    if is_open(opening.source):
        return unknown(opening.path)
    if not opening.from_everywhere:
        return passed(opening.path, opening.source)
    return unknown(opening.path) if opening.ports_open else None


def openings(holder: Resource, facts: Facts) -> list[Opening] | None:
    """What a group or a rule lets in; None for a rule that speaks of what goes out.

    A prefix list of the graph counts by its entries; what another one holds is not known.
    """
    return _passages(holder, facts, "ingress")


def leavings(holder: Resource, facts: Facts) -> list[Opening] | None:
    """What a group or a rule lets out, as `openings` says what it lets in; the source is the other end."""
    return _passages(holder, facts, "egress")


def _passages(holder: Resource, facts: Facts, way: str) -> list[Opening] | None:
    if holder.type in (INGRESS_RULE, EGRESS_RULE):
        found = _opened(dict(holder.inputs), "", ("cidrIpv4", "cidrIpv6", "prefixListId"), "ipProtocol")
        return _with_lists(holder, found, facts)
    if holder.type == OLD_RULE:
        direction = get(holder, "type")
        if isinstance(direction, str) and direction != way:
            return None
        sources = ("cidrBlocks", "ipv6CidrBlocks", "prefixListIds")
        return _with_lists(holder, _opened(dict(holder.inputs), "", sources, "protocol"), facts)
    written = get(holder, way)
    if is_open(written):
        return [Opening(way, Unknown(), MISSING, MISSING, MISSING)]
    found: list[Opening] = []
    for path, rule in entries(written, way):
        if is_open(rule):
            found.append(Opening(path, Unknown(), MISSING, MISSING, MISSING))
        else:
            found += _opened(rule, f"{path}.", ("cidrBlocks", "ipv6CidrBlocks", "prefixListIds"), "protocol")
    return _with_lists(holder, found, facts)


def _with_lists(holder: Resource, found: list[Opening], facts: Facts) -> list[Opening]:
    """The openings with each prefix list replaced by what it holds; that of an endpoint is of one service."""
    resolved: list[Opening] = []
    for opening in found:
        if "prefixList" not in opening.path:
            resolved.append(opening)
            continue
        if facts.targets(holder, opening.path, ENDPOINT):
            resolved.append(replace(opening, source=SERVICE_RANGES))
            continue
        lists = facts.target_resources(holder, opening.path, PREFIX_LIST)
        held = [cidr for prefix_list in lists for cidr in _held(prefix_list, facts)]
        resolved += [replace(opening, source=cidr) for cidr in held or (Unknown(),)]
    return _joined(resolved)


def _joined(found: list[Opening]) -> list[Opening]:
    """The openings, with those marked that stand for the internet together: `64.0.0.0/8`, `65.0.0.0/8`, …"""
    if len(found) < 2:
        return found
    sources: dict[str, list[Found]] = {}
    for opening in found:
        sources.setdefault(opening.described, []).append(opening.source)
    broad = {ports: broad_together(ranges) for ports, ranges in sources.items()}
    return [
        replace(each, joined=each.source in broad[each.described]) if isinstance(each.source, str) else each
        for each in found
    ]


def _held(prefix_list: Resource, facts: Facts) -> list[Found]:
    written = get(prefix_list, "entries")
    if is_open(written):
        return [written]
    own = [within(entry, "cidr") for _, entry in entries(written, "")]
    attached = facts.attached(prefix_list, "prefixListId", PREFIX_LIST_ENTRY)
    own += [get(entry, "cidr") for entry in attached.resources]
    return [*own, Unknown()] if attached.uncertain else own


def _opened(rule: Found, prefix: str, sources: tuple[str, ...], protocol: str) -> list[Opening]:
    ends = (within(rule, protocol), within(rule, "fromPort"), within(rule, "toPort"))
    return [
        Opening(path, source, *ends)
        for name in sources
        for path, source in entries(within(rule, name), f"{prefix}{name}")
    ]


def written_rules(holder: Resource) -> Iterator[tuple[str, str, Found]]:
    """The rules that a group, or one rule's resource, writes: what its paths begin with, the name of
    its protocol, and the rule itself, which may not be known yet."""
    if holder.type != GROUP:
        name = "protocol" if holder.type == OLD_RULE else "ipProtocol"
        yield "", name, dict(holder.inputs)
        return
    for way in ("ingress", "egress"):
        for path, each in entries(get(holder, way), way):
            yield f"{path}.", "protocol", each


def entries_of_load_balancers(facts: Facts) -> Mapping[str, frozenset[int | None]]:
    """The ports on which load balancers may be reached, by the URN of the security group they use.

    Any of them on the ports of the web; a network load balancer on those of its listeners besides,
    but for those of administration and data stores. None stands for a port that is not known yet.
    """
    listened = _listener_ports(facts)
    opened: dict[str, frozenset[int | None]] = {}
    for balancer in facts.graph.of_type(*LOAD_BALANCERS):
        more = listened.get(balancer.urn, frozenset()) - PRIVATE_PORTS
        ports = WEB_PORTS | more if get(balancer, "loadBalancerType") == "network" else WEB_PORTS
        for urn in facts.targets(balancer, "securityGroups", GROUP):
            opened[urn] = opened.get(urn, frozenset()) | ports
    return opened


def _listener_ports(facts: Facts) -> Mapping[str, frozenset[int | None]]:
    ports: dict[str, frozenset[int | None]] = {}
    for listener in facts.graph.of_type(*LISTENERS):
        port = get(listener, "port")
        value = None if is_open(port) or (whole := number(port)) is None else int(whole)
        for urn in facts.targets(listener, "loadBalancerArn", *LOAD_BALANCERS):
            ports[urn] = ports.get(urn, frozenset()) | {value}
    return ports
