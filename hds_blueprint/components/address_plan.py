"""How the address range of the network is cut into subnets."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network

ZONE_LETTERS = "abc"
# Each tier owns four of the sixteen equal parts, so that a zone that is added later moves no subnet.
_TIERS = {"private": 0, "data": 4, "public": 8}
# The last four parts are halved: where a firewall inspects what leaves, its endpoints and the NAT
# gateways stand apart from the load balancer, whose own traffic does not pass through it.
_HALVED = {"firewall": 24, "nat": 25}


@dataclass(frozen=True, slots=True)
class SubnetPlan:
    """One subnet: its tier, its zone's letter and its range."""

    tier: str
    letter: str
    cidr: IPv4Network

    @property
    def name(self) -> str:
        """Logical name: `private-a`."""
        return f"{self.tier}-{self.letter}"


def subnets(network: IPv4Network, tier: str, zones: int) -> list[SubnetPlan]:
    """The subnets of a tier (`public`, `private`, `data`, `firewall` or `nat`), one in each zone.

    Zones go by their letters, which every region of the EEA with three zones has as a, b and c.

    Raises:
        ValueError: the network is smaller than /24 (/23 for the last two tiers), so that a subnet
            would be smaller than the /28 that AWS allows (Amazon VPC user guide, "Subnet sizing").
    """
    halved = tier in _HALVED
    narrowest = 23 if halved else 24
    if network.prefixlen > narrowest:
        raise ValueError(f"{network} is too small for subnets: /{narrowest} or wider is needed")
    parts = list(network.subnets(prefixlen_diff=5 if halved else 4))
    first, step = (_HALVED[tier], 2) if halved else (_TIERS[tier], 1)
    return [SubnetPlan(tier, ZONE_LETTERS[zone], parts[first + step * zone]) for zone in range(zones)]
