"""Rules of machine images and snapshots: who may use them, how copies are kept."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key, is_true
from hds_blueprint.policies.choices import is_absent, is_none_of, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, boolean, get

IMAGE = "aws:ec2/ami:Ami"
IMAGE_COPY = "aws:ec2/amiCopy:AmiCopy"
LAUNCH_PERMISSION = "aws:ec2/amiLaunchPermission:AmiLaunchPermission"
IMAGE_BLOCK = "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess"
SNAPSHOT_BLOCK = "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess"
SNAPSHOT_COPY = "aws:ebs/snapshotCopy:SnapshotCopy"
SNAPSHOT_PERMISSION = "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission"


@rule("ec2-image-private", LAUNCH_PERMISSION)
def image_private(permission: Resource, facts: Facts) -> Outcome:
    return is_none_of(permission, "group", "all")


@rule("ec2-image-shared-within-organization", LAUNCH_PERMISSION)
def image_within_organization(permission: Resource, facts: Facts) -> Outcome:
    # a group other than everybody does not exist; accounts one by one escape the organisation's policies
    return is_absent(permission, "accountId") if get(permission, "group") is MISSING else not_applicable()


@rule("ec2-images-public-access-blocked", IMAGE_BLOCK)
def images_blocked(block: Resource, facts: Facts) -> Outcome:
    return is_one_of(block, "state", "block-new-sharing")


@rule("ec2-image-copy-encrypted", IMAGE_COPY)
def image_copy_encrypted(copy: Resource, facts: Facts) -> Outcome:
    return is_true(copy, "encrypted")


@rule("ec2-image-copy-customer-key", IMAGE_COPY)
def image_copy_key(copy: Resource, facts: Facts) -> Outcome:
    return _under_own_key(copy, facts)


@rule("ec2-image-metadata-v2", IMAGE)
def image_metadata_v2(image: Resource, facts: Facts) -> Outcome:
    return is_one_of(image, "imdsSupport", "v2.0")


@rule("ebs-snapshots-public-access-blocked", SNAPSHOT_BLOCK)
def snapshots_blocked(block: Resource, facts: Facts) -> Outcome:
    # `block-new-sharing` leaves open what is public already
    return is_one_of(block, "state", "block-all-sharing")


@rule("ebs-snapshot-copy-encrypted", SNAPSHOT_COPY)
def snapshot_copy_encrypted(copy: Resource, facts: Facts) -> Outcome:
    return is_true(copy, "encrypted")


@rule("ebs-snapshot-copy-customer-key", SNAPSHOT_COPY)
def snapshot_copy_key(copy: Resource, facts: Facts) -> Outcome:
    return _under_own_key(copy, facts)


@rule("ebs-snapshot-private", SNAPSHOT_PERMISSION)
def snapshot_private(permission: Resource, facts: Facts) -> Outcome:
    return is_none_of(permission, "accountId", "all")


def _under_own_key(copy: Resource, facts: Facts) -> Outcome:
    if boolean(get(copy, "encrypted")) is False:
        return not_applicable()  # it fails another rule
    return customer_key(copy, "kmsKeyId", facts)
