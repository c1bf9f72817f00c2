"""Network access lists: what may cross a tier's border at all, below the security groups.

They have no memory of connections, so answers need their own entries: to the ports that
Linux (32768-60999) and NAT gateways and load balancers (1024-65535) send from.
Source: Amazon VPC user guide, "Ephemeral ports" of network ACLs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi_aws as aws

from hds_blueprint.components.component import Component

ANYWHERE = IPv4Network("0.0.0.0/0")
HTTPS = (443, 443)
HTTP = (80, 80)
ANY_TCP_PORT = (1, 65535)
ANSWERS_TO_TASKS = (32768, 65535)
ANSWERS_TO_GATEWAYS = (1024, 65535)
# Of the 20 entries that AWS allows in one direction: two for each source, and two of our own.
# Source: Amazon VPC user guide, "Amazon VPC quotas".
_SOURCES_AT_MOST = 9


@dataclass(frozen=True, slots=True)
class Passage:
    """TCP that may pass, between these ports, from or to a range."""

    ports: tuple[int, int]
    cidr: IPv4Network


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
        ingress=[
            aws.ec2.NetworkAclIngressArgs(
                rule_no=number,
                action="allow",
                protocol="tcp",
                from_port=passage.ports[0],
                to_port=passage.ports[1],
                cidr_block=str(passage.cidr),
            )
            for number, passage in _numbered(inward)
        ],
        egress=[
            aws.ec2.NetworkAclEgressArgs(
                rule_no=number,
                action="allow",
                protocol="tcp",
                from_port=passage.ports[0],
                to_port=passage.ports[1],
                cidr_block=str(passage.cidr),
            )
            for number, passage in _numbered(outward)
        ],
        opts=parent.child(),
    )


def private_tier(
    network: IPv4Network, sources: Sequence[IPv4Network] = ()
) -> tuple[list[Passage], list[Passage]]:
    """Inward and outward passages of the workloads' subnets; `sources` reach a load balancer there.

    The endpoint of S3 answers from public addresses, so answers from anywhere pass even without
    NAT; a security group remembers which were asked for.
    """
    inward = [Passage(ANY_TCP_PORT, network), Passage(ANSWERS_TO_TASKS, ANYWHERE)]
    outward = [Passage(ANY_TCP_PORT, network), Passage(HTTPS, ANYWHERE)]
    _let_in(sources, inward, outward)
    return inward, outward


def data_tier(network: IPv4Network) -> tuple[list[Passage], list[Passage]]:
    """Passages of the databases' subnets: the network itself and nothing else."""
    return [Passage(ANSWERS_TO_GATEWAYS, network)], [Passage(ANSWERS_TO_GATEWAYS, network)]


def public_tier(
    network: IPv4Network, sources: Sequence[IPv4Network], *, exposed: bool, internet: bool
) -> tuple[list[Passage], list[Passage]]:
    """Passages of the load balancer's and the NAT gateways' subnets.

    `exposed`: the load balancer is public, for `sources`. `internet`: NAT gateways ask outside.
    """
    inward = [Passage(ANY_TCP_PORT, network)]
    outward = [Passage(ANY_TCP_PORT, network)]
    if exposed:
        _let_in(sources, inward, outward)
    if internet:
        inward.append(Passage(ANSWERS_TO_GATEWAYS, ANYWHERE))
        outward.append(Passage(HTTPS, ANYWHERE))
    return inward, outward


def _let_in(sources: Sequence[IPv4Network], inward: list[Passage], outward: list[Passage]) -> None:
    """Adds the passages of those who ask the load balancer, and of the answers to them."""
    if len(sources) > _SOURCES_AT_MOST:
        sources = [ANYWHERE]  # the load balancer's security group still names each source
    for source in sources:
        inward += [Passage(HTTPS, source), Passage(HTTP, source)]
        outward.append(Passage(ANSWERS_TO_GATEWAYS, source))


def _numbered(passages: Iterable[Passage]) -> Iterable[tuple[int, Passage]]:
    return zip(range(100, 32000, 10), passages, strict=False)
