from __future__ import annotations

from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import Field

from hds_blueprint.hosting.vocabulary import AccountId, Cidr, Hostname, IpAddress, Section, Text

Port = Annotated[int, Field(ge=1, le=65535)]
ZoneId = Annotated[str, Field(max_length=32, pattern=r"^Z[A-Z0-9]+$")]


class Ingress(Section):
    """Who reaches the service."""

    exposure: Literal["public", "private"] = "public"
    allowed_sources: tuple[Cidr, ...] = (IPv4Network("0.0.0.0/0"),)


class Egress(Section):
    """One destination outside that the workloads may reach, and what for."""

    hostname: Hostname
    port: Port = 443
    reason: Text


class Vpn(Section):
    """A site-to-site tunnel to a network of the customer."""

    customer: Text
    gateway: IpAddress
    ranges: Annotated[tuple[Cidr, ...], Field(min_length=1)]
    reached_ports: tuple[Port, ...] = ()  # TCP ports over there that the workloads may reach


class Network(Section):
    """The private network of the service."""

    cidr: Cidr = IPv4Network("10.20.0.0/16")
    zones: Annotated[int, Field(ge=1, le=3)] = 3
    nat: Literal["none", "single", "per-zone"] = "none"
    ingress: Ingress = Ingress.of_defaults()
    egress: tuple[Egress, ...] = ()  # left out: whatever the gateway lets out
    egress_control: Literal["firewall", "names"] = "firewall"  # how the list of `egress` is enforced
    dns_zone: ZoneId | None = None  # the Route 53 zone that the records of hostnames are written to
    vpns: tuple[Vpn, ...] = ()
    private_link_accounts: tuple[AccountId, ...] = ()  # that reach the service by AWS PrivateLink

    @property
    def inspected(self) -> bool:
        """Whether a firewall stands between the workloads and what is outside."""
        return self.nat != "none" and bool(self.egress) and self.egress_control == "firewall"
