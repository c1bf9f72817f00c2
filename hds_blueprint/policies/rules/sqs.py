"""Rules of Amazon SQS queues: encryption, transport, and who may send and receive."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, unknown
from hds_blueprint.policies.queues import QUEUE, QUEUE_POLICY
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import (
    bounded_services,
    closed_to_strangers,
    listed_actions,
    plain_transport_refused,
)
from hds_blueprint.policies.values import MISSING, get


@rule("sqs-queue-customer-key", QUEUE)
def own_key(queue: Resource, facts: Facts) -> Outcome:
    return customer_key(queue, "kmsMasterKeyId", facts)


@rule("sqs-queue-tls-only", QUEUE)
def tls_only(queue: Resource, facts: Facts) -> Outcome:
    attached = facts.attached(queue, "queueUrl", QUEUE_POLICY)
    holders = [*attached.resources, *([queue] if get(queue, "policy") is not MISSING else [])]
    if not holders:
        return unknown("policy") if attached.uncertain else failed("policy")
    return plain_transport_refused(holders, facts, "sqs:SendMessage", "sqs:ReceiveMessage")


@rule("sqs-queue-policy-private", QUEUE, QUEUE_POLICY)
def policy_private(holder: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(holder, "policy", facts, absent=not_applicable())


@rule("sqs-queue-policy-actions-listed", QUEUE, QUEUE_POLICY)
def actions_listed(holder: Resource, facts: Facts) -> list[Outcome]:
    return listed_actions(holder, facts)


@rule("sqs-queue-services-bounded", QUEUE, QUEUE_POLICY)
def services_bounded(holder: Resource, facts: Facts) -> list[Outcome]:
    return bounded_services(holder, facts)
