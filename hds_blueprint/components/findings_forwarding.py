"""Findings on their way to a security account: whoever takes this account over cannot hide what was found."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.policy_documents import Principals, Statement, policy_document
from hds_blueprint.components.providers import account_provider, in_account
from hds_blueprint.components.roles import service_role
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.account import Detection

# What the detectors of the baseline tell EventBridge (the user guide of each service, "EventBridge").
_SOURCES = ("aws.access-analyzer", "aws.guardduty", "aws.inspector2", "aws.macie", "aws.securityhub")


class FindingsForwarding(Component):
    """Sends the findings of one region to an event bus of the security account, in the same region.

    Creates there, as the role of the document, the bus and the policy that lets this account put events
    on it and no other; and here the rule and the role that send. What the security account does with
    them (tickets, a SIEM) is its own.

    Cost: 1 USD for a million events.
    Answers: ISO/IEC 27001:2022 A.5.3 (separation of duties), A.5.24 and A.5.25 (incidents), A.8.16
    (monitoring).

    Args:
        name: logical name, one for each region.
        scope: the region that is watched.
        detection: the section of the document, which names the account.
        account: the twelve digits of the security account.
    """

    token = "hds:findings_forwarding:FindingsForwarding"  # noqa: S105 - a type, not a password

    bus: aws.cloudwatch.EventBus

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        detection: Detection,
        account: str,
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__(name, scope=scope, document="detection.security_account", options=options)
        provider = account_provider(
            self,
            f"security-{name}",
            region=scope.region,
            account=account,
            role=detection.security_account_role,
            partition=scope.partition,
        )
        there = in_account(scope, account, provider)
        bus_name = scope.physical_name("findings", maximum=256)
        bus_arn = there.arn("events", f"event-bus/{bus_name}")
        self.bus = aws.cloudwatch.EventBus(
            name,
            name=bus_name,
            description=f"Findings of another account ({scope.prefix})",
            opts=self.child(provider=provider),
        )
        policy = aws.cloudwatch.EventBusPolicy(
            name,
            event_bus_name=self.bus.name,
            policy=policy_document(
                Statement(
                    sid="TakeFindings",
                    principals=Principals(accounts_and_roles=[scope.arn("iam", "root", region="")]),
                    actions=["events:PutEvents"],
                    resources=[bus_arn],
                )
            ),
            opts=self.child(provider=provider),
        )
        rule = aws.cloudwatch.EventRule(
            name,
            name=bus_name[:64],
            description="Findings go to the security account",
            event_pattern=json.dumps({"source": list(_SOURCES)}),
            state="ENABLED",
            opts=self.child(),
        )
        sender = service_role(
            f"findings-{name}",
            parent=self,
            service="events.amazonaws.com",
            description="Sends findings to the security account",
            statements=[Statement(sid="SendFindings", actions=["events:PutEvents"], resources=[bus_arn])],
            source_arn=scope.arn("events", f"rule/{bus_name[:64]}"),
        )
        aws.cloudwatch.EventTarget(
            name,
            rule=rule.name,
            target_id="security-account",
            arn=self.bus.arn,
            role_arn=sender.arn,
            opts=self.child(depends_on=[policy, *sender.permissions]),
        )
        self.register_outputs({"busArn": self.bus.arn})
