from __future__ import annotations

from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import Field

from hds_blueprint.hosting.vocabulary import AccountId, Cidr, Hostname, Section, Text


class Ingress(Section):
    """Who reaches the service."""

    exposure: Literal["public", "private"] = "public"
    allowed_sources: tuple[Cidr, ...] = (IPv4Network("0.0.0.0/0"),)


class Egress(Section):
    """One destination outside that the workloads may reach, and what for."""

    hostname: Hostname
    port: Annotated[int, Field(ge=1, le=65535)] = 443
    reason: Text


class Vpn(Section):
    """A site-to-site tunnel to a network of the customer."""

    customer: Text
    ranges: Annotated[tuple[Cidr, ...], Field(min_length=1)]


class Network(Section):
    """The private network of the service."""

    cidr: Cidr = IPv4Network("10.20.0.0/16")
    zones: Annotated[int, Field(ge=1, le=3)] = 3
    nat: Literal["none", "single", "per-zone"] = "none"
    ingress: Ingress = Ingress.of_defaults()
    egress: tuple[Egress, ...] = ()  # left out: whatever the gateway lets out
    vpns: tuple[Vpn, ...] = ()
    private_link_accounts: tuple[AccountId, ...] = ()  # that reach the service by AWS PrivateLink
