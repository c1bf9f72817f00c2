"""The arguments that a database of Amazon RDS and its copy in the recovery region have alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi_aws as aws

from hds_blueprint.components import database_parts as parts
from hds_blueprint.components.component import Component
from hds_blueprint.components.database_engines import Engine
from hds_blueprint.components.roles import ServiceRole
from hds_blueprint.hosting.stores import Database


@dataclass(frozen=True, slots=True)
class DatabasePlace:
    """Where a database stands: the component that it belongs to, its subnets, who reaches it, its key."""

    owner: Component
    subnet_group: aws.rds.SubnetGroup
    security_group: aws.ec2.SecurityGroup
    key: aws.kms.Key


def instance_settings(
    name: str,
    database: Database,
    engine: Engine,
    place: DatabasePlace,
    *,
    title: str,
    monitoring: ServiceRole,
    maintenance: str,
) -> dict[str, Any]:
    """The arguments of an instance, whose groups of parameters and options are made with it.

    `title` is the database's name in the document, `maintenance` its weekly window, as RDS writes it.
    """
    parameters = parts.instance_parameters(name, parent=place.owner, database=title, engine=engine)
    audit = parts.audit_options(name, parent=place.owner, database=database)
    return {
        **_settings(database, engine, place),
        "instance_class": database.instance_class,
        "publicly_accessible": False,
        "parameter_group_name": parameters.name,
        "option_group_name": audit.name if audit else None,
        "storage_type": "gp3",
        # the provider takes growth beyond the first size for what it is, not for drift
        "max_allocated_storage": (
            database.max_storage_gb if database.max_storage_gb > database.storage_gb else None
        ),
        "backup_window": parts.BACKUP_WINDOW,
        "maintenance_window": maintenance,
        "auto_minor_version_upgrade": True,
        "allow_major_version_upgrade": False,
        "ca_cert_identifier": parts.CERTIFICATE_AUTHORITY,
        "monitoring_interval": parts.MONITORING_SECONDS,
        "monitoring_role_arn": monitoring.arn,
        "database_insights_mode": "advanced" if engine.insights else "standard",
        "performance_insights_enabled": engine.insights,
        "performance_insights_kms_key_id": place.key.arn if engine.insights else None,
        "performance_insights_retention_period": parts.INSIGHTS_DAYS if engine.insights else None,
    }


def cluster_settings(
    name: str, database: Database, engine: Engine, place: DatabasePlace, *, title: str, maintenance: str
) -> dict[str, Any]:
    """The arguments of a cluster of Aurora, whose group of parameters is made with it."""
    parameters = parts.cluster_parameters(name, parent=place.owner, database=title, engine=engine)
    return {
        **_settings(database, engine, place),
        "db_cluster_parameter_group_name": parameters.name,
        "serverlessv2_scaling_configuration": parts.capacity(database),
        "preferred_backup_window": parts.BACKUP_WINDOW,
        "preferred_maintenance_window": maintenance,
    }


def _settings(database: Database, engine: Engine, place: DatabasePlace) -> dict[str, Any]:
    return {
        "engine": engine.aws_name,
        "port": engine.port,
        "iam_database_authentication_enabled": True,
        "db_subnet_group_name": place.subnet_group.name,
        "vpc_security_group_ids": [place.security_group.id],
        "storage_encrypted": True,
        "kms_key_id": place.key.arn,
        "backup_retention_period": database.point_in_time_days,
        "copy_tags_to_snapshot": True,
        "deletion_protection": place.owner.scope.protect_data,
        "apply_immediately": False,
        "enabled_cloudwatch_logs_exports": list(engine.exports),
    }
