"""Alarms of the account: what the detectors find, who takes the emergency role, who blinds the safeguards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.data_files import table
from hds_blueprint.components.notifications import Notifications
from hds_blueprint.components.policy_documents import Statement
from hds_blueprint.components.roles import service_role
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.traced_alarms import taken_pattern, traced_alarm


class AccountAlarms(Component):
    """Tells people of attacks, weaknesses, and the use of what is for emergencies only.

    Creates event rules for the findings of the detectors and for calls that would end them, and alarms
    on the trail's log group for the emergency role, the root user, the account's public access block and
    the boundary of roles. What happens in the recovery region is handed to the main region's rules.

    Cost: 0.10 USD a month for each alarm; 1 USD for a million events handed on.
    Answers: ISO/IEC 27001:2022 A.8.16 (monitoring), A.5.24 and A.5.25 (incidents), A.8.15; HDS v2.0 EXI 05.
    """

    token = "hds:account_alarms:AccountAlarms"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        notifications: Notifications,
        trail_log_group: aws.cloudwatch.LogGroup,
        break_glass: aws.iam.Role,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="alerts", data_class="technical", options=options)
        entries = table("account_alarms")
        for event, entry in entries["events"].items():
            rule = self._rule(event, entry, in_recovery_region=False)
            aws.cloudwatch.EventTarget(
                event,
                rule=rule.name,
                target_id="alarms",
                arn=notifications.topic_for(entry["severity"]).arn,
                opts=self.child(),
            )
        for alarm, entry in entries["traced"].items():
            traced_alarm(
                alarm,
                parent=self,
                description=entry["description"],
                pattern=taken_pattern(entry["filter"], break_glass),
                trail=trail_log_group,
                topic=notifications.topic_for(entry["severity"]),
            )
        self._hand_on(entries["events"])
        self.register_outputs({})

    def _rule(
        self, name: str, entry: Mapping[str, Any], *, in_recovery_region: bool
    ) -> aws.cloudwatch.EventRule:
        return aws.cloudwatch.EventRule(
            f"{name}-recovery" if in_recovery_region else name,
            name=self.scope.physical_name(name, maximum=64),
            description=entry["description"],
            event_pattern=json.dumps(entry["pattern"]),
            state="ENABLED",
            opts=self.recovery() if in_recovery_region else self.child(),
        )

    def _hand_on(self, events: Mapping[str, Mapping[str, Any]]) -> None:
        """Events of the recovery region go to the main region's bus, whose rules know the topics."""
        bus = self.scope.arn("events", "event-bus/default")
        role = service_role(
            "events-handed-on",
            parent=self,
            service="events.amazonaws.com",
            description="Hands events of the recovery region to the main region",
            statements=[Statement(sid="HandOnEvents", actions=["events:PutEvents"], resources=[bus])],
            source_arn=self.scope.arn(
                "events", f"rule/{self.scope.prefix}-*", region=self.scope.recovery_region
            ),
        )
        for name, entry in events.items():
            rule = self._rule(name, entry, in_recovery_region=True)
            aws.cloudwatch.EventTarget(
                f"{name}-recovery",
                rule=rule.name,
                target_id="main-region",
                arn=bus,
                role_arn=role.arn,
                opts=self.recovery(depends_on=role.permissions),
            )
