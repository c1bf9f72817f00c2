"""CloudWatch log groups: encrypted, and kept no longer than the document justifies."""

from __future__ import annotations

import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.data_files import table
from hds_blueprint.components.policy_documents import Text
from hds_blueprint.components.tags import retention_tags


def retention_days(months: int) -> int:
    """The longest retention that CloudWatch Logs offers within so many months, in days.

    Raises:
        ValueError: less than one month.
    """
    offered: dict[int, int] = table("log_groups")["retention"]
    within = [days for limit, days in offered.items() if limit <= months]
    if not within:
        raise ValueError(f"a retention of {months} months is below the shortest that is offered (1 month)")
    return max(within)


def log_group(
    name: str,
    *,
    parent: Component,
    retention_months: int,
    key: aws.kms.Key,
    physical_name: Text | None = None,
) -> aws.cloudwatch.LogGroup:
    """A log group, called `/hds/<service>-<stack>/<name>` unless AWS prescribes a name.

    `/aws/rds/instance/<identifier>/postgresql` and `aws-waf-logs-<name>` are prescribed. Where
    the requirements protect data, a destroy leaves the group: traces outlive the platform for
    their justified retention and then end by themselves.

    Cost: about 0.60 USD a GB taken in and 0.03 USD a GB and month.
    """
    scope = parent.scope
    return aws.cloudwatch.LogGroup(
        name,
        name=physical_name or f"/hds/{scope.prefix}/{name}",
        kms_key_id=key.arn,
        retention_in_days=retention_days(retention_months),
        tags=retention_tags(scope, retention_months),
        # a service that is renamed keeps its traces: another name would be another group
        opts=parent.child(retain_on_delete=scope.protect_data, ignore_changes=["name"]),
    )
