"""Queues of messages between containers (Amazon SQS)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.dead_letters import (
    allow_sources,
    dead_letter_queue,
    encrypted_queue,
    queue_policy,
    topic_sends,
)
from hds_blueprint.components.policy_documents import Statement
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.store import Store, Watched
from hds_blueprint.hosting.stores import Queue as QueueSection

_MINUTE = 60


class Queue(Store):
    """A queue encrypted with the key of its data domain, and a second one for what cannot be processed.

    Creates both queues with their policies (TLS only; the topics that feed the first one, and nothing
    else of AWS), the rule that moves a message after the document's attempts, and the rule that no
    other queue uses the second one. Containers send or receive by the permissions of their own roles.
    Alarms: the age of the oldest message, and any message that was set aside, which is kept 14 days.

    Cost: about 0.40 USD for a million requests (0.50 USD where ordered, list prices); a data key is
    asked of KMS every five minutes at the most.

    Answers: ISO/IEC 27001:2022 A.8.24 (cryptography), A.5.14 (transfer), A.8.3 and A.5.15 (access), A.8.6
    (capacity) and A.8.16 (monitoring); HDS v2.0 EXI 05 (risk scenarios C and D) in part.

    Args:
        name: the queue's name in the document.
        queue: its section.
        key: the key of its data domain.
    """

    token = "hds:queue:Queue"  # noqa: S105 - a type, not a password
    section = "queues"
    word = "queue"

    queue: aws.sqs.Queue
    unprocessed: aws.sqs.Queue  # what was tried as often as the document says

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        queue: QueueSection,
        key: aws.kms.Key,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            name, scope=scope, document=f"queues.{name}", data_class=queue.data_class, options=options
        )
        self.key = key
        self._name, self._section = name, queue
        # underscores stand in no name of the document: no queue can be called so
        aside = f"{name}_unprocessed"
        letters = dead_letter_queue(aside, parent=self, key=key, ordered=queue.ordered)
        self.unprocessed = letters.queue
        redrive = {"deadLetterTargetArn": self.unprocessed.arn, "maxReceiveCount": queue.attempts}
        self.queue = encrypted_queue(
            name,
            parent=self,
            key=key,
            ordered=queue.ordered,
            retention_days=queue.retention_days,
            visibility_timeout_seconds=queue.visibility_timeout_seconds,
            redrive_policy=pulumi.Output.from_input(redrive).apply(json.dumps),
        )
        allow_sources(aside, self.unprocessed, self.queue, parent=self)
        self.register_outputs({"url": self.queue.url})

    def admit(self, topics: Sequence[aws.sns.Topic]) -> aws.sqs.QueuePolicy:
        """The queue's policy, which names the topics that may send to it; created once all topics are."""
        admitted = [
            topic_sends(f"Topic{index}", topic.arn, self.queue) for index, topic in enumerate(topics, 1)
        ]
        return queue_policy(self._name, self.queue, parent=self, admitted=admitted)

    @property
    def place(self) -> pulumi.Output[str]:
        """The queue's URL."""
        return self.queue.url

    @property
    def attributes(self) -> Mapping[str, pulumi.Output[str]]:
        """What `${queues.NAME.…}` may ask for in a workload's environment."""
        return {"url": self.queue.url, "arn": self.queue.arn, "name": self.queue.name}

    @property
    def permissions(self) -> Sequence[Statement]:
        """Sending and receiving."""
        return self.permitted(frozenset(("send", "receive")))

    def permitted(self, directions: frozenset[str]) -> Sequence[Statement]:
        """What a role may do that uses the queue in these directions (`send`, `receive`)."""
        statements: list[Statement] = []
        if "send" in directions:
            statements += [
                self._may("SendMessages", ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]),
                # SQS reads the data key that it reuses (SQS developer guide, key management)
                self._with_key("EncryptMessages", ["kms:Decrypt", "kms:GenerateDataKey"]),
            ]
        if "receive" in directions:
            statements += [
                self._may(
                    "ReceiveMessages",
                    [
                        "sqs:ChangeMessageVisibility",
                        "sqs:DeleteMessage",
                        "sqs:GetQueueAttributes",
                        "sqs:GetQueueUrl",
                        "sqs:ReceiveMessage",
                    ],
                ),
                self._with_key("DecryptMessages", ["kms:Decrypt"]),
            ]
        return statements

    @property
    def watched(self) -> Sequence[Watched]:
        """Messages that wait too long, and messages that were set aside."""
        oldest = float(self._section.alert_after_minutes * _MINUTE)
        return [
            Watched("queue", {"QueueName": self.queue.name}, {"oldest_message": oldest}),
            Watched("unprocessed", {"QueueName": self.unprocessed.name}),
        ]

    def _may(self, sid: str, actions: Sequence[str]) -> Statement:
        return Statement(sid=sid, actions=actions, resources=[self.queue.arn])

    def _with_key(self, sid: str, actions: Sequence[str]) -> Statement:
        via = f"sqs.{self.scope.region}.{self.scope.dns_suffix}"
        return Statement(
            sid=sid,
            actions=actions,
            resources=[self.key.arn],
            conditions={"StringEquals": {"kms:ViaService": via}},
        )
