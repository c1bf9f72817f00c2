"""What a month may cost, and who is told when it costs more (AWS Budgets)."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.tags import SERVICE
from hds_blueprint.hosting.alerts import Alerts
from hds_blueprint.hosting.alerts import Budget as BudgetSection

_FORECAST_PERCENT = 100


class Budget(Component):
    """A budget of every month with messages at the shares that the document names, and before it is passed.

    An unforeseen bill is an early sign of an intrusion as well (machines that somebody else uses). Counts
    what carries the service's tag, or the whole account; the tag has to be activated for costs once, in the
    account that pays. AWS keeps budgets in one place outside of the EEA: they hold amounts and addresses.

    Cost: two budgets without actions are free, then 0.02 USD a day.
    Answers: ISO/IEC 27001:2022 A.8.16 (monitoring), A.8.6 (capacity).
    """

    token = "hds:budget:Budget"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        budget: BudgetSection,
        alerts: Alerts,
        whole_account: bool = False,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="alerts.budget", data_class="technical", options=options)
        address = budget.contact or alerts.incident_contact
        told = [(percent, "ACTUAL") for percent in sorted(set(budget.told_at_percent))]
        aws.budgets.Budget(
            "monthly",
            name=scope.physical_name("monthly", maximum=100),
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(budget.monthly),
            limit_unit=budget.currency,
            cost_filters=None if whole_account else [_of_service(scope)],
            notifications=[
                aws.budgets.BudgetNotificationArgs(
                    comparison_operator="GREATER_THAN",
                    notification_type=kind,
                    threshold=float(percent),
                    threshold_type="PERCENTAGE",
                    subscriber_email_addresses=[address],
                )
                for percent, kind in [*told, (_FORECAST_PERCENT, "FORECASTED")]
            ],
            opts=self.child(),
        )
        self.register_outputs({})


def _of_service(scope: Scope) -> aws.budgets.BudgetCostFilterArgs:
    """What carries the service's tag, in the notation of AWS Budgets."""
    return aws.budgets.BudgetCostFilterArgs(name="TagKeyValue", values=[f"user:{SERVICE}${scope.service}"])
