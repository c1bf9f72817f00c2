"""What instances and clusters of databases have in common: place, parameters, logs, monitoring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.data_files import table
from hds_blueprint.components.database_engines import Engine
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.policy_documents import Statement, Text
from hds_blueprint.components.roles import ServiceRole, service_role
from hds_blueprint.hosting.maintenance import database_backup_window
from hds_blueprint.hosting.stores import Database

MASTER_USER = "hds_owner"  # `postgres` and `admin` are the first names that an attacker tries
MONITORING_SECONDS = 60
INSIGHTS_DAYS = 465  # what the advanced mode of Database Insights asks for (Amazon RDS user guide)
CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1"
# Hours in UTC, night in the EEA; the central backup starts at 05:00, away from both windows,
# because AWS Backup refuses jobs close to them.
BACKUP_WINDOW = database_backup_window()
MAINTENANCE_WINDOW = "sun:02:30-sun:03:30"


def subnet_group(
    name: str, *, parent: Component, database: str, subnets: Sequence[aws.ec2.Subnet]
) -> aws.rds.SubnetGroup:
    """The data tier for one database."""
    return aws.rds.SubnetGroup(
        name,
        name=parent.scope.physical_name(name),
        description=f"Data tier of the database {database}",
        subnet_ids=[subnet.id for subnet in subnets],
        # RDS moves no instance to another group of the same network
        opts=parent.child(ignore_changes=["name"]),
    )


def export_groups(
    name: str,
    *,
    parent: Component,
    kind: str,
    identifier: str,
    engine: Engine,
    retention_months: int,
    key: aws.kms.Key,
) -> list[aws.cloudwatch.LogGroup]:
    """A group for each exported log of an `instance` or a `cluster` (`kind`).

    RDS writes to these names; a group that it creates itself is neither ours nor bounded.
    """
    return [
        log_group(
            f"{name}-{export}",
            parent=parent,
            retention_months=retention_months,
            key=key,
            physical_name=f"/aws/rds/{kind}/{identifier}/{export}",
        )
        for export in engine.exports
    ]


def parameter_group_name(parent: Component, name: str, engine: Engine) -> str:
    """A name for each family: a major upgrade needs a group of another family beside the one in use."""
    family = engine.family.replace(".", "-")
    if family.startswith("postgres"):
        family = family.replace("postgres", "postgresql")
    return parent.scope.physical_name(name, family, maximum=255)


def _settings(engine: Engine) -> list[dict[str, str]]:
    return [
        {
            "name": parameter["name"],
            "value": str(parameter["value"]),
            "apply_method": parameter.get("apply", "immediate"),
        }
        for parameter in engine.parameters
    ]


def instance_parameters(
    name: str, *, parent: Component, database: str, engine: Engine
) -> aws.rds.ParameterGroup:
    """The parameter group of an instance."""
    return aws.rds.ParameterGroup(
        name,
        name=parameter_group_name(parent, name, engine),
        family=engine.family,
        description=f"TLS, passwords and audit of the database {database}",
        parameters=[aws.rds.ParameterGroupParameterArgs(**each) for each in _settings(engine)],
        opts=parent.child(),
    )


def cluster_parameters(
    name: str, *, parent: Component, database: str, engine: Engine
) -> aws.rds.ClusterParameterGroup:
    """The parameter group of a cluster, which holds for each of its instances."""
    return aws.rds.ClusterParameterGroup(
        name,
        name=parameter_group_name(parent, name, engine),
        family=engine.family,
        description=f"TLS, passwords and audit of the database {database}",
        parameters=[aws.rds.ClusterParameterGroupParameterArgs(**each) for each in _settings(engine)],
        opts=parent.child(),
    )


def audit_options(name: str, *, parent: Component, database: Database) -> aws.rds.OptionGroup | None:
    """The option group with MySQL's audit plugin; None for an engine that audits by its parameters."""
    if database.engine != "mysql":
        return None
    plugin: dict[str, Any] = table("database_engines")["audit_plugin"]
    return aws.rds.OptionGroup(
        name,
        name=parent.scope.physical_name(
            name, f"mysql{database.major_version}".replace(".", "-"), maximum=255
        ),
        engine_name="mysql",
        major_engine_version=database.major_version,
        option_group_description=f"Audit of the database {name}",
        options=[
            aws.rds.OptionGroupOptionArgs(
                option_name=plugin["option"],
                option_settings=[
                    aws.rds.OptionGroupOptionOptionSettingArgs(name=setting, value=value)
                    for setting, value in plugin["settings"].items()
                ],
            )
        ],
        # a service that is renamed keeps the group that its database has
        opts=parent.child(ignore_changes=["name"]),
    )


