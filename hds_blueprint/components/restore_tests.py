"""Restore tests: backups are brought back on a schedule, looked at and thrown away (AWS Backup)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.database import Postgresql
from hds_blueprint.components.roles import ServiceRole
from hds_blueprint.components.schedules import every
from hds_blueprint.components.storage import Bucket
from hds_blueprint.components.vaults import Vault

_WINDOW_DAYS = 30  # a recovery point older than this proves little
_VALIDATION_HOURS = 24  # how long a restored resource lives, so that people can look into it


def restore_tests(
    name: str,
    *,
    parent: Component,
    vault: Vault,
    role: ServiceRole,
    interval: timedelta,
    databases: Mapping[str, Postgresql],
    buckets: Mapping[str, Bucket],
) -> None:
    """A plan that restores the latest recovery point of every data store, once in each interval.

    Databases come back in the data tier with their own security group, never in a default network.
    """
    plan = aws.backup.RestoreTestingPlan(
        name,
        name=_identifier(parent, name),
        schedule_expression=every(interval, path="backup.restore_test_every"),
        start_window_hours=12,
        recovery_point_selection=aws.backup.RestoreTestingPlanRecoveryPointSelectionArgs(
            algorithm="LATEST_WITHIN_WINDOW",
            include_vaults=[vault.vault.arn],
            recovery_point_types=["SNAPSHOT"],
            selection_window_days=_WINDOW_DAYS,
        ),
        opts=parent.child(),
    )
    for database_name, database in databases.items():
        aws.backup.RestoreTestingSelection(
            f"database-{database_name}",
            name=_identifier(parent, f"database-{database_name}"),
            restore_testing_plan_name=plan.name,
            iam_role_arn=role.arn,
            protected_resource_type="RDS",
            protected_resource_arns=[database.instance.arn],
            # AWS infers the default network otherwise, which a well-kept account does not have
            restore_metadata_overrides={
                "dbSubnetGroupName": database.subnet_group.name,
                "vpcSecurityGroupIds": pulumi.Output.from_input([database.security_group.id]).apply(
                    json.dumps
                ),
            },
            validation_window_hours=_VALIDATION_HOURS,
            opts=parent.child(depends_on=role.permissions),
        )
    for bucket_name, bucket in buckets.items():
        aws.backup.RestoreTestingSelection(
            f"bucket-{bucket_name}",
            name=_identifier(parent, f"bucket-{bucket_name}"),
            restore_testing_plan_name=plan.name,
            iam_role_arn=role.arn,
            protected_resource_type="S3",
            protected_resource_arns=[bucket.bucket.arn],
            validation_window_hours=_VALIDATION_HOURS,
            opts=parent.child(depends_on=role.permissions),
        )


def _identifier(parent: Component, name: str) -> str:
    # AWS takes letters, digits and underscores here, 50 characters at most
    return parent.scope.physical_name(name, maximum=50).replace("-", "_")
