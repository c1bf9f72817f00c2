"""A small stack with one resource of each way in which a resource is found again after a crash."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.tags import RESOURCE, resource_tag


def tags(type_: str, name: str) -> dict[str, str]:
    return {RESOURCE: resource_tag(pulumi.get_project(), pulumi.get_stack(), type_, name)}


# 1: as it is; 2: a changed key; 3: another subnet in its place, and no topic
VERSION = pulumi.Config("test").get("version") or "1"
main = aws.Provider("main", region="eu-west-3")
recovery = aws.Provider("recovery", region="eu-central-1")
here = pulumi.ResourceOptions(provider=main)
there = pulumi.ResourceOptions(provider=recovery)

vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", tags=tags("aws:ec2/vpc:Vpc", "vpc"), opts=here)
subnet = aws.ec2.Subnet(
    "subnet",
    vpc_id=vpc.id,
    cidr_block="10.0.3.0/24" if VERSION == "3" else "10.0.1.0/24",
    tags=tags("aws:ec2/subnet:Subnet", "subnet"),
    opts=pulumi.ResourceOptions(provider=main, replace_on_changes=["cidrBlock"]),
)
table = aws.ec2.RouteTable(
    "table", vpc_id=vpc.id, tags=tags("aws:ec2/routeTable:RouteTable", "table"), opts=here
)
aws.ec2.RouteTableAssociation("association", subnet_id=subnet.id, route_table_id=table.id, opts=here)
key = aws.kms.Key(
    "key",
    description=f"version {VERSION}",
    enable_key_rotation=True,
    tags=tags("aws:kms/key:Key", "key"),
    opts=here,
)
copies = aws.kms.Key("copies", description="elsewhere", tags=tags("aws:kms/key:Key", "copies"), opts=there)
aws.kms.Alias("alias", name="alias/pieces", target_key_id=key.key_id, opts=here)
bucket = aws.s3.Bucket(
    "bucket", bucket="pieces-123456789012", tags=tags("aws:s3/bucket:Bucket", "bucket"), opts=here
)
aws.s3.BucketVersioning(
    "bucket",
    bucket=bucket.id,
    versioning_configuration={"status": "Enabled"},
    opts=pulumi.ResourceOptions(provider=main, protect=True),
)
role = aws.iam.Role(
    "role",
    name="pieces",
    assume_role_policy='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"ecs-tasks.amazonaws.com"}}]}',
    tags=tags("aws:iam/role:Role", "role"),
    opts=here,
)
aws.iam.RolePolicyAttachment(
    "attachment", role=role.name, policy_arn="arn:aws:iam::aws:policy/ReadOnlyAccess", opts=here
)
if VERSION != "3":
    aws.sns.Topic("topic", name="pieces", tags=tags("aws:sns/topic:Topic", "topic"), opts=here)
pulumi.export("vpc", vpc.id)
pulumi.export("bucket", bucket.bucket)
