"""The network: private addresses, room for its subnets, and a way in that matches its exposure."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.requirements import HostingRequirements

_PRIVATE = tuple(IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))  # RFC 1918
# A VPC takes /16 to /28 (Amazon VPC user guide, "VPC CIDR blocks"). The range is cut into sixteen subnets
# (three tiers in up to three zones, with room), none of which may be smaller than /28.
_WIDEST, _NARROWEST = 16, 24
_EVERYWHERE = IPv4Network("0.0.0.0/0")
_CIDR: Location = ("network", "cidr")
_SOURCES: Location = ("network", "ingress", "allowed_sources")
_EXPOSURE: Location = ("network", "ingress", "exposure")


def cidr_private(needs: HostingRequirements) -> Iterator[Complaint]:
    """The network's addresses are private ones (RFC 1918)."""
    cidr = needs.network.cidr
    if not any(cidr.subnet_of(block) for block in _PRIVATE):
        yield Complaint("cidr-public", _CIDR, str(cidr), "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16")


def cidr_size(needs: HostingRequirements) -> Iterator[Complaint]:
    """The network is as wide as AWS allows and its subnets need."""
    cidr = needs.network.cidr
    if not _WIDEST <= cidr.prefixlen <= _NARROWEST:
        code = "cidr-too-wide" if cidr.prefixlen < _WIDEST else "cidr-too-narrow"
        yield Complaint(code, _CIDR, str(cidr), f"/{_WIDEST} - /{_NARROWEST}")


def sources_named(needs: HostingRequirements) -> Iterator[Complaint]:
    """Somebody may reach the service; a private one is open to named ranges only."""
    ingress = needs.network.ingress
    if not ingress.allowed_sources:
        yield Complaint("sources-empty", _SOURCES)
    if ingress.exposure == "private" and _EVERYWHERE in ingress.allowed_sources:
        yield Complaint(
            "private-open-to-all", _SOURCES, "0.0.0.0/0", severity="warning", depends_on=(_EXPOSURE,)
        )


def public_service_named(needs: HostingRequirements) -> Iterator[Complaint]:
    """A public service has a hostname, without which there is no certificate and no TLS."""
    workloads = needs.workloads
    if needs.network.ingress.exposure != "public" or not workloads:
        return
    if all(workload.hostname is None for workload in workloads.values()):
        first = next(iter(workloads))
        yield Complaint(
            "hostname-missing",
            ("workloads", first, "hostname"),
            arguments={"workload": first},
            depends_on=(_EXPOSURE, ("workloads",)),
        )


def egress_has_way_out(needs: HostingRequirements) -> Iterator[Complaint]:
    """Destinations outside need a gateway."""
    if needs.network.egress and needs.network.nat == "none":
        yield Complaint(
            "egress-without-gateway", ("network", "nat"), "none", depends_on=(("network", "egress"),)
        )


def linked_networks_apart(needs: HostingRequirements) -> Iterator[Complaint]:
    """No linked network uses the addresses of this one, or answers would not find their way."""
    for index, vpn in enumerate(needs.network.vpns):
        for place, addresses in enumerate(vpn.ranges):
            if addresses.overlaps(needs.network.cidr):
                yield Complaint(
                    "ranges-overlap",
                    ("network", "vpns", index, "ranges", place),
                    str(addresses),
                    arguments={"cidr": str(needs.network.cidr)},
                    depends_on=(_CIDR,),
                )


def zones_enough_for_services(needs: HostingRequirements) -> Iterator[Complaint]:
    """A load balancer and a group of database subnets each need two zones, even without a standby.

    Sources: Elastic Load Balancing user guide (Application Load Balancers, subnets); Amazon RDS,
    CreateDBSubnetGroup, DBSubnetGroupDoesNotCoverEnoughAZs. Production asks for two zones anyway.
    """
    zones = needs.network.zones
    named = any(workload.hostname is not None for workload in needs.workloads.values())
    if zones < 2 and (named or needs.databases) and needs.service.environment != "production":
        yield Complaint(
            "zones-too-few",
            ("network", "zones"),
            str(zones),
            "≥ 2",
            depends_on=(("databases",), ("workloads",), ("service", "environment")),
        )


CHECKS = (
    cidr_private,
    cidr_size,
    sources_named,
    public_service_named,
    egress_has_way_out,
    linked_networks_apart,
    zones_enough_for_services,
)
