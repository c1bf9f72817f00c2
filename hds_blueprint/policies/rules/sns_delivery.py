"""Rules of Amazon SNS: who may do what with a topic, and that somebody listens."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.kms_policies import SERVICES_WITHOUT_SOURCE
from hds_blueprint.policies.rules.sns import SUBSCRIPTION, TOPIC, TOPIC_POLICY
from hds_blueprint.policies.statements import each_statement, listed_actions, narrowed


@rule("sns-topic-policy-actions-listed", TOPIC, TOPIC_POLICY)
def actions_listed(holder: Resource, facts: Facts) -> list[Outcome]:
    return listed_actions(holder, facts)


@rule("sns-topic-subscribed", TOPIC)
def subscribed(topic: Resource, facts: Facts) -> Outcome:
    attached = facts.attached(topic, "topic", SUBSCRIPTION)
    if attached.resources:
        return passed("topicSubscription", holder=attached.resources[0].urn)
    return unknown("topicSubscription") if attached.uncertain else failed("topicSubscription")


@rule("sns-topic-services-bounded", TOPIC, TOPIC_POLICY)
def services_bounded(holder: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows or narrowed(statement):
            return None
        services = (str(value) for kind, value in statement.principals if kind == "Service")
        return next((service for service in services if service not in SERVICES_WITHOUT_SOURCE), None)

    return each_statement(holder, "policy", facts, broken, absent=not_applicable())
