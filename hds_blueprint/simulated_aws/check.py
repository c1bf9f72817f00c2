"""The whole of Check: what is wrong with the inputs, and what the provider adds to them."""

from __future__ import annotations

from typing import Any

from hds_blueprint.simulated_aws import checking, constraints, naming
from hds_blueprint.simulated_aws.argument_classes import ResourceType
from hds_blueprint.simulated_aws.checking import Failure
from hds_blueprint.simulated_aws.naming import DEFAULTS, Autonaming
from hds_blueprint.simulated_aws.operations import ProviderState, with_secrets
from hds_blueprint.simulated_aws.world import World


def check_inputs(
    world: World,
    kind: ResourceType,
    *,
    name: str,
    urn: str,
    news: dict[str, Any],
    olds: dict[str, Any],
    state: ProviderState,
    autonaming: Autonaming | None,
) -> tuple[dict[str, Any], list[Failure]]:
    """The inputs as the provider completes them, and everything wrong with them.

    `news` are the program's inputs, `olds` those of the last Check (empty for a new resource and
    for the new one of a replacement). Added are: the physical name, the region, `tagsAll`,
    constants, and under `__defaults` the names of what was added, as the real provider does.
    """
    inputs = {key: value for key, value in news.items() if not key.startswith(checking.INTERNAL_PREFIX)}
    # Marked, so that no message shows a secret, also one that the program gave in plain text.
    failures = checking.failures(with_secrets(kind, inputs), kind.inputs)
    added: dict[str, Any] = naming.constants(kind, inputs)

    def taken(physical_name: str) -> bool:
        return bool(world.find(type=kind.token, physical_name=physical_name))

    named = naming.physical_name(kind, name, urn, inputs, olds, taken, autonaming)
    if named:
        added[named[0]] = named[1]
    completed: dict[str, Any] = {**inputs, **added}
    if "region" in kind.inputs and inputs.get("region") is None:
        completed["region"] = state.region
    tags = naming.all_tags(kind, inputs, state.default_tags)
    if tags is not None:
        completed["tagsAll"] = tags
    failures += constraints.failures(kind, with_secrets(kind, completed))
    completed[DEFAULTS] = sorted(added)
    return completed, failures
