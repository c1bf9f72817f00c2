"""Where alarms are sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.account_keys import AccountKeys
from hds_blueprint.components.component import Component
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.policy_documents import Principals, Statement, policy_document, tls_only
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.alerts import Alerts

Severity = Literal["critical", "warning", "information"]


class Notifications(Component):
    """An encrypted SNS topic for alarms and the e-mail subscription of the incident contact.

    Where the document routes alarms by severity, one topic for each, with the addresses of the route; a
    severity without addresses goes to the incident contact. A subscription is pending until somebody
    confirms it by the link that AWS sends. The messages hold names of resources and measures, no health
    data.

    Cost: the first 1,000 e-mails a month are free, then 2 USD for 100,000.
    Answers: ISO/IEC 27001:2022 A.5.24 and A.8.16 (incidents, monitoring), HDS v2.0 EXI 11 (contact).
    """

    token = "hds:notifications:Notifications"  # noqa: S105 - a type, not a password

    topic: aws.sns.Topic  # of what is critical, and of everything where nothing is routed

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        alerts: Alerts,
        keys: Keys | AccountKeys,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="alerts", data_class="technical", options=options)
        self._key = keys.alerts
        self.topic = self._topic("alarms")
        self._topics: dict[Severity, aws.sns.Topic] = {"critical": self.topic}
        routes = alerts.routes
        if routes is None:
            self._tell("alarms", self.topic, {"incident-contact": alerts.incident_contact})
        else:
            self._tell("alarms", self.topic, _named("critical", routes.critical, alerts))
            others: dict[Severity, Sequence[str]] = {
                "warning": routes.warning,
                "information": routes.information,
            }
            for severity, addresses in others.items():
                topic = self._topics[severity] = self._topic(f"alarms-{severity}")
                self._tell(f"alarms-{severity}", topic, _named(severity, addresses, alerts))
        self.register_outputs({"topicArn": self.topic.arn})

    def topic_for(self, severity: Severity) -> aws.sns.Topic:
        """The topic of alarms of a severity; the one topic of all where nothing is routed."""
        return self._topics.get(severity, self.topic)

    def _topic(self, name: str) -> aws.sns.Topic:
        prefix = self.scope.prefix
        return aws.sns.Topic(
            name,
            name=self.scope.physical_name(name, maximum=256),
            display_name=f"{name.replace('-', ' ').capitalize()} of {prefix}"[:100],
            kms_master_key_id=self._key.arn,
            # another name would be another topic, whose subscription somebody has to confirm again
            opts=self.child(ignore_changes=["name"]),
        )

    def _tell(self, name: str, topic: aws.sns.Topic, addresses: Mapping[str, str]) -> None:
        """Lets AWS's services publish, and subscribes the addresses, by logical name."""
        policy = aws.sns.TopicPolicy(
            name, arn=topic.arn, policy=policy_document(*self._statements(topic.arn)), opts=self.child()
        )
        for logical, address in addresses.items():
            aws.sns.TopicSubscription(
                logical,
                topic=topic.arn,
                protocol="email",
                endpoint=address,
                opts=self.child(depends_on=[policy]),
            )

    def _statements(self, topic: pulumi.Output[str]) -> list[Statement]:
        scope = self.scope
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


def _named(severity: Severity, addresses: Sequence[str], alerts: Alerts) -> dict[str, str]:
    """The addresses of a route by logical name; the incident contact where there is none.

    Named by the address and not by its place in the list: taking one out leaves the others subscribed.
    """
    return {f"{severity}-{address}": address for address in addresses or (alerts.incident_contact,)}
