"""Database clusters whose instances are resources of their own."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown


def instances_redundant(cluster: Resource, facts: Facts, type_: str) -> Outcome:
    """A production cluster has at least two instances of this type, which AWS spreads over zones."""
    if not facts.production:
        return not_applicable()
    found = facts.attached(cluster, "clusterIdentifier", type_)
    if len(found.resources) > 1:
        return passed("clusterInstance")
    return unknown("clusterInstance") if found.uncertain else failed("clusterInstance", len(found.resources))
