"""Pulumi programs that the tests record."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.graph.model import Resource, ResourceGraph
from hds_blueprint.graph.program import record

SECRET = "correct-horse-battery-staple"


class Group(pulumi.ComponentResource):
    """A component as ours are: it names its section of the document."""

    def __init__(self, name: str, document: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("hds:group:Group", name, {"document": document}, opts)


def recorded(program: Any, **arguments: Any) -> ResourceGraph:
    return record(program, project="clinic", stack="test", **arguments)


def named(graph: ResourceGraph, name: str, type_part: str = "") -> Resource:
    """The one resource of this name whose type contains a part."""
    (found,) = [r for r in graph.resources if r.name == name and type_part in r.type]
    return found


def urn(types: str, name: str) -> str:
    return f"urn:pulumi:test::clinic::{types}::{name}"


def storage() -> None:
    """A key, a bucket that uses it, policies as JSON texts, a database with a secret."""
    provider = aws.Provider("paris", region="eu-west-3")
    group = Group("data", "buckets.documents", pulumi.ResourceOptions(providers=[provider], protect=True))
    options = pulumi.ResourceOptions(parent=group)
    key = aws.kms.Key("key", enable_key_rotation=True, deletion_window_in_days=30, opts=options)
    bucket = aws.s3.Bucket("documents", bucket="known-name", tags={"key": key.arn}, opts=options)
    aws.s3.BucketPolicy(
        "policy",
        bucket=bucket.bucket,
        policy=pulumi.Output.json_dumps(
            {"Statement": [{"Resource": [bucket.arn, pulumi.Output.concat(bucket.arn, "/*")]}]}
        ),
        opts=options,
    )
    aws.s3.BucketServerSideEncryptionConfiguration(
        "encryption",
        bucket=bucket.id,
        rules=[
            {
                "apply_server_side_encryption_by_default": {
                    "sse_algorithm": "aws:kms",
                    "kms_master_key_id": key.arn,
                }
            }
        ],
        opts=options,
    )
    database = aws.rds.Instance(
        "records",
        engine="postgres",
        instance_class="db.m7g.large",
        password=pulumi.Output.secret(SECRET),
        kms_key_id=key.arn,
        opts=options,
    )
    aws.ssm.Parameter("password", type="SecureString", value=database.password)
    aws.sns.Topic("port", display_name=database.port.apply(str))
    pulumi.export("bucket", bucket.arn)
    pulumi.export("password", database.password)
