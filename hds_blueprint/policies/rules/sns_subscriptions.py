"""Rules of Amazon SNS: messages arrive, and where they do not, somebody can say why."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import KEY_TYPES, is_set
from hds_blueprint.policies.documents import PolicyDocument, Readability
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.queues import QUEUE, QUEUE_POLICY, SUBSCRIPTION, open_settings, settings
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.sns import TOPIC
from hds_blueprint.policies.values import MISSING, get, is_open, within

SERVICE = "sns.amazonaws.com"
# Protocols whose messages SNS can set aside, and the property that logs their failures (SNS developer
# guide, "Dead-letter queues" and "Message delivery status").
FAILURE_LOGS = {
    "sqs": "sqsFailureFeedbackRoleArn",
    "lambda": "lambdaFailureFeedbackRoleArn",
    "firehose": "firehoseFailureFeedbackRoleArn",
    "http": "httpFailureFeedbackRoleArn",
    "https": "httpFailureFeedbackRoleArn",
}


@rule("sns-subscription-failures-set-aside", SUBSCRIPTION)
def failures_set_aside(subscription: Resource, facts: Facts) -> Outcome:
    protocol = get(subscription, "protocol")
    if is_open(protocol):
        return unknown("protocol")
    if not isinstance(protocol, str) or protocol not in FAILURE_LOGS:
        return not_applicable()
    value = get(subscription, "redrivePolicy")
    if open_settings(value):
        return unknown("redrivePolicy")
    named = within(settings(value), "deadLetterTargetArn") is not MISSING
    return passed("redrivePolicy") if named else failed("redrivePolicy", value)


@rule("sns-topic-deliveries-logged", TOPIC)
def deliveries_logged(topic: Resource, facts: Facts) -> Outcome:
    protocols = {
        protocol
        for subscription in facts.attached(topic, "topic", SUBSCRIPTION).resources
        if isinstance(protocol := get(subscription, "protocol"), str)
    }
    wanted = sorted({FAILURE_LOGS[protocol] for protocol in protocols if protocol in FAILURE_LOGS})
    for path in wanted:
        outcome = is_set(topic, path)
        if outcome != passed(path, get(topic, path)):
            return outcome
    return passed(wanted[0], get(topic, wanted[0])) if wanted else not_applicable()


@rule("sns-subscription-queue-admits-topic", SUBSCRIPTION)
def queue_admits_topic(subscription: Resource, facts: Facts) -> Outcome:
    queue = _queue(subscription, facts)
    if queue is None:
        return not_applicable()
    attached = facts.attached(queue, "queueUrl", QUEUE_POLICY)
    holders = [*attached.resources, *([queue] if get(queue, "policy") is not MISSING else [])]
    documents = [facts.document(holder, "policy") for holder in holders]
    return _admitted(documents, "policy", attached.uncertain, "sqs:SendMessage")


@rule("sns-subscription-key-admits-topic", SUBSCRIPTION)
def key_admits_topic(subscription: Resource, facts: Facts) -> Outcome:
    queue = _queue(subscription, facts)
    keys = facts.target_resources(queue, "kmsMasterKeyId", *KEY_TYPES) if queue else ()
    keys = tuple(key for key in keys if key.type == KEY_TYPES[0])
    if not keys:
        return not_applicable()
    attached = facts.attached(keys[0], "keyId", "aws:kms/keyPolicy:KeyPolicy")
    documents = [facts.document(each, "policy") for each in (keys[0], *attached.resources)]
    documents = [document for document in documents if document.readability is not Readability.ABSENT]
    return _admitted(documents, "kmsMasterKeyId", attached.uncertain, "kms:GenerateDataKey", "kms:Decrypt")


def _queue(subscription: Resource, facts: Facts) -> Resource | None:
    if get(subscription, "protocol") != "sqs":
        return None
    return next(iter(facts.target_resources(subscription, "endpoint", QUEUE)), None)


def _admitted(documents: list[PolicyDocument], path: str, uncertain: bool, *actions: str) -> Outcome:
    """PASS where the documents let SNS do every action; unknown where one of them cannot be read."""
    statements = [statement for document in documents for statement in document.statements]
    open_to_sns = [
        statement
        for statement in statements
        if statement.allows
        and (("Service", SERVICE) in statement.principals or ("Service", "*") in statement.principals)
    ]
    if all(any(statement.covers(action) for statement in open_to_sns) for action in actions):
        return passed(path)
    unread = any(document.readability is Readability.UNKNOWN for document in documents)
    if uncertain or unread or any(statement.open for statement in statements):
        return unknown(path)
    return failed(path)
