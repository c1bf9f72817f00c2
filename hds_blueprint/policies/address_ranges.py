"""Ranges of addresses: which stand for the internet, however they are written."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

# Amazon S3 takes wider ranges than these for public ("Blocking public access to your Amazon S3 storage",
# the meaning of public); the same bounds serve for security groups.
NARROW_V4, NARROW_V6 = 8, 32
PRIVATE_V6 = IPv6Network("fc00::/7")  # unique local addresses, RFC 4193


def is_broad(text: object) -> bool:
    """Whether a range in CIDR notation is so wide that it stands for the internet.

    Written in any form (`0::/0`, `64.0.0.0/2`); a text that is no range is not one.
    """
    network = _network(text)
    return network is not None and _stands_for_internet(network)


def broad_together(texts: Iterable[object]) -> frozenset[str]:
    """Of ranges none of which is broad, those that make one that is: the internet in pieces, side by side."""
    networks = {text: network for text in texts if isinstance(text, str) and (network := _network(text))}
    narrow = {text: each for text, each in networks.items() if not _stands_for_internet(each)}
    fourth = [each for each in narrow.values() if isinstance(each, IPv4Network)]
    sixth = [each for each in narrow.values() if isinstance(each, IPv6Network)]
    joined = [*collapse_addresses(fourth), *collapse_addresses(sixth)]
    whole = [each for each in joined if _stands_for_internet(each)]
    return frozenset(text for text, each in narrow.items() if any(_within(each, wide) for wide in whole))


def _network(text: object) -> IPv4Network | IPv6Network | None:
    if not isinstance(text, str):
        return None
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def _stands_for_internet(network: IPv4Network | IPv6Network) -> bool:
    if isinstance(network, IPv4Network):
        return network.prefixlen < NARROW_V4
    return network.prefixlen < NARROW_V6 and not network.subnet_of(PRIVATE_V6)


def _within(network: IPv4Network | IPv6Network, wide: IPv4Network | IPv6Network) -> bool:
    if isinstance(network, IPv4Network):
        return isinstance(wide, IPv4Network) and network.subnet_of(wide)
    return isinstance(wide, IPv6Network) and network.subnet_of(wide)
