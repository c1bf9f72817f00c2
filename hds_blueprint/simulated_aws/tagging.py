"""The answers of AWS's Resource Groups Tagging API: what carries a tag in a region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hds_blueprint.simulated_aws.regions import partition_of
from hds_blueprint.simulated_aws.world import World, WorldResource


def tagged(arguments: Mapping[str, Any], region: str, account: str, world: World) -> dict[str, Any]:
    """The data source getResources; as in AWS, IAM is not covered, and only live resources are found."""
    filters = [
        (str(item["key"]), list(item.get("values") or [])) for item in arguments.get("tagFilters") or []
    ]
    found = [
        resource
        for resource in world.find(region=region, account=account)
        if resource.status == "live"
        and resource.tags
        and all(
            key in resource.tags and (not values or resource.tags[key] in values) for key, values in filters
        )
    ]
    return {
        "id": "resources",
        "region": region,
        "resourceTagMappingLists": [
            {"resourceArn": _arn(resource), "tags": dict(resource.tags), "complianceDetails": []}
            for resource in found
        ],
    }


def _arn(resource: WorldResource) -> str:
    """The ARN, also of a type whose ARN the provider does not tell."""
    if resource.arn is not None:
        return resource.arn
    service, _, kind = resource.type.removeprefix("aws:").partition("/")
    place = f"{partition_of(resource.region)[0]}:{service}:{resource.region}:{resource.account}"
    return f"arn:{place}:{kind.rpartition(':')[2].lower()}/{resource.id}"
