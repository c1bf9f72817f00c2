"""Topics: one message for several queues (Amazon SNS)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.dead_letters import allow_sources, dead_letter_queue
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.policy_documents import Statement, assumed_by, policy_document, tls_only
from hds_blueprint.components.queue import Queue
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.store import Store, Watched
from hds_blueprint.hosting.stores import Topic as TopicSection

_NAME_LIMIT = 256  # characters of a topic's name, `.fifo` included
_FIFO = ".fifo"
_SUCCESS_PERCENT = 10  # of deliveries that are written down; failures all are


class Topic(Store):
    """A topic encrypted with the key of its data domain, that feeds the queues which the document names.

    Creates the topic with its policy (TLS only), the log groups of its deliveries (every failure, a
    tenth of the successes, never a message) with the role that writes them, a queue for what could not
    be delivered, and one subscription for each queue, which gets the message as it was sent.

    Cost: 0.50 USD for a million messages; deliveries to queues are free, and the log by volume.

    Answers: ISO/IEC 27001:2022 A.8.24 (cryptography), A.5.14 (transfer), A.8.3 (access), A.8.15 and A.8.16
    (logging, monitoring); HDS v2.0 EXI 05 (risk scenarios C and D) in part.

    Args:
        name: the topic's name in the document.
        topic: its section.
        key: the key of its data domain.
        logs_key: the key of the traces.
        log_retention_months: how long deliveries are kept (the document's class `application`).
    """

    token = "hds:topic:Topic"  # noqa: S105 - a type, not a password
    section = "topics"
    word = "topic"

    topic: aws.sns.Topic
    undelivered: aws.sqs.Queue

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        topic: TopicSection,
        key: aws.kms.Key,
        logs_key: aws.kms.Key,
        log_retention_months: int,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            name, scope=scope, document=f"topics.{name}", data_class=topic.data_class, options=options
        )
        self.key = key
        # the topic of alarms is called `alarms`, which a topic of the document may be too
        end = _FIFO if topic.ordered else ""
        physical_name = scope.physical_name("topic", name, maximum=_NAME_LIMIT - len(_FIFO)) + end
        writer = self._delivery_log(name, physical_name, logs_key, log_retention_months)
        self.topic = aws.sns.Topic(
            name,
            name=physical_name,
            fifo_topic=True if topic.ordered else None,
            fifo_throughput_scope="MessageGroup" if topic.ordered else None,
            kms_master_key_id=key.arn,
            sqs_failure_feedback_role_arn=writer.arn,
            sqs_success_feedback_role_arn=writer.arn,
            sqs_success_feedback_sample_rate=_SUCCESS_PERCENT,
            # another name would be another topic, which those who publish do not know
            opts=self.child(ignore_changes=["name"]),
        )
        self._policy = aws.sns.TopicPolicy(
            name,
            arn=self.topic.arn,
            policy=policy_document(tls_only([self.topic.arn], actions="sns:Publish")),
            opts=self.child(),
        )
        aside = f"{name}_undelivered"
        letters = dead_letter_queue(aside, parent=self, key=key, ordered=topic.ordered, topic=self.topic.arn)
        allow_sources(aside, letters.queue, None, parent=self)
        self.undelivered, self._letters_ready = letters.queue, letters.ready
        self.register_outputs({"arn": self.topic.arn})

    def deliver_to(self, name: str, queue: Queue, admission: aws.sqs.QueuePolicy) -> None:
        """Subscribes a queue; `admission` is the policy by which it lets the topic in."""
        redrive = {"deadLetterTargetArn": self.undelivered.arn}
        aws.sns.TopicSubscription(
            name,
            topic=self.topic.arn,
            protocol="sqs",
            endpoint=queue.queue.arn,
            raw_message_delivery=True,
            redrive_policy=pulumi.Output.from_input(redrive).apply(json.dumps),
            opts=self.child(depends_on=[self._policy, admission, self._letters_ready]),
        )

    @property
    def place(self) -> pulumi.Output[str]:
        """The topic's ARN."""
        return self.topic.arn

    @property
    def attributes(self) -> Mapping[str, pulumi.Output[str]]:
        """What `${topics.NAME.…}` may ask for in a workload's environment."""
        return {"arn": self.topic.arn, "name": self.topic.name}

    @property
    def permissions(self) -> Sequence[Statement]:
        """Publishing; nobody reads a topic, and nobody else subscribes to it."""
        via = f"sns.{self.scope.region}.{self.scope.dns_suffix}"
        return [
            Statement(sid="PublishMessages", actions=["sns:Publish"], resources=[self.topic.arn]),
            Statement(
                sid="EncryptPublished",
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=[self.key.arn],
                conditions={"StringEquals": {"kms:ViaService": via}},
            ),
        ]

    @property
    def watched(self) -> Sequence[Watched]:
        """Deliveries that fail, and messages that were given up."""
        return [
            Watched("topic", {"TopicName": self.topic.name}),
            Watched("undelivered", {"QueueName": self.undelivered.name}),
        ]

    def _delivery_log(self, name: str, topic: str, key: aws.kms.Key, months: int) -> aws.iam.Role:
        """The role by which SNS writes deliveries down, in groups whose names SNS prescribes."""
        scope = self.scope
        place = pulumi.Output.format("sns/{0}/{1}/{2}", scope.region, scope.account_id, topic)
        groups = [
            log_group(
                f"{name}_{kind}",
                parent=self,
                retention_months=months,
                key=key,
                physical_name=pulumi.Output.concat(place, end),
            )
            for kind, end in (("deliveries", ""), ("failures", "/Failure"))
        ]
        role = aws.iam.Role(
            f"{name}_deliveries",
            name=scope.physical_name(f"{name}_deliveries", maximum=64),
            description=f"Writes down the deliveries of the topic {name}",
            # SNS is not said to send a source when it assumes this role; a role can be given to a
            # topic of its own account only (Amazon SNS developer guide, "Message delivery status")
            assume_role_policy=assumed_by("sns.amazonaws.com"),
            opts=self.child(),
        )
        aws.iam.RolePolicy(
            f"{name}_deliveries",
            name="deliveries",
            role=role.id,
            policy=policy_document(
                Statement(
                    sid="WriteDeliveries",
                    actions=["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                    resources=[pulumi.Output.concat(group.arn, ":*") for group in groups],
                )
            ),
            opts=pulumi.ResourceOptions(parent=role),
        )
        return role
