"""Rules of other ways to the objects of a bucket: access points, websites, objects open by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import BUCKETS
from hds_blueprint.policies.checks import is_set, is_true
from hds_blueprint.policies.choices import is_none_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.account_guards import BLOCKS
from hds_blueprint.policies.rules.s3 import PUBLIC_ACLS
from hds_blueprint.policies.values import MISSING, get, is_open

ACCESS_POINT = "aws:s3/accessPoint:AccessPoint"
OBJECTS = (
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "aws:s3/objectCopy:ObjectCopy",
)
WEBSITES = (
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
    "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2",
)


@rule("s3-access-point-public-access-blocked", ACCESS_POINT)
def access_point_blocked(point: Resource, facts: Facts) -> Iterator[Outcome]:
    for name in BLOCKS:
        # an access point blocks everything unless it is told otherwise
        yield is_true(point, f"publicAccessBlockConfiguration.{name}", default=True)


@rule("s3-access-point-within-network", ACCESS_POINT)
def access_point_within_network(point: Resource, facts: Facts) -> Outcome:
    return is_set(point, "vpcConfiguration.vpcId")


@rule("s3-object-private", *OBJECTS)
def object_private(each: Resource, facts: Facts) -> Outcome:
    return is_none_of(each, "acl", *PUBLIC_ACLS)


@rule("s3-bucket-without-website", *BUCKETS)
def without_website(bucket: Resource, facts: Facts) -> Outcome:
    # the address of a website has no TLS
    for path in ("website", "websites"):
        own = get(bucket, path)
        if own not in (MISSING, []):
            return unknown(path) if is_open(own) else failed(path)
    attached = facts.attached(bucket, "bucket", *WEBSITES)
    if attached.resources:
        return failed("bucketWebsiteConfiguration", holder=attached.resources[0].urn)
    return unknown("bucketWebsiteConfiguration") if attached.uncertain else passed("website")