def monitoring_role(name: str, *, parent: Component, database: str, identifier: str) -> ServiceRole:
    """The role by which RDS writes the operating system's measures; `identifier` may end with `*`."""
    scope = parent.scope
    group = scope.arn("logs", "log-group:RDSOSMetrics")
    return service_role(
        f"{name}-monitoring",
        parent=parent,
        service="monitoring.rds.amazonaws.com",
        description=f"Writes the operating system's measures of the database {database}",
        source_arn=scope.arn("rds", f"db:{identifier}"),
        statements=[
            Statement(
                sid="MeasuresGroup",
                actions=["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
                resources=[group],
            ),
            Statement(
                sid="Measures",
                actions=[
                    "logs:CreateLogStream",
                    "logs:DescribeLogStreams",
                    "logs:GetLogEvents",
                    "logs:PutLogEvents",
                ],
                resources=[pulumi.Output.concat(group, ":log-stream:*")],
            ),
        ],
    )


def sign_in(parent: Component, resource_id: Text, user: str | None) -> list[Statement]:
    """What a role needs to sign in as the document's user of a database, without a password.

    Source: Amazon RDS user guide, "Creating and using an IAM policy for IAM database access".
    """
    if user is None:
        return []
    return [
        Statement(
            sid="SignInToDatabase",
            actions=["rds-db:connect"],
            resources=[
                pulumi.Output.format("{0}:{1}/{2}", parent.scope.arn("rds-db", "dbuser"), resource_id, user)
            ],
        )
    ]


def capacity(database: Database) -> aws.rds.ClusterServerlessv2ScalingConfigurationArgs | None:
    """Between what a serverless cluster grows and shrinks; None for other classes."""
    if database.instance_class != "db.serverless":
        return None
    return aws.rds.ClusterServerlessv2ScalingConfigurationArgs(
        min_capacity=database.min_capacity, max_capacity=database.max_capacity
    )


def cluster_instance(
    name: str,
    *,
    parent: Component,
    cluster: aws.rds.Cluster,
    database: Database,
    engine: Engine,
    key: aws.kms.Key,
    monitoring: ServiceRole,
    subnets: aws.rds.SubnetGroup,
    maintenance: str,
    number: int,
    zone: str,
) -> aws.rds.ClusterInstance:
    """One instance of a cluster; those with smaller numbers (from 0) take over first."""
    return aws.rds.ClusterInstance(
        name,
        identifier=parent.scope.physical_name(name),
        cluster_identifier=cluster.id,
        engine=aws.rds.EngineType(engine.aws_name),
        engine_version=cluster.engine_version,
        instance_class=database.instance_class,
        availability_zone=zone,
        promotion_tier=number,
        publicly_accessible=False,
        db_subnet_group_name=subnets.name,
        preferred_maintenance_window=maintenance,
        copy_tags_to_snapshot=True,
        auto_minor_version_upgrade=True,
        apply_immediately=False,
        ca_cert_identifier=CERTIFICATE_AUTHORITY,
        monitoring_interval=MONITORING_SECONDS,
        monitoring_role_arn=monitoring.arn,
        performance_insights_enabled=True,
        performance_insights_kms_key_id=key.arn,
        performance_insights_retention_period=INSIGHTS_DAYS,
        # an instance holds no data: a zone that is added later moves none all the same
        opts=parent.child(
            depends_on=monitoring.permissions,
            ignore_changes=["identifier", "availabilityZone", "dbSubnetGroupName"],
        ),
    )
