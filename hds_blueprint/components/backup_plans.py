"""Backup plans: when the stores of one class are copied, and how long their copies live (AWS Backup)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.roles import ServiceRole
from hds_blueprint.components.schedules import every
from hds_blueprint.components.store import BackedUp
from hds_blueprint.components.vaults import Vault
from hds_blueprint.hosting.backup import BackupClass

_START_MINUTES = 60
_COMPLETION_MINUTES = 720
_MONTHLY = "cron(0 3 1 * ? *)"  # away from the daily backup and the databases' own windows
_NAME_LIMIT = 50  # characters, AWS Backup's limit for names of plans and selections


def backup_plan(
    name: str,
    *,
    parent: Component,
    rules: BackupClass,
    path: str,
    vault: Vault,
    copies: Sequence[Vault],
    role: ServiceRole | None,
    stores: Mapping[str, BackedUp],
) -> aws.backup.Plan:
    """A plan with a regular and a monthly rule, and the stores that it copies.

    Args:
        name: logical name of the plan and of its selection.
        parent: the component that owns them.
        rules: frequency and periods.
        path: where these rules stand in the document.
        vault: where the copies are kept.
        copies: where they are copied to: the recovery region, another account.
        role: what backs up; needed where there are stores.
        stores: what is backed up.

    Raises:
        InputError: AWS Backup has no schedule for the frequency.
    """
    regular = aws.backup.PlanRuleArgs(
        rule_name="regular",
        target_vault_name=vault.vault.name,
        schedule=every(rules.frequency, path=f"{path}.frequency"),
        start_window=_START_MINUTES,
        completion_window=_COMPLETION_MINUTES,
        lifecycle=aws.backup.PlanRuleLifecycleArgs(delete_after=rules.retention_days),
        copy_actions=[
            aws.backup.PlanRuleCopyActionArgs(
                destination_vault_arn=copy.vault.arn,
                lifecycle=aws.backup.PlanRuleCopyActionLifecycleArgs(delete_after=rules.copy_retention_days),
            )
            for copy in copies
        ]
        or None,
    )
    monthly = [
        aws.backup.PlanRuleArgs(
            rule_name="monthly",
            target_vault_name=vault.vault.name,
            schedule=_MONTHLY,
            start_window=_START_MINUTES,
            completion_window=_COMPLETION_MINUTES,
            lifecycle=aws.backup.PlanRuleLifecycleArgs(delete_after=days),
        )
        for days in [rules.monthly_retention_days]
        if days is not None
    ]
    plan = aws.backup.Plan(
        name,
        name=parent.scope.physical_name(name, maximum=_NAME_LIMIT),
        rules=[regular, *monthly],
        opts=parent.child(
            depends_on=[*vault.ready, *(resource for copy in copies for resource in copy.ready)]
        ),
    )
    if role is not None and stores:
        _select(name, parent, plan, role, stores)
    return plan


def _select(
    name: str, parent: Component, plan: aws.backup.Plan, role: ServiceRole, stores: Mapping[str, BackedUp]
) -> None:
    """Selects by ARN, not by tag: removing a tag must not end a backup."""
    aws.backup.Selection(
        name,
        name=parent.scope.physical_name(name, maximum=_NAME_LIMIT),
        plan_id=plan.id,
        iam_role_arn=role.arn,
        resources=[store.arn for store in stores.values()],
        opts=parent.child(
            depends_on=[
                *role.permissions,
                *(resource for store in stores.values() for resource in store.ready),
            ]
        ),
    )
