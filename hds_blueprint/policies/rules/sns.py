"""Rules of Amazon SNS topics."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import (
    closed_to_strangers,
    plain_transport_refused,
)
from hds_blueprint.policies.values import MISSING, get, is_open

TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"


@rule("sns-topic-customer-key", TOPIC)
def own_key(topic: Resource, facts: Facts) -> Outcome:
    return customer_key(topic, "kmsMasterKeyId", facts)


@rule("sns-topic-policy-private", TOPIC, TOPIC_POLICY)
def policy_private(holder: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(holder, "policy", facts, absent=not_applicable())


@rule("sns-topic-tls-only", TOPIC)
def tls_only(topic: Resource, facts: Facts) -> Outcome:
    attached = facts.attached(topic, "arn", TOPIC_POLICY)
    holders = [*attached.resources, *([topic] if get(topic, "policy") is not MISSING else [])]
    if not holders:
        return unknown("policy") if attached.uncertain else failed("policy")
    return plain_transport_refused(holders, facts, "sns:Publish")


@rule("sns-subscription-tls", SUBSCRIPTION)
def subscription_tls(subscription: Resource, facts: Facts) -> Outcome:
    protocol = get(subscription, "protocol")
    if is_open(protocol):
        return unknown("protocol")
    return failed("protocol", protocol) if protocol == "http" else passed("protocol", protocol)
