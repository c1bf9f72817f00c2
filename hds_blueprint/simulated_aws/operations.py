"""What simulated AWS does with resources: create, read, update and delete in the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from hds_blueprint.simulated_aws import refusals
from hds_blueprint.simulated_aws.argument_classes import ResourceType
from hds_blueprint.simulated_aws.checking import INTERNAL_PREFIX
from hds_blueprint.simulated_aws.data_files import table
from hds_blueprint.simulated_aws.errors import refusal
from hds_blueprint.simulated_aws.imports import imported
from hds_blueprint.simulated_aws.outputs import Identity, Place, identity, outputs
from hds_blueprint.simulated_aws.values import REDACTED, UNKNOWN, Secret, redact, restore, reveal
from hds_blueprint.simulated_aws.world import ACCOUNT_ID, World, WorldResource

GLOBAL = "global"
"""The region under which the world keeps resources of global services (IAM, Route 53, …)."""

_NAMED_GLOBALLY: Final = frozenset({"aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"})


@dataclass(frozen=True, slots=True)
class ProviderState:
    """How one provider instance of the engine is configured."""

    region: str
    account: str = ACCOUNT_ID
    default_tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """A resource as the engine is told of it."""

    id: str
    outputs: dict[str, Any]
    inputs: dict[str, Any]


def place_of(resource_type: ResourceType, inputs: Mapping[str, Any], state: ProviderState) -> Place:
    """The region and account of a resource: its own `region` before the provider's."""
    own = reveal(inputs.get("region"))
    region = own if isinstance(own, str) and "region" in resource_type.inputs else state.region
    return Place(region, state.account)


def world_region(resource_type: ResourceType, place: Place) -> str:
    """The region under which the world keeps a resource."""
    return place.region if "region" in resource_type.inputs else GLOBAL


def finder(world: World) -> refusals.Find:
    """Look resources up by whatever refers to them: id, ARN, or physical name."""

    def find(reference: str) -> WorldResource | None:
        found = world.find(arn=reference) or world.find(id=reference)
        found = found or world.find(physical_name=reference)
        return found[0] if found else None

    return find


def identify(
    world: World,
    resource_type: ResourceType,
    urn: str,
    inputs: Mapping[str, Any],
    place: Place,
    generation: int,
    revision: int | None = None,
) -> Identity:
    """The identity that a resource has or would have; without `revision` a new one is counted."""
    find = finder(world)

    def outputs_of(reference: str) -> Mapping[str, Any] | None:
        found = find(reference)
        return found.outputs if found else None

    def count(key: str) -> int:
        return world.count(f"revision|{key}") + 1 if revision is None else revision

    return identity(resource_type, urn, inputs, place, generation, outputs_of, count)


def create(
    world: World,
    resource_type: ResourceType,
    name: str,
    urn: str,
    inputs: dict[str, Any],
    state: ProviderState,
) -> Answer:
    """Make a resource. Raises AwsError where AWS would refuse it."""
    place = place_of(resource_type, inputs, state)
    region = world_region(resource_type, place)
    with world.transaction():
        kept = redact(with_secrets(resource_type, inputs))
        refusals.check_create(world, finder(world), resource_type, kept, region, place.account)
        generation = world.count(f"urn|{urn}")
        identified = identify(world, resource_type, urn, inputs, place, generation)
        answered = outputs(resource_type, inputs, identified, place)
        _refuse_duplicate(world, resource_type, identified, answered, region, place.account)
        world.add(
            WorldResource(
                type=resource_type.token,
                id=identified.id,
                region=region,
                account=place.account,
                name=name,
                urn=urn,
                physical_name=identified.physical_name,
                arn=answered["arn"] if isinstance(answered.get("arn"), str) else None,
                tags=_tags(answered),
                generation=generation,
                inputs=kept,
                outputs=redact(answered),
            )
        )
    return Answer(identified.id, answered, inputs)


def previewed(resource_type: ResourceType, inputs: dict[str, Any]) -> dict[str, Any]:
    """Outputs of a resource that is yet to be made: its inputs, and unknown what AWS will say."""
    result = {
        key: value
        for key, value in inputs.items()
        if value is not None and not key.startswith(INTERNAL_PREFIX) and not key.endswith("Wo")
    }
    for key in resource_type.state:
        if not (key.endswith("Wo") and key in resource_type.inputs):
            result.setdefault(key, UNKNOWN)
    return with_secrets(resource_type, result)


def preview_of_update(
    resource_type: ResourceType, olds: dict[str, Any], news: dict[str, Any]
) -> dict[str, Any]:
    """Outputs that a resource will have after an update: its new inputs, and else what it has."""
    kept = {key: value for key, value in olds.items() if key in news or key not in resource_type.inputs}
    inputs = {
        key: value
        for key, value in news.items()
        if value is not None and not key.startswith(INTERNAL_PREFIX) and not key.endswith("Wo")
    }
    return with_secrets(resource_type, {**kept, **inputs})


