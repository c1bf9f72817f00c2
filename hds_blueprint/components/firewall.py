"""The web application firewall in front of a load balancer (AWS WAF)."""

from __future__ import annotations

from typing import Any

import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.data_files import table
from hds_blueprint.components.log_groups import log_group

_VENDOR = "AWS"


def protect(
    name: str,
    *,
    parent: Component,
    load_balancer: aws.lb.LoadBalancer,
    key: aws.kms.Key,
    log_retention_months: int,
) -> aws.wafv2.WebAcl:
    """A web ACL with the rule groups that AWS maintains and a rate limit, bound to a load balancer.

    Its log leaves out the query string, the path and the headers that carry sessions: in a
    health service these name patients.
    """
    settings = table("firewall")
    physical_name = parent.scope.physical_name(name, maximum=128)
    groups = [_managed(index, group) for index, group in enumerate(settings["rule_groups"], start=1)]
    acl = aws.wafv2.WebAcl(
        name,
        name=physical_name,
        scope="REGIONAL",
        description="Requests to the load balancer",
        default_action=aws.wafv2.WebAclDefaultActionArgs(allow=aws.wafv2.WebAclDefaultActionAllowArgs()),
        rules=[_rate(settings["requests_per_address"]), *groups],
        visibility_config=aws.wafv2.WebAclVisibilityConfigArgs(
            cloudwatch_metrics_enabled=True, sampled_requests_enabled=False, metric_name=physical_name
        ),
        opts=parent.child(),
    )
    aws.wafv2.WebAclAssociation(
        name, resource_arn=load_balancer.arn, web_acl_arn=acl.arn, opts=parent.child()
    )
    logs = log_group(
        f"{name}-firewall",
        parent=parent,
        retention_months=log_retention_months,
        key=key,
        # AWS WAF writes to groups of this prefix only
        physical_name=f"aws-waf-logs-{physical_name}",
    )
    aws.wafv2.WebAclLoggingConfiguration(
        name,
        resource_arn=acl.arn,
        log_destination_configs=[logs.arn],
        redacted_fields=_redacted(settings["redacted_headers"]),
        opts=parent.child(),
    )
    return acl


def _rate(limit: int) -> aws.wafv2.WebAclRuleArgs:
    return aws.wafv2.WebAclRuleArgs(
        name="requests-per-address",
        priority=0,
        action=aws.wafv2.WebAclRuleActionArgs(block=aws.wafv2.WebAclRuleActionBlockArgs()),
        statement=aws.wafv2.WebAclRuleStatementArgs(
            rate_based_statement=aws.wafv2.WebAclRuleStatementRateBasedStatementArgs(
                aggregate_key_type="IP", limit=limit, evaluation_window_sec=300
            )
        ),
        visibility_config=_visibility("requests-per-address"),
    )


def _managed(priority: int, group: dict[str, Any]) -> aws.wafv2.WebAclRuleArgs:
    name, counted = group["name"], group.get("count", ())
    overrides = [
        aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideArgs(
            name=rule,
            action_to_use=aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseArgs(
                count=aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseCountArgs()
            ),
        )
        for rule in (() if counted == "all" else counted)
    ]
    return aws.wafv2.WebAclRuleArgs(
        name=name,
        priority=priority,
        override_action=aws.wafv2.WebAclRuleOverrideActionArgs(
            count=aws.wafv2.WebAclRuleOverrideActionCountArgs()
        )
        if counted == "all"
        else aws.wafv2.WebAclRuleOverrideActionArgs(none=aws.wafv2.WebAclRuleOverrideActionNoneArgs()),
        statement=aws.wafv2.WebAclRuleStatementArgs(
            managed_rule_group_statement=aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementArgs(
                name=name, vendor_name=_VENDOR, rule_action_overrides=overrides or None
            )
        ),
        visibility_config=_visibility(name),
    )


def _visibility(name: str) -> aws.wafv2.WebAclRuleVisibilityConfigArgs:
    # sampled requests would show what the log leaves out
    return aws.wafv2.WebAclRuleVisibilityConfigArgs(
        cloudwatch_metrics_enabled=True, sampled_requests_enabled=False, metric_name=name
    )


def _redacted(headers: list[str]) -> list[aws.wafv2.WebAclLoggingConfigurationRedactedFieldArgs]:
    field = aws.wafv2.WebAclLoggingConfigurationRedactedFieldArgs
    return [
        field(query_string=aws.wafv2.WebAclLoggingConfigurationRedactedFieldQueryStringArgs()),
        field(uri_path=aws.wafv2.WebAclLoggingConfigurationRedactedFieldUriPathArgs()),
        *(
            field(
                single_header=aws.wafv2.WebAclLoggingConfigurationRedactedFieldSingleHeaderArgs(name=header)
            )
            for header in headers
        ),
    ]
