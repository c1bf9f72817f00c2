"""Network access lists: what may cross a tier's border at all, below the security groups.

They have no memory of connections, so answers need their own entries: to the ports that
Linux (32768-60999) and NAT gateways and load balancers (1024-65535) send from.
Source: Amazon VPC user guide, "Ephemeral ports" of network ACLs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any, Literal

import pulumi_aws as aws

from hds_blueprint.components.component import Component

ANYWHERE = IPv4Network("0.0.0.0/0")
HTTPS = (443, 443)
HTTP = (80, 80)
ANY_TCP_PORT = (1, 65535)
ANSWERS_TO_TASKS = (32768, 65535)
ANSWERS_TO_GATEWAYS = (1024, 65535)
# AWS allows 20 entries in one direction (Amazon VPC user guide, "Amazon VPC quotas"): two are our own,
# the rest is for sources, with the two ports of the web and what else is reached.
_PLACES_FOR_SOURCES = 18
_CLIENTS_AT_MOST = 6
_PORTS_AT_MOST = 5
Protocol = Literal["tcp", "udp"]


@dataclass(frozen=True, slots=True)
class Passage:
    """What may pass between these ports, from or to a range."""

    ports: tuple[int, int]
    cidr: IPv4Network
    protocol: Protocol = "tcp"


@dataclass(frozen=True, slots=True)
class Entry:
    """A port on which a load balancer is reached besides those of the web."""

    port: int
    protocol: Protocol


def tier_acl(
    name: str,
    parent: Component,
    vpc: aws.ec2.Vpc,
    subnets: Sequence[aws.ec2.Subnet],
    *,
    inward: Iterable[Passage],
    outward: Iterable[Passage],
) -> aws.ec2.NetworkAcl:
    """The access list of one tier's subnets; what is not listed is refused."""
    return aws.ec2.NetworkAcl(
        name,
        vpc_id=vpc.id,
        subnet_ids=[subnet.id for subnet in subnets],
        ingress=[aws.ec2.NetworkAclIngressArgs(**each) for each in _entries(inward)],
        egress=[aws.ec2.NetworkAclEgressArgs(**each) for each in _entries(outward)],
        opts=parent.child(),
    )


def _entries(passages: Iterable[Passage]) -> Iterator[dict[str, Any]]:
    """The entries that let the passages through, for either direction."""
    for number, passage in zip(range(100, 32000, 10), passages, strict=False):
        yield {
            "rule_no": number,
            "action": "allow",
            "protocol": passage.protocol,
            "from_port": passage.ports[0],
            "to_port": passage.ports[1],
            "cidr_block": str(passage.cidr),
        }


def private_tier(
    network: IPv4Network,
    sources: Sequence[IPv4Network] = (),
    *,
    entries: Sequence[Entry] = (),
    ports: Sequence[int] = (),
    linked: Sequence[Passage] = (),
    clients: Sequence[IPv4Network] = (),
) -> tuple[list[Passage], list[Passage]]:
    """Inward and outward passages of the workloads' subnets; `sources` reach a load balancer there.

    `entries` are its ports besides those of the web, `ports` those of destinations outside, and
    `linked` is what may be asked through tunnels. Datagrams keep the address of the client that sent
    them on their way through a load balancer, so `clients` reach the tasks' subnets with theirs.

    The endpoint of S3 answers from public addresses, so answers from anywhere pass even without
    NAT; a security group remembers which were asked for.
    """
    inward = [Passage(ANY_TCP_PORT, network), Passage(ANSWERS_TO_TASKS, ANYWHERE)]
    outward = [Passage(ANY_TCP_PORT, network), *_questions({443, *ports}), *linked]
    _let_in(sources, entries, inward, outward)
    datagrams = [entry for entry in entries if entry.protocol == "udp"]
    if datagrams:
        for client in clients if len(clients) * len(datagrams) <= _CLIENTS_AT_MOST else [ANYWHERE]:
            inward += [Passage((entry.port, entry.port), client, "udp") for entry in datagrams]
            outward.append(Passage(ANSWERS_TO_GATEWAYS, client, "udp"))
    return inward, outward


def data_tier(network: IPv4Network) -> tuple[list[Passage], list[Passage]]:
    """Passages of the stores' subnets: the network itself and nothing else; search answers on 443."""
    return (
        [Passage(ANSWERS_TO_GATEWAYS, network), Passage(HTTPS, network)],
        [Passage(ANSWERS_TO_GATEWAYS, network)],
    )


def public_tier(
    network: IPv4Network,
    sources: Sequence[IPv4Network],
    *,
    exposed: bool,
    ports: Sequence[int],
    entries: Sequence[Entry] = (),
) -> tuple[list[Passage], list[Passage]]:
    """Passages of the load balancer's and the NAT gateways' subnets.

    `exposed`: the load balancers are public, for `sources`, and have `entries` besides the web's.
    `ports`: on which NAT gateways ask outside.
    """
    inward = [Passage(ANY_TCP_PORT, network)]
    outward = [Passage(ANY_TCP_PORT, network)]
    if exposed:
        _let_in(sources, entries, inward, outward)
    if ports:
        inward.append(Passage(ANSWERS_TO_GATEWAYS, ANYWHERE))
        outward += _questions(set(ports))
    return inward, outward


def _questions(ports: set[int]) -> list[Passage]:
    """What is asked outside. The list has 20 places: many ports become one range, and the rest judges."""
    if len(ports) > _PORTS_AT_MOST:
        return [Passage((min(ports), max(ports)), ANYWHERE)]
    return [Passage((port, port), ANYWHERE) for port in sorted(ports)]


def _let_in(
    sources: Sequence[IPv4Network],
    entries: Sequence[Entry],
    inward: list[Passage],
    outward: list[Passage],
) -> None:
    """Adds the passages of those who ask a load balancer, and of the answers to them."""
    if len(sources) > _PLACES_FOR_SOURCES // (2 + len(entries)):
        sources = [ANYWHERE]  # the load balancer's security group still names each source
    for source in sources:
        inward += [Passage(HTTPS, source), Passage(HTTP, source)]
        inward += [Passage((entry.port, entry.port), source, entry.protocol) for entry in entries]
        answers: list[Protocol] = ["tcp", "udp"] if any(e.protocol == "udp" for e in entries) else ["tcp"]
        outward += [Passage(ANSWERS_TO_GATEWAYS, source, protocol) for protocol in answers]
