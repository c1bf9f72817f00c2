"""Rules of Amazon MQ: brokers that outlive a zone, under a key of one's own, whose use is recorded."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key, is_true
from hds_blueprint.policies.choices import is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import get, is_open

BROKER = "aws:mq/broker:Broker"
SEVERAL_ZONES = ("ACTIVE_STANDBY_MULTI_AZ", "CLUSTER_MULTI_AZ")


@rule("mq-zones-redundant", BROKER)
def zones_redundant(broker: Resource, facts: Facts) -> Outcome:
    if not facts.production:
        return not_applicable()
    return is_one_of(broker, "deploymentMode", *SEVERAL_ZONES, default="SINGLE_INSTANCE")


@rule("mq-customer-key", BROKER)
def own_key(broker: Resource, facts: Facts) -> Outcome:
    return customer_key(broker, "encryptionOptions.kmsKeyId", facts)


@rule("mq-logged", BROKER)
def logged(broker: Resource, facts: Facts) -> Outcome:
    return is_true(broker, "logs.general")


@rule("mq-administration-audited", BROKER)
def audited(broker: Resource, facts: Facts) -> Outcome:
    engine = get(broker, "engineType")
    if is_open(engine):
        return unknown("engineType")
    # RabbitMQ has no audit log (Amazon MQ developer guide, "Configuring Amazon MQ for RabbitMQ logs")
    activemq = isinstance(engine, str) and engine.lower() == "activemq"
    return is_true(broker, "logs.audit") if activemq else not_applicable()


@rule("mq-minor-versions-applied", BROKER)
def minor_versions(broker: Resource, facts: Facts) -> Outcome:
    return is_true(broker, "autoMinorVersionUpgrade")
