"""What a change of a document does to what holds data: replaced, dropped or neither."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hds_blueprint.components.program import build
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.graph.program import record
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.policies.change import ChangeKind
from hds_blueprint.policies.changes import compare
from hds_blueprint.policies.data_stores import KEPT

EXAMPLES = Path(__file__).parents[2] / "stacks" / "examples"
# What nobody can build again from the document alone: data, the keys to them, their backups, traces, and the
# network that they stand in.
STATEFUL = {
    *KEPT,
    "aws:cloudtrail/trail:Trail",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:ecr/repository:Repository",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:secretsmanager/secret:Secret",
    "aws:sns/topic:Topic",
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
    for change in compare(before, after):
        old = before.by_urn.get(change.urn)
        if old is None or old.type not in STATEFUL:
            continue
        if change.kind is ChangeKind.REPLACED:
            found[change.urn] = f"replaced by {', '.join(change.replacing)}"
        elif change.kind is ChangeKind.DELETED and not old.options.retain_on_delete:
            found[change.urn] = "deleted"  # else it stays in the account
    return found


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
