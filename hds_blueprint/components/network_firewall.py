"""The list of destinations, enforced on packets: AWS Network Firewall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.hosting.network import Egress

_FIRST_SIGNATURE = 1_000_001  # signature ids up to 999,999 are for published rule sets (Suricata user guide)
_CAPACITY = 1000  # of one stateful rule each; it cannot be changed later
_LOGGED = ("ALERT", "FLOW")


def egress_firewall(
    parent: Component,
    vpc: aws.ec2.Vpc,
    *,
    cidr: str,
    subnets: Sequence[aws.ec2.Subnet],
    allowed: Sequence[Egress],
    key: aws.kms.Key,
    retention_months: int,
) -> list[pulumi.Output[str]]:
    """A stateful firewall that lets TLS to the listed names and ports pass and drops the rest.

    It reads the name in the first message of TLS (SNI) and opens nothing: what is said stays
    encrypted. Connections that were refused are logged, and so is each flow that passed.

    Cost: about 0.40 USD an hour for the endpoint in each zone (some 290 USD a month) and 0.065 USD a GB.

    Args:
        cidr: the network, which questions come from.
        subnets: one for each endpoint, of the firewall's own tier.
        allowed: the destinations of the document.
        key: encrypts the rules and the logs.

    Returns the id of the endpoint in each subnet's zone, in the order of `subnets`.
    """
    scope = parent.scope
    encryption: dict[str, Any] = {"type": "CUSTOMER_KMS", "key_id": key.arn}
    rules = aws.networkfirewall.RuleGroup(
        "egress",
        name=scope.physical_name("egress", maximum=128),
        description="Names and ports that the workloads may reach",
        type="STATEFUL",
        capacity=_CAPACITY,
        encryption_configuration=aws.networkfirewall.RuleGroupEncryptionConfigurationArgs(**encryption),
        rule_group=aws.networkfirewall.RuleGroupRuleGroupArgs(
            rule_variables=aws.networkfirewall.RuleGroupRuleGroupRuleVariablesArgs(
                ip_sets=[
                    aws.networkfirewall.RuleGroupRuleGroupRuleVariablesIpSetArgs(
                        key="HOME_NET",
                        ip_set=aws.networkfirewall.RuleGroupRuleGroupRuleVariablesIpSetIpSetArgs(
                            definitions=[cidr]
                        ),
                    )
                ]
            ),
            rules_source=aws.networkfirewall.RuleGroupRuleGroupRulesSourceArgs(
                rules_string="\n".join(
                    _rule(destination, _FIRST_SIGNATURE + index) for index, destination in enumerate(allowed)
                )
            ),
            stateful_rule_options=aws.networkfirewall.RuleGroupRuleGroupStatefulRuleOptionsArgs(
                rule_order="STRICT_ORDER"
            ),
        ),
        opts=parent.child(),
    )
    policy = aws.networkfirewall.FirewallPolicy(
        "egress",
        name=scope.physical_name("egress", maximum=128),
        description="What is not listed is dropped",
        encryption_configuration=aws.networkfirewall.FirewallPolicyEncryptionConfigurationArgs(**encryption),
        firewall_policy=aws.networkfirewall.FirewallPolicyFirewallPolicyArgs(
            stateless_default_actions=["aws:forward_to_sfe"],
            stateless_fragment_default_actions=["aws:forward_to_sfe"],
            # the name is known once the connection stands: what is established and not listed is dropped
            stateful_default_actions=["aws:drop_established", "aws:alert_established"],
            stateful_engine_options=aws.networkfirewall.FirewallPolicyFirewallPolicyStatefulEngineOptionsArgs(
                rule_order="STRICT_ORDER", stream_exception_policy="DROP"
            ),
            stateful_rule_group_references=[
                aws.networkfirewall.FirewallPolicyFirewallPolicyStatefulRuleGroupReferenceArgs(
                    priority=1, resource_arn=rules.arn
                )
            ],
        ),
        opts=parent.child(),
    )
    firewall = aws.networkfirewall.Firewall(
        "egress",
        name=scope.physical_name("egress", maximum=128),
        description="Inspects what leaves the network",
        vpc_id=vpc.id,
        firewall_policy_arn=policy.arn,
        subnet_mappings=[
            aws.networkfirewall.FirewallSubnetMappingArgs(subnet_id=subnet.id) for subnet in subnets
        ],
        delete_protection=scope.protect_data,
        subnet_change_protection=scope.protect_data,
        encryption_configuration=aws.networkfirewall.FirewallEncryptionConfigurationArgs(**encryption),
        opts=parent.child(),
    )
    _log(parent, firewall, key, retention_months)
    return [_endpoint(firewall, subnet) for subnet in subnets]


def _rule(destination: Egress, signature: int) -> str:
    """The rule of one destination: the whole name, in any case, on its port, asked from inside."""
    name = f'tls.sni; content:"{destination.hostname}"; startswith; endswith; nocase'
    return (
        f"pass tls $HOME_NET any -> $EXTERNAL_NET {destination.port} "
        f'({name}; flow:to_server, established; msg:"{destination.hostname}"; sid:{signature}; rev:1;)'
    )


def _endpoint(firewall: aws.networkfirewall.Firewall, subnet: aws.ec2.Subnet) -> pulumi.Output[str]:
    """The endpoint in a subnet: AWS lists them in no order."""

    def find(found: list[Any]) -> str:
        statuses, wanted = found
        attachments = (
            attachment
            for status in statuses or ()
            for state in status.get("sync_states") or ()
            for attachment in state.get("attachments") or ()
        )
        return next((each["endpoint_id"] for each in attachments if each["subnet_id"] == wanted), "")

    return pulumi.Output.all(firewall.firewall_statuses, subnet.id).apply(find)


def _log(
    parent: Component, firewall: aws.networkfirewall.Firewall, key: aws.kms.Key, retention_months: int
) -> None:
    destination = aws.networkfirewall.LoggingConfigurationLoggingConfigurationLogDestinationConfigArgs
    groups = {
        kind: log_group(
            f"egress-{kind.lower()}", parent=parent, retention_months=retention_months, key=key
        ).name
        for kind in _LOGGED
    }
    aws.networkfirewall.LoggingConfiguration(
        "egress",
        firewall_arn=firewall.arn,
        logging_configuration=aws.networkfirewall.LoggingConfigurationLoggingConfigurationArgs(
            log_destination_configs=[
                destination(
                    log_destination={"logGroup": group},
                    log_destination_type="CloudWatchLogs",
                    log_type=kind,
                )
                for kind, group in groups.items()
            ]
        ),
        opts=parent.child(),
    )
