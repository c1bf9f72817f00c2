"""Rules of tags: what a resource belongs to."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.graph.origin import BASELINE, PLATFORM
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, Found, get, is_open, within

# where data are, or pass, or what protects them
TAGGED_TYPES = (
    "aws:s3/bucket:Bucket",
    "aws:rds/instance:Instance",
    "aws:rds/cluster:Cluster",
    "aws:dynamodb/table:Table",
    "aws:efs/fileSystem:FileSystem",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:elasticache/serverlessCache:ServerlessCache",
    "aws:opensearch/domain:Domain",
    "aws:elasticsearch/domain:Domain",
    "aws:backup/vault:Vault",
    "aws:kms/key:Key",
    "aws:secretsmanager/secret:Secret",
    "aws:ecs/cluster:Cluster",
    "aws:ecs/service:Service",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:ec2/vpc:Vpc",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:sns/topic:Topic",
    "aws:sqs/queue:Queue",
    "aws:ecr/repository:Repository",
    "aws:sfn/stateMachine:StateMachine",
)
REQUIRED_TAGS = ("service", "environment", "data-class", "hds-scope", "owner")
# Tags that nobody else has a use for: where one is written somewhere, the program follows this convention.
OWN_TAGS = ("data-class", "hds-scope")


@rule("resource-tagged-with-scope", *TAGGED_TYPES)
def tagged_with_scope(resource: Resource, facts: Facts) -> Outcome:
    if not facts.once(_follows_convention):
        # another company's program has tags of its own
        return not_applicable()
    own, defaults = get(resource, "tags"), _default_tags(resource, facts)
    missing: list[str] = []
    for tag in REQUIRED_TAGS:
        values = (within(own, tag), within(defaults, tag))
        if any(value is not MISSING and value != "" and not is_open(value) for value in values):
            continue
        if is_open(own) or is_open(defaults) or any(is_open(value) for value in values):
            return unknown(f"tags.{tag}")
        missing.append(tag)
    if missing:
        return failed("tags", own, missing=", ".join(missing))
    return passed("tags")


def _follows_convention(facts: Facts) -> bool:
    if facts.graph.of_type(PLATFORM, BASELINE):
        return True
    tagged = (get(each, path) for each in facts.graph.resources for path in ("tags", "defaultTags.tags"))
    return any(within(tags, tag) is not MISSING for tags in tagged for tag in OWN_TAGS)


def _default_tags(resource: Resource, facts: Facts) -> Found:
    provider = facts.graph.by_urn.get(resource.provider or "")
    return get(provider, "defaultTags.tags") if provider else MISSING
