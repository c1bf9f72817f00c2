"""CloudWatch log groups: encrypted, and kept no longer than the document justifies."""

from __future__ import annotations

import pulumi_aws as aws

from hds_blueprint.components.component import Component


def retention_days(months: int) -> int:
    """The longest retention that CloudWatch Logs offers within so many months, in days."""
    raise NotImplementedError


def log_group(
    name: str, *, parent: Component, retention_months: int, key: aws.kms.Key, physical_name: str | None = None
) -> aws.cloudwatch.LogGroup:
    """A log group, called `/hds/<service>-<stack>/<name>` unless AWS prescribes a name.

    `/aws/rds/instance/<identifier>/postgresql` and `aws-waf-logs-<name>` are prescribed.
    """
    raise NotImplementedError
