"""What AWS refuses of file systems and what belongs to them (Amazon EFS)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hds_blueprint.simulated_aws.errors import refusal
from hds_blueprint.simulated_aws.world import World, WorldResource

Find = Callable[[str], WorldResource | None]

_FILE_SYSTEM: Final = "aws:efs/fileSystem:FileSystem"
_MOUNT_TARGET: Final = "aws:efs/mountTarget:MountTarget"
_REPLICATION: Final = "aws:efs/replicationConfiguration:ReplicationConfiguration"
# What belongs to a file system, with the property that names it.
_PARTS: Final = {
    _MOUNT_TARGET: "fileSystemId",
    "aws:efs/accessPoint:AccessPoint": "fileSystemId",
    "aws:efs/fileSystemPolicy:FileSystemPolicy": "fileSystemId",
    _REPLICATION: "sourceFileSystemId",
}
_TASK: Final = "aws:ecs/taskDefinition:TaskDefinition"


def check(world: World, find: Find, token: str, inputs: Mapping[str, Any], *, new: bool) -> None:
    """Raise AwsError where AWS would not take the file system or the part of one."""
    if token == _FILE_SYSTEM:
        _file_system(world, inputs, new=new)
    elif token in _PARTS:
        file_system = find(str(inputs.get(_PARTS[token])))
        if file_system is None or file_system.type != _FILE_SYSTEM:
            raise refusal("file-system-missing", name=inputs.get(_PARTS[token]))
        if new and token == _MOUNT_TARGET:
            _mount_target(world, find, inputs, file_system)
        if new and token == _REPLICATION and _parts(world, _REPLICATION, file_system):
            raise refusal("file-system-replicated", name=file_system.id)
    elif token == _TASK:
        _volumes(find, inputs)


def check_delete(world: World, found: WorldResource) -> None:
    """Raise AwsError where a file system that is mounted or copied would go."""
    if found.type == _FILE_SYSTEM:
        for type_ in (_MOUNT_TARGET, _REPLICATION):
            if parts := _parts(world, type_, found):
                raise refusal("file-system-in-use", name=found.id, other=parts[0].id)


def _file_system(world: World, inputs: Mapping[str, Any], *, new: bool) -> None:
    if inputs.get("kmsKeyId") and inputs.get("encrypted") is not True:
        raise refusal("file-system-key")
    provisioned = inputs.get("throughputMode") == "provisioned"
    if provisioned != (inputs.get("provisionedThroughputInMibps") is not None):
        raise refusal("file-system-throughput")
    token = inputs.get("creationToken")
    if new and token is not None:
        for other in world.find(type=_FILE_SYSTEM):
            if other.inputs.get("creationToken") == token:
                raise refusal("file-system-exists", token=token, name=other.id)


def _mount_target(world: World, find: Find, inputs: Mapping[str, Any], file_system: WorldResource) -> None:
    """One in each zone, all in one network, and for One Zone storage in that zone only."""
    subnet = find(str(inputs.get("subnetId")))
    if subnet is None:
        return  # a missing subnet is refused elsewhere
    zone = subnet.outputs.get("availabilityZone")
    if file_system.inputs.get("availabilityZoneName") not in (None, zone):
        raise refusal("file-system-zone", name=file_system.id, zone=zone)
    for other in _parts(world, _MOUNT_TARGET, file_system):
        beside = find(str(other.inputs.get("subnetId")))
        if beside is None:
            continue
        if beside.inputs.get("vpcId") != subnet.inputs.get("vpcId"):
            raise refusal("mount-target-network", name=file_system.id)
        if beside.outputs.get("availabilityZone") == zone:
            raise refusal("mount-target-twice", name=file_system.id, zone=zone)


def _volumes(find: Find, inputs: Mapping[str, Any]) -> None:
    """A volume with an access point is encrypted in transit and has no directory of its own."""
    for volume in inputs.get("volumes") or []:
        settings = volume.get("efsVolumeConfiguration") if isinstance(volume, Mapping) else None
        if not isinstance(settings, Mapping):
            continue
        authorization = settings.get("authorizationConfig")
        through = isinstance(authorization, Mapping) and (
            authorization.get("accessPointId") or authorization.get("iam") == "ENABLED"
        )
        if through and settings.get("transitEncryption") != "ENABLED":
            raise refusal("volume-without-tls", name=volume.get("name"))


def _parts(world: World, type_: str, file_system: WorldResource) -> list[WorldResource]:
    return [part for part in world.find(type=type_) if part.inputs.get(_PARTS[type_]) == file_system.id]
