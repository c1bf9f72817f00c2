"""Restore tests: backups are brought back on a schedule, looked at and thrown away (AWS Backup)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.roles import ServiceRole
from hds_blueprint.components.schedules import every
from hds_blueprint.components.store import BackedUp
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
    stores: Mapping[str, BackedUp],
) -> None:
    """A plan that restores the latest recovery point of every data store, once in each interval.

    What comes back stands where the original does, never in a default network (`restored_with`).
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
    for store_name, store in stores.items():
        aws.backup.RestoreTestingSelection(
            store_name,
            name=_identifier(parent, store_name),
            restore_testing_plan_name=plan.name,
            iam_role_arn=role.arn,
            protected_resource_type=store.kind,
            protected_resource_arns=[store.arn],
            restore_metadata_overrides=store.restored_with or None,
            validation_window_hours=_VALIDATION_HOURS,
            opts=parent.child(depends_on=role.permissions),
        )


def _identifier(parent: Component, name: str) -> str:
    # AWS takes letters, digits and underscores here, 50 characters at most
    return parent.scope.physical_name(name, maximum=50).replace("-", "_")
