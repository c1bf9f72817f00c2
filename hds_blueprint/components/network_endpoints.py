"""Private ways from the network to AWS services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.data_files import table
from hds_blueprint.components.policy_documents import ANYONE, Statement, policy_document
from hds_blueprint.components.scope import Scope


def gateway_endpoints(
    parent: Component, vpc: aws.ec2.Vpc, route_tables: Sequence[aws.ec2.RouteTable]
) -> dict[str, aws.ec2.VpcEndpoint]:
    """The endpoints of S3 and DynamoDB, which cost nothing, by service name."""
    services: dict[str, Any] = table("network_endpoints")["gateway"]
    return {
        service: aws.ec2.VpcEndpoint(
            service,
            vpc_id=vpc.id,
            service_name=f"{parent.scope.endpoint_prefix}.{parent.scope.region}.{service}",
            vpc_endpoint_type="Gateway",
            route_table_ids=[route_table.id for route_table in route_tables],
            policy=policy_document(*_gateway_statements(parent.scope, service, entry["actions"])),
            opts=parent.child(),
        )
        for service, entry in services.items()
    }


def interface_endpoints(
    parent: Component,
    vpc: aws.ec2.Vpc,
    subnets: Sequence[aws.ec2.Subnet],
    group: aws.ec2.SecurityGroup,
    *,
    internet: bool,
    sections: frozenset[str] = frozenset(),
) -> dict[str, aws.ec2.VpcEndpoint]:
    """The endpoints that workloads need, by service name; fewer where `internet` is another way.

    `sections` are those of the document that hold stores: some services serve one of them only.

    Cost: about 8 USD a month for each endpoint and zone.
    """
    services: dict[str, Any] = table("network_endpoints")["interface"]
    return {
        service: aws.ec2.VpcEndpoint(
            service.replace(".", "-"),
            vpc_id=vpc.id,
            service_name=f"{parent.scope.endpoint_prefix}.{parent.scope.region}.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=[subnet.id for subnet in subnets],
            security_group_ids=[group.id],
            policy=policy_document(_own_principals(parent.scope, entry["actions"])),
            opts=parent.child(),
        )
        for service, entry in services.items()
        if not (internet and entry["without_nat"]) and entry.get("section", "") in {"", *sections}
    }


def _own_principals(scope: Scope, actions: Sequence[str]) -> Statement:
    # Resources are `*` since the endpoint is only the way: each role's own policy names them.
    return Statement(
        sid="OwnPrincipalsOnly",
        principals=ANYONE,
        actions=actions,
        resources=["*"],
        conditions={"StringEquals": {"aws:PrincipalAccount": scope.account_id}},
    )


def _gateway_statements(scope: Scope, service: str, actions: Sequence[str]) -> list[Statement]:
    own_resources = Statement(
        sid="OwnPrincipalsAndResources",
        principals=ANYONE,
        actions=actions,
        resources=["*"],
        conditions={
            "StringEquals": {
                "aws:PrincipalAccount": scope.account_id,
                # data cannot leave for a bucket or table of somebody else's account
                "aws:ResourceAccount": scope.account_id,
            }
        },
    )
    if service != "s3":
        return [own_resources]
    # ECR keeps the layers of images in a bucket of its own in each region, read with its own
    # principals. Source: Amazon ECR user guide, "Amazon ECR interface VPC endpoints".
    layers = pulumi.Output.format(
        "arn:{0}:s3:::prod-{1}-starport-layer-bucket/*", scope.partition, scope.region
    )
    return [
        own_resources,
        Statement(sid="ImageLayers", principals=ANYONE, actions=["s3:GetObject"], resources=[layers]),
    ]
