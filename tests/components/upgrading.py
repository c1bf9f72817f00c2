"""What a change of a document does to what holds data: replaced, dropped or neither."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hds_blueprint.components.program import build
from hds_blueprint.graph.model import Resource, ResourceGraph
from hds_blueprint.graph.program import record
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.policies.changes import replacing_inputs
from hds_blueprint.simulated_aws.argument_classes import resource_type
from hds_blueprint.simulated_aws.replacement import forces_replacement

EXAMPLES = Path(__file__).parents[2] / "stacks" / "examples"
# What nobody can build again from the document alone: data, the keys to them, their backups, traces, and the
# network that they stand in.
STATEFUL = {
    *replacing_inputs(),
    "aws:backup/vault:Vault",
    "aws:cloudtrail/trail:Trail",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:ecr/repository:Repository",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:opensearch/domain:Domain",
    "aws:secretsmanager/secret:Secret",
    "aws:sns/topic:Topic",
    "aws:sqs/queue:Queue",
}


@cache
def document(example: str) -> dict[str, Any]:
    """An example's document as data."""
    return yaml.safe_load((EXAMPLES / f"{example}.yaml").read_text("utf-8"))


def graph_of(example: str, changes: Mapping[str, Any] | None = None) -> ResourceGraph:
    """The graph of an example with changes laid over its document; None takes a key away."""
    requirements = HostingRequirements.model_validate(_merged(document(example), changes or {}))
    return record(lambda: build(requirements), project="hds-blueprint", stack=example)


def lost(before: ResourceGraph, after: ResourceGraph) -> dict[str, str]:
    """By URN, what happens to a stateful resource that the second graph drops or makes AWS replace.

    What is protected stays in the account when the document no longer names it.
    """
    found: dict[str, str] = {}
    for old in before.resources:
        if old.type not in STATEFUL or not old.custom:
            continue
        new = after.by_urn.get(old.urn)
        if new is None:
            if not old.options.retain_on_delete:  # else it stays in the account
                found[old.urn] = "deleted"
        elif forcing := _forcing(old, new):
            found[old.urn] = f"replaced by {', '.join(forcing)}"
    return found


def _forcing(old: Resource, new: Resource) -> list[str]:
    """The inputs that differ and make AWS build a new resource; what is ignored cannot."""
    known, kind = replacing_inputs().get(new.type, ()), resource_type(new.type)
    return [
        name
        for name in sorted({*old.inputs, *new.inputs} - set(new.options.ignore_changes))
        if old.inputs.get(name) != new.inputs.get(name) and (name in known or forces_replacement(kind, name))
    ]


def _merged(before: Any, changes: Any) -> Any:
    if not isinstance(before, dict) or not isinstance(changes, Mapping):
        return copy.deepcopy(changes)
    merged = dict(before)
    for key, value in changes.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = _merged(merged.get(key), value)
    return merged
