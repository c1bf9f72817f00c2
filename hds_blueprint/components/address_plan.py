"""How the address range of the network is cut into subnets."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network

ZONE_LETTERS = "abc"
# Each tier owns four of the sixteen equal parts, so that a zone that is added later moves no subnet.
_TIERS = {"private": 0, "data": 4, "public": 8}


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
    """The subnets of a tier (`public`, `private` or `data`), one in each of so many zones.

    Zones go by their letters, which every region of the EEA with three zones has as a, b and c.

    Raises:
        ValueError: the network is smaller than /24, so that a sixteenth would be smaller than the
            /28 that AWS allows (Amazon VPC user guide, "Subnet sizing").
    """
    if network.prefixlen > 24:
        raise ValueError(f"{network} is too small for subnets: /24 or wider is needed")
    parts = list(network.subnets(prefixlen_diff=4))
    first = _TIERS[tier]
    return [SubnetPlan(tier, ZONE_LETTERS[zone], parts[first + zone]) for zone in range(zones)]
