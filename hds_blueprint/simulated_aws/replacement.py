"""Which properties force a new resource in AWS."""

from __future__ import annotations

from functools import cache

from hds_blueprint.simulated_aws.argument_classes import ResourceType
from hds_blueprint.simulated_aws.data_files import table


@cache
def _forcing(token: str) -> frozenset[str]:
    facts = table("replacement.json")["types"].get(token, [])
    reviewed = table("replacement.yaml").get(token, {})
    return (frozenset(facts) | frozenset(reviewed.get("add", []))) - frozenset(reviewed.get("remove", []))


def forces_replacement(resource_type: ResourceType, path: str) -> bool:
    """Whether a change at this path (`launchType`, `networkConfiguration.subnets[0]`) makes AWS replace.

    Source: data/replacement.json (generated, its header says from what) and the reviewed
    additions and removals of data/replacement.yaml. A region never changes in place.
    """
    forcing = _forcing(resource_type.token)
    plain = "".join(part for part in path.replace("]", "[").split("[")[::2])
    property_ = plain.split(".")[0]
    if property_ == "region":
        return True
    if path in table("replacement.yaml").get(resource_type.token, {}).get("whole", []):
        return True
    if "*" in forcing and property_ not in ("tags", "tagsAll"):
        return True
    return property_ in forcing or plain in forcing
