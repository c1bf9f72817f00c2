"""Where alarms are sent."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.policy_documents import Principals, Statement, policy_document, tls_only
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.alerts import Alerts


class Notifications(Component):
    """An encrypted SNS topic for alarms and the e-mail subscription of the incident contact.

    The subscription is pending until the contact confirms it by the link that AWS sends. The
    messages hold names of resources and measures, no health data.

    Cost: the first 1,000 e-mails a month are free, then 2 USD for 100,000.
    Answers: ISO/IEC 27001:2022 A.5.24 and A.8.16 (incidents, monitoring), HDS v2.0 EXI 11 (contact).
    """

    token = "hds:notifications:Notifications"  # noqa: S105 - a type, not a password

    topic: aws.sns.Topic

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        alerts: Alerts,
        keys: Keys,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="alerts", data_class="technical", options=options)
        self.topic = aws.sns.Topic(
            "alarms",
            name=scope.physical_name("alarms", maximum=256),
            display_name=f"Alarms of {scope.prefix}"[:100],
            kms_master_key_id=keys.alerts.arn,
            # another name would be another topic, whose subscription somebody has to confirm again
            opts=self.child(ignore_changes=["name"]),
        )
        policy = aws.sns.TopicPolicy(
            "alarms", arn=self.topic.arn, policy=policy_document(*self._statements()), opts=self.child()
        )
        aws.sns.TopicSubscription(
            "incident-contact",
            topic=self.topic.arn,
            protocol="email",
            endpoint=alerts.incident_contact,
            opts=self.child(depends_on=[policy]),
        )
        self.register_outputs({"topicArn": self.topic.arn})

    def _statements(self) -> list[Statement]:
        scope, topic = self.scope, self.topic.arn
        return [
            tls_only([topic], actions="sns:Publish"),
            Statement(
                sid="AlarmsPublish",
                principals=Principals(services=["backup.amazonaws.com", "cloudwatch.amazonaws.com"]),
                actions=["sns:Publish"],
                resources=[topic],
                conditions={"StringEquals": {"aws:SourceAccount": scope.account_id}},
            ),
            # No condition: EventBridge rules do not reliably carry one to a topic, and an alarm that
            # is lost weighs more than a message that should not have come.
            Statement(
                sid="EventRulesPublish",
                principals=Principals(services=["events.amazonaws.com"]),
                actions=["sns:Publish"],
                resources=[topic],
            ),
        ]
