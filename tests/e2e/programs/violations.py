"""What the policy pack refuses, in a production stack; the configuration chooses which."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

WHICH = pulumi.Config("test").get("violation") or "all"
pulumi.ComponentResource("hds:platform:Platform", "platform", {"profile": "production", "healthData": True})
main = aws.Provider("main", region="eu-west-3")
here = pulumi.ResourceOptions(provider=main)
administrators = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
    "Action": "kms:*",
    "Resource": "*",
}
policy = json.dumps({"Version": "2012-10-17", "Statement": [administrators]})
key = aws.kms.Key("key", description="data", enable_key_rotation=True, policy=policy, opts=here)

if WHICH in ("all", "database"):
    aws.rds.Instance(
        "records",
        identifier="records",
        engine="postgres",
        instance_class="db.t4g.medium",
        allocated_storage=20,
        username="records",
        manage_master_user_password=True,
        storage_encrypted=False,
        opts=here,
    )
if WHICH in ("all", "replica"):
    abroad = aws.Provider("abroad", region="us-east-1")
    copy = aws.s3.Bucket("copy", bucket="copy-123456789012", opts=pulumi.ResourceOptions(provider=abroad))
    source = aws.s3.Bucket("source", bucket="source-123456789012", opts=here)
    aws.s3.BucketReplicationConfig(
        "source",
        bucket=source.id,
        role="arn:aws:iam::123456789012:role/replication",
        rules=[{"status": "Enabled", "destination": {"bucket": copy.arn}}],
        opts=here,
    )
if WHICH in ("all", "group"):
    aws.ec2.SecurityGroup(
        "open",
        description="open to everybody",
        ingress=[{"protocol": "tcp", "from_port": 5432, "to_port": 5432, "cidr_blocks": ["0.0.0.0/0"]}],
        opts=here,
    )
if WHICH == "unknown":
    # a trail, without which a production stack would be refused anyway; as a component it needs no provider
    recorded = {"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}
    pulumi.ComponentResource(
        "aws:cloudtrail/trail:Trail",
        "audit",
        {
            "kmsKeyId": key.arn,
            "enableLogFileValidation": True,
            "isMultiRegionTrail": True,
            "eventSelectors": [{"includeManagementEvents": True, "dataResources": [recorded]}],
        },
    )
    # the acts that somebody must hear of, as components too
    acts = {"eventName": ["DeleteTrail", "StopLogging"]}, {"userIdentity": {"type": ["Root"]}}
    for name, detail in zip(("trail-ended", "root-used"), acts, strict=True):
        pattern = {"name": name, "eventPattern": json.dumps({"detail": detail})}
        pulumi.ComponentResource("aws:cloudwatch/eventRule:EventRule", name, pattern)
        pulumi.ComponentResource(
            "aws:cloudwatch/eventTarget:EventTarget",
            name,
            {"rule": name, "arn": "arn:aws:sns:eu-west-3:1:told"},
        )
    # who is let in is only known once the key exists
    source = key.arn.apply(lambda arn: "0.0.0.0/0" if arn.startswith("arn:") else "10.0.0.0/8")
    aws.ec2.SecurityGroup(
        "open",
        description="open to everybody",
        ingress=[{"protocol": "tcp", "from_port": 5432, "to_port": 5432, "cidr_blocks": [source]}],
        opts=here,
    )
