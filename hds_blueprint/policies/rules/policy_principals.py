"""Rules of who and what a resource's policy names: callers by name, services by their source, resources."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import BUCKETS
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.kms import KEY, KEY_POLICY, REPLICA
from hds_blueprint.policies.rules.opensearch_access import POLICIES as DOMAIN_POLICIES
from hds_blueprint.policies.rules.s3_policies import BUCKET_POLICY
from hds_blueprint.policies.rules.sns import TOPIC_POLICY
from hds_blueprint.policies.rules.vpc_endpoints import ENDPOINT
from hds_blueprint.policies.statements import ROLE, each_statement, narrowed
from hds_blueprint.policies.values import MISSING, get, is_open

HOLDERS = (BUCKET_POLICY, *BUCKETS, *DOMAIN_POLICIES, KEY, KEY_POLICY, REPLICA, TOPIC_POLICY, ROLE)
# conditions that say who calls, not what for
PRINCIPAL_KEYS = (
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
)
# Services that send the ARN of what they act for (AWS: cross-service confused deputy prevention, in each
# service's guide); AWS Backup and S3's access logs send the account alone, EventBridge not for all targets.
SENDERS = (
    "cloudtrail.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "logdelivery.elasticloadbalancing.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "scheduler.amazonaws.com",
    "ssm.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
)
RESOURCE_KEYS = ("aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths")


def _path(holder: Resource) -> str:
    if holder.type == ROLE:
        return "assumeRolePolicy"
    return "accessPolicies" if holder.type in DOMAIN_POLICIES else "policy"


@rule("policy-principals-named", *HOLDERS)
def principals_named(holder: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows or not statement.for_anyone:
            return None
        # who lets in everybody without a bound is told so by the rules of each kind of policy
        held_back = narrowed(statement) and not narrowed(statement, *PRINCIPAL_KEYS)
        return "Principal: *" if held_back else None

    return each_statement(holder, _path(holder), facts, broken, absent=not_applicable())


@rule("policy-services-bound-to-source", BUCKET_POLICY, *BUCKETS, ROLE)
def services_bound_to_source(holder: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows or narrowed(statement, "aws:sourcearn"):
            return None
        return next((str(value) for _, value in statement.principals if value in SENDERS), None)

    return each_statement(holder, _path(holder), facts, broken, absent=not_applicable())


@rule("policy-resources-named", BUCKET_POLICY, *BUCKETS, TOPIC_POLICY)
def resources_named(holder: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        return "Resource: *" if statement.any_resource else None

    return each_statement(holder, "policy", facts, broken, absent=not_applicable())


@rule("vpc-endpoint-resources-bounded", ENDPOINT)
def endpoint_resources(endpoint: Resource, facts: Facts) -> list[Outcome]:
    kind = get(endpoint, "vpcEndpointType")
    if is_open(kind):
        return [unknown("vpcEndpointType")]
    if kind not in (MISSING, "Gateway"):
        # an interface is a way to one service; what it is used for, the callers' own policies name
        return [not_applicable()]

    def broken(statement: Statement) -> str | None:
        if not statement.allows or not statement.any_resource or narrowed(statement, *RESOURCE_KEYS):
            return None
        return "Resource: *"

    return each_statement(endpoint, "policy", facts, broken, absent=not_applicable())
