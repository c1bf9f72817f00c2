"""Rules of Amazon EFS: encryption, access points, zones, copies."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key, is_true
from hds_blueprint.policies.choices import has_entries, is_absent, is_none_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get, is_open

FILE_SYSTEM = "aws:efs/fileSystem:FileSystem"
ACCESS_POINT = "aws:efs/accessPoint:AccessPoint"
MOUNT_TARGET = "aws:efs/mountTarget:MountTarget"
COPY = "aws:efs/replicationConfiguration:ReplicationConfiguration"


@rule("efs-storage-encrypted", FILE_SYSTEM)
def storage_encrypted(file_system: Resource, facts: Facts) -> Outcome:
    return is_true(file_system, "encrypted")


@rule("efs-customer-key", FILE_SYSTEM)
def own_key(file_system: Resource, facts: Facts) -> Outcome:
    return customer_key(file_system, "kmsKeyId", facts)


@rule("efs-zones-redundant", FILE_SYSTEM)
def zones_redundant(file_system: Resource, facts: Facts) -> Outcome:
    return is_absent(file_system, "availabilityZoneName") if facts.production else not_applicable()


@rule("efs-access-point-user-forced", ACCESS_POINT)
def user_forced(access_point: Resource, facts: Facts) -> Outcome:
    path = "posixUser.uid"
    uid = get(access_point, path)
    if is_open(uid):
        return unknown(path)
    # root by the access point's own word is no bound
    return failed(path, uid) if uid is MISSING or uid in (0, "0") else passed(path, uid)


@rule("efs-access-point-directory-forced", ACCESS_POINT)
def directory_forced(access_point: Resource, facts: Facts) -> Outcome:
    path = "rootDirectory.path"
    directory = get(access_point, path)
    if is_open(directory):
        return unknown(path)
    bounded = isinstance(directory, str) and directory.strip("/") != ""
    return passed(path, directory) if bounded else failed(path, directory)


@rule("efs-access-point-directory-closed", ACCESS_POINT)
def directory_closed(access_point: Resource, facts: Facts) -> Outcome:
    path = "rootDirectory.creationInfo.permissions"
    permissions = get(access_point, path)
    if is_open(permissions):
        return unknown(path)
    # without it the directory exists already, with permissions of its own
    others = str(permissions)[-1:] if permissions is not MISSING else "0"
    return passed(path, permissions) if others in ("0", "1") else failed(path, permissions)


@rule("efs-mount-target-security-groups-named", MOUNT_TARGET)
def security_groups_named(target: Resource, facts: Facts) -> Outcome:
    return has_entries(target, "securityGroups")


@rule("efs-copy-customer-key", COPY)
def copy_key(copy: Resource, facts: Facts) -> Outcome:
    if get(copy, "destination.fileSystemId") is not MISSING:
        return not_applicable()  # an existing file system keeps its own key
    return customer_key(copy, "destination.kmsKeyId", facts)


@rule("efs-copy-zones-redundant", COPY)
def copy_zones(copy: Resource, facts: Facts) -> Outcome:
    return is_absent(copy, "destination.availabilityZoneName") if facts.production else not_applicable()


@rule("efs-copy-overwrite-refused", FILE_SYSTEM)
def overwrite_refused(file_system: Resource, facts: Facts) -> Outcome:
    return is_none_of(file_system, "protection.replicationOverwrite", "DISABLED")
