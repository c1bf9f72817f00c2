"""The network: private addresses, room for its subnets, and a way in that matches its exposure."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, collapse_addresses, ip_address

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.requirements import HostingRequirements

_PRIVATE = tuple(IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))  # RFC 1918
# Addresses that no router of the Internet forwards to: private, shared, loopback, link-local, multicast and
# reserved ones (IANA IPv4 Special-Purpose Address Registry). Those for documentation stay, for examples.
_NOT_ROUTED = (
    *_PRIVATE,
    *(IPv4Network(t) for t in ("0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3")),
)
# A VPC takes /16 to /28 (Amazon VPC user guide, "VPC CIDR blocks"). The range is cut into sixteen subnets
# (three tiers in up to three zones, with room), none of which may be smaller than /28.
_WIDEST, _NARROWEST = 16, 24
_EVERYWHERE = IPv4Network("0.0.0.0/0")
_SHELLS = {22: "SSH", 23: "Telnet", 3389: "RDP", 5900: "VNC", 5985: "WinRM", 5986: "WinRM"}
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
    # two halves are everywhere too
    if ingress.exposure == "private" and _EVERYWHERE in collapse_addresses(ingress.allowed_sources):
        yield Complaint(
            "private-open-to-all", _SOURCES, "0.0.0.0/0", severity="warning", depends_on=(_EXPOSURE,)
        )


def public_service_reachable(needs: HostingRequirements) -> Iterator[Complaint]:
    """A public service lets in somebody of the Internet, where private addresses never come from."""
    ingress = needs.network.ingress
    if ingress.exposure != "public" or not ingress.allowed_sources:
        return
    if all(any(source.subnet_of(block) for block in _PRIVATE) for source in ingress.allowed_sources):
        yield Complaint(
            "public-closed-to-all",
            _SOURCES,
            ", ".join(str(source) for source in ingress.allowed_sources),
            severity="warning",
            depends_on=(_EXPOSURE,),
        )


def no_remote_shell(needs: HostingRequirements) -> Iterator[Complaint]:
    """No workload is a remote shell or desktop: administration goes through recorded sessions (HDS v2,
    activity 5)."""
    for name, workload in needs.workloads.items():
        if workload.port in _SHELLS:
            yield Complaint(
                "remote-shell",
                ("workloads", name, "port"),
                str(workload.port),
                arguments={"service": _SHELLS[workload.port]},
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


def egress_firewall_has_room(needs: HostingRequirements) -> Iterator[Complaint]:
    """Firewall endpoints and NAT gateways get subnets of half a sixteenth each, none below /28."""
    network = needs.network
    if network.inspected and network.cidr.prefixlen > _NARROWEST - 1:
        yield Complaint(
            "cidr-too-narrow-for-firewall",
            _CIDR,
            str(network.cidr),
            f"/{_WIDEST} - /{_NARROWEST - 1}",
            depends_on=(("network", "egress"),),
        )


def gateways_public(needs: HostingRequirements) -> Iterator[Complaint]:
    """The other end of a tunnel is reached over the Internet, at a public address of its own."""
    seen: dict[str, int] = {}
    for index, vpn in enumerate(needs.network.vpns):
        first = seen.setdefault(vpn.gateway, index)
        if first != index:
            yield Complaint(
                "vpn-gateway-shared",
                ("network", "vpns", index, "gateway"),
                vpn.gateway,
                depends_on=(("network", "vpns", first, "gateway"),),
            )
        if any(ip_address(vpn.gateway) in block for block in _NOT_ROUTED):
            yield Complaint("vpn-gateway-private", ("network", "vpns", index, "gateway"), vpn.gateway)


def linked_ranges_distinct(needs: HostingRequirements) -> Iterator[Complaint]:
    """Two customers do not use the same addresses: a packet goes to one place."""
    seen: list[tuple[IPv4Network, Location]] = []
    for index, vpn in enumerate(needs.network.vpns):
        for place, addresses in enumerate(vpn.ranges):
            location: Location = ("network", "vpns", index, "ranges", place)
            for other, first in seen:
                if addresses.overlaps(other):
                    yield Complaint(
                        "linked-ranges-overlap",
                        location,
                        str(addresses),
                        arguments={"other": str(other)},
                        depends_on=(first,),
                    )
            seen.append((addresses, location))


def linked_networks_admitted(needs: HostingRequirements) -> Iterator[Complaint]:
    """A tunnel leads to a service that is reached privately and admits the network behind it."""
    ingress = needs.network.ingress
    for index, vpn in enumerate(needs.network.vpns):
        location: Location = ("network", "vpns", index, "ranges")
        if ingress.exposure == "public":
            if not vpn.reached_ports:
                yield Complaint(
                    "vpn-to-public-service", location, severity="warning", depends_on=(_EXPOSURE,)
                )
            continue
        named = [source for source in ingress.allowed_sources if source != _EVERYWHERE]
        if not any(addresses.subnet_of(source) for addresses in vpn.ranges for source in named):
            yield Complaint(
                "vpn-not-admitted",
                location,
                ", ".join(map(str, vpn.ranges)),
                severity="warning",
                depends_on=(_SOURCES,),
            )


def private_link_has_service(needs: HostingRequirements) -> Iterator[Complaint]:
    """AWS PrivateLink leads to the load balancer of the hostnames."""
    named = any(w.hostname is not None and w.protocol == "http" for w in needs.workloads.values())
    if needs.network.private_link_accounts and not named:
        yield Complaint(
            "private-link-without-service", ("network", "private_link_accounts"), depends_on=(("workloads",),)
        )


def transport_reached(needs: HostingRequirements) -> Iterator[Complaint]:
    """A protocol other than http is for those who come from outside, under a hostname."""
    for name, workload in needs.workloads.items():
        if workload.protocol != "http" and workload.hostname is None:
            yield Complaint(
                "protocol-without-hostname",
                ("workloads", name, "protocol"),
                workload.protocol,
                depends_on=(("workloads", name, "hostname"),),
            )


def transport_encrypted(needs: HostingRequirements) -> Iterator[Complaint]:
    """TCP and UDP pass as they come: the application itself encrypts (TLS, DTLS, SRTP)."""
    for name, workload in needs.workloads.items():
        if workload.protocol in ("tcp", "udp") and workload.hostname is not None:
            yield Complaint(
                "transport-encrypted-by-application",
                ("workloads", name, "protocol"),
                workload.protocol,
                severity="warning",
            )


def transport_health_asked(needs: HostingRequirements) -> Iterator[Complaint]:
    """A network load balancer asks UDP targets on a TCP port (Elastic Load Balancing, health checks)."""
    for name, workload in needs.workloads.items():
        if workload.protocol == "udp" and workload.health_check.port is None:
            yield Complaint(
                "health-port-missing",
                ("workloads", name, "health_check"),
                depends_on=(("workloads", name, "protocol"),),
            )


def transport_ports_distinct(needs: HostingRequirements) -> Iterator[Complaint]:
    """Workloads behind the network load balancer share its addresses, so each has a port of its own."""
    seen: dict[tuple[str, int], str] = {}
    for name, workload in needs.workloads.items():
        if workload.protocol == "http" or workload.hostname is None:
            continue
        layer = "udp" if workload.protocol == "udp" else "tcp"
        first = seen.setdefault((layer, workload.port), name)
        if first != name:
            yield Complaint(
                "transport-port-shared",
                ("workloads", name, "port"),
                str(workload.port),
                arguments={"other": f"workloads.{first}"},
                depends_on=(("workloads", first, "port"),),
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
    public_service_reachable,
    no_remote_shell,
    public_service_named,
    egress_has_way_out,
    egress_firewall_has_room,
    linked_networks_apart,
    linked_ranges_distinct,
    linked_networks_admitted,
    gateways_public,
    private_link_has_service,
    transport_reached,
    transport_encrypted,
    transport_health_asked,
    transport_ports_distinct,
    zones_enough_for_services,
)
