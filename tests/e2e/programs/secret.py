"""A database with a password from the stack's encrypted configuration, and an output that holds it."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

password = pulumi.Config("test").require_secret("password")
main = aws.Provider("main", region="eu-west-3")
database = aws.rds.Instance(
    "records",
    identifier="records",
    engine="postgres",
    instance_class="db.t4g.medium",
    allocated_storage=20,
    username="records",
    password=password,
    storage_encrypted=True,
    skip_final_snapshot=True,
    opts=pulumi.ResourceOptions(provider=main),
)
pulumi.export("address", database.address)
pulumi.export("password", database.password)
