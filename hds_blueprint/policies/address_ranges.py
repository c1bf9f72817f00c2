"""Ranges of addresses: which stand for the internet, however they are written."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

# Amazon S3 takes wider ranges than these for public ("Blocking public access to your Amazon S3 storage",
# the meaning of public); the same bounds serve for security groups.
NARROW_V4, NARROW_V6 = 8, 32
PRIVATE_V6 = IPv6Network("fc00::/7")  # unique local addresses, RFC 4193


def is_broad(text: object) -> bool:
    """Whether a range in CIDR notation is so wide that it stands for the internet.

    Written in any form (`0::/0`, `64.0.0.0/2`); a text that is no range is not one.
    """
    if not isinstance(text, str):
        return False
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        return False
    if isinstance(network, IPv4Network):
        return network.prefixlen < NARROW_V4
    return network.prefixlen < NARROW_V6 and not network.subnet_of(PRIVATE_V6)
