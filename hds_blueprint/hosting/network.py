from __future__ import annotations

from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import Field

from hds_blueprint.hosting.vocabulary import Cidr, Section


class Ingress(Section):
    """Who reaches the service."""

    exposure: Literal["public", "private"] = "public"
    allowed_sources: tuple[Cidr, ...] = (IPv4Network("0.0.0.0/0"),)


class Network(Section):
    """The private network of the service."""

    cidr: Cidr = IPv4Network("10.20.0.0/16")
    zones: Annotated[int, Field(ge=1, le=3)] = 3
    nat: Literal["none", "single", "per-zone"] = "none"
    ingress: Ingress = Ingress()
