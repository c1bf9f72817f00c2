"""What AWS refuses because of what else is in the account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hds_blueprint.simulated_aws.argument_classes import ResourceType
from hds_blueprint.simulated_aws.world import World, WorldResource

Find = Callable[[str], WorldResource | None]
"""Looks a resource up by id, ARN or physical name."""

WAITS_BEFORE_DELETION: Final = frozenset({"aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"})
"""Types that stay in the account, unusable, for a waiting period after their deletion."""


def check_create(
    world: World,
    find: Find,
    resource_type: ResourceType,
    inputs: Mapping[str, Any],
    region: str,
    account: str,
) -> None:
    """Raise AwsError where AWS would not make this resource."""


def check_update(
    world: World, find: Find, resource_type: ResourceType, inputs: Mapping[str, Any], found: WorldResource
) -> None:
    """Raise AwsError where AWS would not change the resource to these inputs."""


def check_delete(world: World, found: WorldResource) -> None:
    """Raise AwsError where AWS would not delete this resource."""
