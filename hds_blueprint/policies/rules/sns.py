"""Rules of Amazon SNS topics."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key
from hds_blueprint.policies.documents import Readability, Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import closed_to_strangers
from hds_blueprint.policies.values import MISSING, get, is_open

TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"


@rule("sns-topic-customer-key", TOPIC)
def own_key(topic: Resource, facts: Facts) -> Outcome:
    return customer_key(topic, "kmsMasterKeyId", facts)


@rule("sns-topic-policy-private", TOPIC, TOPIC_POLICY)
def policy_private(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    return closed_to_strangers(holder, "policy", facts, absent=not_applicable())


@rule("sns-topic-tls-only", TOPIC)
def tls_only(topic: Resource, facts: Facts) -> Outcome:
    attached = facts.attached(topic, "arn", TOPIC_POLICY)
    holders = [*attached.resources, *([topic] if get(topic, "policy") is not MISSING else [])]
    if not holders:
        return unknown("policy") if attached.uncertain else failed("policy")
    documents = [facts.document(holder, "policy") for holder in holders]
    if any(_refuses_plain(statement) for document in documents for statement in document.statements):
        return passed("policy")
    if any(d.readability is Readability.UNKNOWN or any(s.open for s in d.statements) for d in documents):
        return unknown("policy")
    return failed("policy")


def _refuses_plain(statement: Statement) -> bool:
    insecure = any(c.values == ("false",) for c in statement.condition("aws:securetransport"))
    # another condition beside it would let plain HTTP through where that one does not hold
    alone = len(statement.conditions) == 1
    publishes = statement.covers("sns:Publish") is not None
    return statement.denies and statement.for_anyone and insecure and alone and publishes


@rule("sns-subscription-tls", SUBSCRIPTION)
def subscription_tls(subscription: Resource, facts: Facts) -> Outcome:
    protocol = get(subscription, "protocol")
    if is_open(protocol):
        return unknown("protocol")
    return failed("protocol", protocol) if protocol == "http" else passed("protocol", protocol)
