"""Rules of Amazon ElastiCache: what is left after the loss of a node, a zone or everything."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least, is_true
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.elasticache import GROUP, NODES, SERVERLESS, follows_group
from hds_blueprint.policies.values import get


@rule("elasticache-failover-automatic", GROUP)
def failover_automatic(cache: Resource, facts: Facts) -> Outcome:
    return is_true(cache, "automaticFailoverEnabled") if facts.production else not_applicable()


@rule("elasticache-zones-redundant", GROUP)
def zones_redundant(cache: Resource, facts: Facts) -> Outcome:
    return is_true(cache, "multiAzEnabled") if facts.production else not_applicable()


@rule("elasticache-snapshots-kept", GROUP, NODES, SERVERLESS)
def snapshots_kept(cache: Resource, facts: Facts) -> Outcome:
    if not facts.production or follows_group(cache):
        return not_applicable()
    if cache.type != GROUP and get(cache, "engine") == "memcached":
        return not_applicable()
    return at_least(cache, "snapshotRetentionLimit", 1, default=0)
