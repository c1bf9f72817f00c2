"""Facts of regions: partition, zones, accounts of AWS's own services."""

from __future__ import annotations

from typing import Any

from hds_blueprint.simulated_aws.data_files import table


def partition_of(region: str) -> tuple[str, str]:
    """The partition of a region and the DNS suffix of its endpoints."""
    partitions: dict[str, Any] = table("regions.yaml")["partitions"]
    for partition, facts in reversed(partitions.items()):
        if any(region.startswith(prefix) for prefix in facts["prefixes"]):
            return partition, facts["suffix"]
    raise AssertionError("the prefix of the first partition is empty")


def region_facts(region: str) -> dict[str, Any] | None:
    """What data/regions.yaml says of a region; None where simulated AWS does not know it."""
    return table("regions.yaml")["regions"].get(region)


def zone_id(zone: str) -> str:
    """The id of a zone by its name: `eu-west-3a` → `euw3-az1`."""
    facts = region_facts(zone[:-1])
    if facts is None or zone[-1] not in facts["zones"]:
        return ""
    return f"{facts['zone_prefix']}-az{facts['zones'].index(zone[-1]) + 1}"
