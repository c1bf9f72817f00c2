"""Regions: where a resource is, and where it can send data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hds_blueprint.graph.model import Join, Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.values import Found, entries, get, is_open, within

# Services without a region, or whose resources hold no data of their own: identities, DNS,
# certificates. Their control planes are in us-east-1, whatever the provider's region.
GLOBAL_MODULES = ("iam", "route53", "route53domains", "organizations", "acm", "identitystore", "ssoadmin")
# Inputs of a type that name further regions: list, then the region's key in each entry.
REPLICA_REGIONS: dict[str, tuple[str, str]] = {
    "aws:secretsmanager/secret:Secret": ("replicas", "region"),
    "aws:dynamodb/table:Table": ("replicas", "regionName"),
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": (
        "replicationConfiguration.rules",
        "destinations",
    ),
    "aws:ssmincidents/replicationSet:ReplicationSet": ("regions", "name"),
    "aws:backup/reportPlan:ReportPlan": ("reportSetting.regions", ""),
    "aws:cfg/configurationAggregator:ConfigurationAggregator": ("accountAggregationSource.regions", ""),
}
# Policies name resources without sending anything to them.
INPUTS_WITHOUT_DESTINATIONS = frozenset(
    ("policy", "assumeRolePolicy", "accessPolicy", "inlinePolicies", "tags", "tagsAll", "permissionsBoundary")
)
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:([a-z]{2,4}(?:-[a-z]+)+-[0-9]):")


def is_global(resource: Resource) -> bool:
    """Whether the resource's region says nothing of where data are."""
    module = resource.type.split(":")[1].split("/")[0]
    return module in GLOBAL_MODULES or get(resource, "scope") == "CLOUDFRONT"


def region_of(resource: Resource, facts: Facts) -> str | None:
    """The region of a resource: its own argument, else its provider's; None where it is not known."""
    own = get(resource, "region")
    if isinstance(own, str):
        return own
    if is_open(own):
        return None
    if resource.region is not None:
        return resource.region
    provider = facts.graph.by_urn.get(resource.provider or "")
    region = get(provider, "region") if provider else None
    return region if isinstance(region, str) else None


def region_in_arn(text: Found) -> str | None:
    """The region that an ARN names, also one with references inside; None for anything else."""
    start = text.parts[0] if isinstance(text, Join) else text
    match = _ARN.match(start) if isinstance(start, str) else None
    return match[1] if match else None


def replica_regions(resource: Resource) -> Iterator[tuple[str, Found]]:
    """The further regions that a resource keeps copies in, with their paths."""
    listing, key = REPLICA_REGIONS[resource.type]
    for path, entry in entries(get(resource, listing), listing):
        if key == "destinations":
            for place, destination in entries(within(entry, key), f"{path}.{key}"):
                yield f"{place}.region", within(destination, "region")
        elif key:
            yield f"{path}.{key}", within(entry, key)
        else:
            yield path, entry