def with_secrets(resource_type: ResourceType, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with every property marked that pulumi_aws declares secret, whatever the program did."""
    return {
        key: Secret(value)
        if key in resource_type.secrets and value is not None and not isinstance(value, Secret)
        else value
        for key, value in values.items()
    }


def _refuse_duplicate(
    world: World,
    resource_type: ResourceType,
    identified: Identity,
    answered: Mapping[str, Any],
    region: str,
    account: str,
) -> None:
    """AWS makes no second resource of a type with the same id or ARN, nor a bucket whose name is taken.

    What is written by a Put takes the place of the one that is there.
    """
    token, arn = resource_type.token, answered.get("arn")
    if token in _NAMED_GLOBALLY and world.find(type=token, id=identified.id):
        raise refusal("bucket-already-exists", name=identified.id)
    # By key and not by going through all of the type: that would be quadratic in a large world.
    same = world.find(type=token, region=region, account=account, id=identified.id)
    if not same and isinstance(arn, str) and identified.computed.get("arn") == arn:
        same = world.find(type=token, region=region, account=account, arn=arn)
    if same and token in table("puts.yaml"):
        world.remove(same[0])  # written over
    elif same:
        name = identified.physical_name or identified.id
        raise refusal("already-exists", what=token.split(":")[-1], name=name)


def _resource(
    world: World, resource_type: ResourceType, id_: str, known: Mapping[str, Any], state: ProviderState
) -> WorldResource | None:
    """The living resource with this id where the provider looks for it; None where it is gone."""
    place = place_of(resource_type, known, state)
    region = world_region(resource_type, place)
    found = world.find(type=resource_type.token, id=id_, region=region, account=place.account)
    return found[0] if found and found[0].status == "live" else None


def read(
    world: World,
    resource_type: ResourceType,
    id_: str,
    inputs: dict[str, Any],
    properties: dict[str, Any],
    state: ProviderState,
) -> Answer | None:
    """A resource as it is now; None where it is gone.

    `inputs` and `properties` are what the engine knows (empty for an import): secrets come from
    there, since the world holds none. An input that the world now has otherwise is answered as
    the world has it, so that a refresh shows the drift.
    """
    known = inputs or properties
    found = _resource(world, resource_type, id_, known, state)
    if found is None and not properties:
        place = place_of(resource_type, known, state)
        found = imported(world, resource_type.token, id_, world_region(resource_type, place), place.account)
    if found is None or found.status != "live":
        return None
    # Nobody but the engine knows a secret: an import answers none.
    base = inputs or {key: value for key, value in found.inputs.items() if value != REDACTED}
    current = {
        key: restore(found.outputs[key], value)
        if key in found.outputs and not key.startswith(INTERNAL_PREFIX)
        else value
        for key, value in base.items()
    }
    for key, value in list(current.items()):
        if key.startswith(INTERNAL_PREFIX):
            continue  # which inputs the provider chose: the next Check goes by it
        # The engine knew it, and it is no longer there.
        if (key in found.inputs and key not in found.outputs and not key.endswith("Wo")) or value is None:
            del current[key]
    answered = {
        key: restore(value, properties.get(key))
        for key, value in found.outputs.items()
        if value != REDACTED or key in properties
    }
    return Answer(found.id, with_secrets(resource_type, answered), current)


def update(
    world: World,
    resource_type: ResourceType,
    id_: str,
    inputs: dict[str, Any],
    state: ProviderState,
) -> dict[str, Any]:
    """Change a resource in place; the result is its new outputs. Raises AwsError."""
    place = place_of(resource_type, inputs, state)
    with world.transaction():
        found = _resource(world, resource_type, id_, inputs, state)
        if found is None:
            raise refusal("not-found", what=resource_type.token.split(":")[-1], name=id_)
        kept = redact(with_secrets(resource_type, inputs))
        refusals.check_update(world, finder(world), resource_type, kept, found)
        revision = int(found.outputs.get("revision") or 1)
        identified = identify(world, resource_type, found.urn, inputs, place, found.generation, revision)
        identified = Identity(id_, identified.physical_name, identified.computed)
        answered = outputs(resource_type, inputs, identified, place)
        world.put(
            replace(
                found,
                physical_name=identified.physical_name,
                tags=_tags(answered),
                inputs=kept,
                outputs=redact(answered),
            )
        )
    return answered


def delete(
    world: World, resource_type: ResourceType, id_: str, known: dict[str, Any], state: ProviderState
) -> None:
    """Remove a resource; one that is gone already is no error. Raises AwsError where AWS refuses."""
    with world.transaction():
        found = _resource(world, resource_type, id_, known, state)
        if found is None:
            return
        refusals.check_delete(world, found)
        if found.type in refusals.WAITS_BEFORE_DELETION:
            world.put(replace(found, status="pending-deletion"))
        else:
            world.remove(found)


def _tags(answered: Mapping[str, Any]) -> dict[str, str]:
    tags = redact(answered.get("tagsAll") or answered.get("tags") or {})
    return {key: str(value) for key, value in tags.items()} if isinstance(tags, dict) else {}
