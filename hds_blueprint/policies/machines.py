"""Amazon EC2 machines in the forms that describe them, and the account's defaults that fill gaps."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource, Value
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.places import region_of
from hds_blueprint.policies.values import MISSING, Found, boolean, entries, get, is_open, within

INSTANCE = "aws:ec2/instance:Instance"
SPOT = "aws:ec2/spotInstanceRequest:SpotInstanceRequest"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration"
INSTANCES = (INSTANCE, SPOT)
MACHINES = (*INSTANCES, TEMPLATE, CONFIGURATION)
ENCRYPTION_BY_DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault"
DEFAULT_KEY = "aws:ebs/defaultKmsKey:DefaultKmsKey"
METADATA_DEFAULTS = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"


def follows_template(machine: Resource) -> bool:
    """Whether an instance takes what it does not say itself from a launch template."""
    return machine.type in INSTANCES and get(machine, "launchTemplate") is not MISSING


def disks(machine: Resource) -> Iterator[tuple[str, Value]]:
    """The settings of each volume that comes with a machine, with their paths; open lists as they are."""
    if machine.type == TEMPLATE:
        for path, mapping in entries(get(machine, "blockDeviceMappings"), "blockDeviceMappings"):
            if is_open(mapping):
                yield path, mapping
            elif (volume := within(mapping, "ebs")) is not MISSING:
                yield f"{path}.ebs", volume
        return
    root = get(machine, "rootBlockDevice")
    # each machine starts from a disk, whether the program speaks of it or not
    if root is not MISSING or not follows_template(machine):
        yield "rootBlockDevice", {} if root is MISSING else root
    yield from entries(get(machine, "ebsBlockDevices"), "ebsBlockDevices")


def account_default(machine: Resource, facts: Facts, type_: str, path: str) -> Found:
    """What the account's setting of this type says in the machine's region; MISSING without one."""
    region = region_of(machine, facts)
    for setting in facts.graph.of_type(type_):
        if region_of(setting, facts) == region:
            return get(setting, path)
    return MISSING


def encrypted_by_default(resource: Resource, facts: Facts) -> bool:
    """Whether the graph switches on the encryption of every new volume in the resource's region."""
    region = region_of(resource, facts)
    return any(
        region_of(setting, facts) == region and boolean(get(setting, "enabled")) is not False
        for setting in facts.graph.of_type(ENCRYPTION_BY_DEFAULT)
    )
