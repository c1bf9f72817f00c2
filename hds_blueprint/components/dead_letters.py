"""Queues for what could not be processed, delivered or started, until people look at it (Amazon SQS)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.policy_documents import Principals, Statement, Text, policy_document, tls_only

LONGEST_DAYS = 14  # what SQS keeps a message at most
_NAME_LIMIT = 80  # characters of a queue's name, `.fifo` included
_FIFO = ".fifo"
_KEY_REUSE_SECONDS = 300
_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """The queue, and what has to exist before anything may be sent to it."""

    queue: aws.sqs.Queue
    ready: pulumi.Resource


def encrypted_queue(
    name: str,
    *,
    parent: Component,
    key: aws.kms.Key,
    ordered: bool,
    retention_days: int,
    visibility_timeout_seconds: int = 30,
    redrive_policy: pulumi.Output[str] | None = None,
) -> aws.sqs.Queue:
    """A queue under a customer managed key; an ordered one keeps the order of each group of messages.

    Deduplication is left to the sender's own ids: by content, two equal measures within five minutes
    would be one. Messages are data: the queue is kept as other stores are.
    """
    scope = parent.scope
    end = _FIFO if ordered else ""
    return aws.sqs.Queue(
        name,
        name=scope.physical_name(name, maximum=_NAME_LIMIT - len(_FIFO)) + end,
        fifo_queue=True if ordered else None,
        deduplication_scope="messageGroup" if ordered else None,
        fifo_throughput_limit="perMessageGroupId" if ordered else None,
        kms_master_key_id=key.arn,
        kms_data_key_reuse_period_seconds=_KEY_REUSE_SECONDS,
        message_retention_seconds=retention_days * _DAY,
        visibility_timeout_seconds=visibility_timeout_seconds,
        receive_wait_time_seconds=20,  # long polling, the most that SQS offers: fewer empty answers
        redrive_policy=redrive_policy,
        # a service that is renamed keeps its messages: another name would be another queue
        opts=parent.durable(ignore_changes=["name"]),
    )


def queue_policy(
    name: str, queue: aws.sqs.Queue, *, parent: Component, admitted: Sequence[Statement] = ()
) -> aws.sqs.QueuePolicy:
    """Refuses what comes without TLS and lets in `admitted`; roles have permissions of their own."""
    return aws.sqs.QueuePolicy(
        name,
        queue_url=queue.url,
        policy=policy_document(tls_only([queue.arn], actions="sqs:*"), *admitted),
        opts=parent.durable(),
    )


def dead_letter_queue(
    name: str, *, parent: Component, key: aws.kms.Key, ordered: bool = False, topic: Text | None = None
) -> DeadLetters:
    """A queue that holds its messages for 14 days, and which no other queue may take for its own.

    Args:
        name: logical name, also the end of the physical one; with an underscore, since a name of the
            document has none.
        parent: the component whose failures it holds.
        key: the key of the data domain of the messages.
        ordered: for the failures of an ordered queue or topic, which AWS asks to be ordered too.
        topic: the ARN of the topic that sends undelivered messages here.
    """
    queue = encrypted_queue(name, parent=parent, key=key, ordered=ordered, retention_days=LONGEST_DAYS)
    admitted = [] if topic is None else [topic_sends("UndeliveredMessages", topic, queue)]
    return DeadLetters(queue, queue_policy(name, queue, parent=parent, admitted=admitted))


def allow_sources(
    name: str, dead_letters: aws.sqs.Queue, source: aws.sqs.Queue | None, *, parent: Component
) -> None:
    """Says which queue may move its failures here; none where something else than a queue does."""
    permission = (
        {"redrivePermission": "denyAll"}
        if source is None
        else {"redrivePermission": "byQueue", "sourceQueueArns": [source.arn]}
    )
    aws.sqs.RedriveAllowPolicy(
        name,
        queue_url=dead_letters.url,
        redrive_allow_policy=pulumi.Output.from_input(permission).apply(json.dumps),
        opts=parent.durable(),
    )


def topic_sends(sid: str, topic: Text, queue: aws.sqs.Queue) -> Statement:
    """Lets one topic, and no other, send to a queue."""
    return Statement(
        sid=sid,
        principals=Principals(services=["sns.amazonaws.com"]),
        actions=["sqs:SendMessage"],
        resources=[queue.arn],
        conditions={"ArnEquals": {"aws:SourceArn": topic}},
    )
