"""Rules of what runs short, or falls behind: an alarm says so before those who use the platform do.

The metrics are those that AWS recommends an alarm on (CloudWatch user guide, "Recommended alarms").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.alarms import EVENT_RULE, told, watched
from hds_blueprint.policies.buckets import LOAD_BALANCERS
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable, passed, unknown
from hds_blueprint.policies.queues import QUEUE, dead_letter_queues
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.ecs import SERVICE
from hds_blueprint.policies.values import MISSING, get, is_open, strings

Check = Callable[[Resource, Facts], Iterable[Outcome]]
TARGET_GROUPS = ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup")
ENDING = "ACM Certificate Approaching Expiration"


def production_rule(rule_id: str, *types: str) -> Callable[[Check], Check]:
    """Registers a check of production: elsewhere nobody is on call."""

    def add(check: Check) -> Check:
        @rule(rule_id, *types)
        @wraps(check)
        def check_production(resource: Resource, facts: Facts) -> Iterable[Outcome]:
            return check(resource, facts) if facts.production else (not_applicable(),)

        return check

    return add


@production_rule("rds-capacity-alarmed", "aws:rds/instance:Instance")
def database(instance: Resource, facts: Facts) -> Iterator[Outcome]:
    if get(instance, "replicateSourceDb") is not MISSING:
        return  # a copy, which serves nobody before a recovery
    for metric in ("FreeStorageSpace", "CPUUtilization", "DatabaseConnections"):
        yield watched(instance, "DBInstanceIdentifier", facts, metric)


@production_rule("elasticache-capacity-alarmed", "aws:elasticache/replicationGroup:ReplicationGroup")
def cache(group: Resource, facts: Facts) -> Iterator[Outcome]:
    # the metrics of a cache are those of its nodes
    node = "CacheClusterId"
    memory = ("DatabaseMemoryUsagePercentage", "BytesUsedForCache", "FreeableMemory", "Evictions")
    yield watched(group, node, facts, *memory)
    yield watched(group, node, facts, "EngineCPUUtilization", "CPUUtilization")
    yield watched(group, node, facts, "CurrConnections")


@production_rule("elasticache-refused-sign-ins-alarmed", "aws:elasticache/replicationGroup:ReplicationGroup")
def refused_sign_ins(group: Resource, facts: Facts) -> Iterator[Outcome]:
    yield watched(group, "CacheClusterId", facts, "AuthenticationFailures")


@production_rule("opensearch-health-alarmed", "aws:opensearch/domain:Domain")
def search(domain: Resource, facts: Facts) -> Iterator[Outcome]:
    for metric in (
        "ClusterStatus.red",
        "ClusterStatus.yellow",
        "FreeStorageSpace",
        "ClusterIndexWritesBlocked",
        "JVMMemoryPressure",
        "CPUUtilization",
        "AutomatedSnapshotFailure",
        "KMSKeyError",
    ):
        yield watched(domain, "DomainName", facts, metric)


@production_rule("ecs-service-capacity-alarmed", SERVICE)
def service(each: Resource, facts: Facts) -> Iterator[Outcome]:
    yield watched(each, "ServiceName", facts, "CPUUtilization")
    yield watched(each, "ServiceName", facts, "MemoryUtilization")


@production_rule("lb-errors-alarmed", *LOAD_BALANCERS)
def load_balancer(balancer: Resource, facts: Facts) -> Iterator[Outcome]:
    kind = get(balancer, "loadBalancerType")
    if is_open(kind):
        yield unknown("loadBalancerType")
    elif kind in ("network", "gateway"):
        yield not_applicable()  # they answer nothing by themselves
    else:
        own = ("HTTPCode_ELB_5XX_Count", "HTTPCode_ELB_502_Count", "HTTPCode_ELB_503_Count")
        yield watched(balancer, "LoadBalancer", facts, *own)
        yield watched(balancer, "LoadBalancer", facts, "HTTPCode_Target_5XX_Count")


@production_rule("lb-targets-alarmed", *TARGET_GROUPS)
def targets(group: Resource, facts: Facts) -> Iterator[Outcome]:
    yield watched(group, "TargetGroup", facts, "UnHealthyHostCount", "HealthyHostCount")


@production_rule("acm-expiry-alarmed", "aws:acm/certificate:Certificate")
def certificate(each: Resource, facts: Facts) -> Iterator[Outcome]:
    heard = facts.once(_ending_noticed)
    yield passed("eventPattern") if heard else watched(each, "CertificateArn", facts, "DaysToExpiry")


def _ending_noticed(facts: Facts) -> bool:
    """Whether an event rule tells somebody of certificates that end."""
    found = ((holder, get(holder, "eventPattern")) for holder in facts.graph.of_type(EVENT_RULE))
    return any(
        value is not MISSING
        and any(ENDING in text for _, text in strings(value, "eventPattern"))
        and told(holder, facts)
        for holder, value in found
    )


@production_rule("sqs-waiting-alarmed", QUEUE)
def queue(each: Resource, facts: Facts) -> Iterator[Outcome]:
    if each.urn in dead_letter_queues(facts):
        yield not_applicable()
        return
    waiting = ("ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible")
    yield watched(each, "QueueName", facts, *waiting)


@production_rule("vpn-tunnels-alarmed", "aws:ec2/vpnConnection:VpnConnection")
def tunnels(connection: Resource, facts: Facts) -> Iterator[Outcome]:
    yield watched(connection, "VpnId", facts, "TunnelState")
