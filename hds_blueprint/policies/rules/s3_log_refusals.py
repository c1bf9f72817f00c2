"""Rules of what buckets of traces refuse: their deletion, and the way round a lock that can be lifted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import (
    BUCKETS,
    OBJECT_LOCK,
    Form,
    holds_configuration,
    receives_access_logs,
)
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.s3_refusals import refused_by_policy
from hds_blueprint.policies.values import get

BYPASS = "s3:BypassGovernanceRetention"
DELETIONS = ("s3:DeleteObject", "s3:DeleteObjectVersion")


@rule("s3-log-bucket-deletion-refused", *BUCKETS)
def deletion_refused(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    """Where S3, balancers and AWS Config deliver no default lock is possible: the policy keeps traces."""
    receives = holds_configuration(bucket, facts) or receives_access_logs(bucket, facts)
    if not receives:
        yield unknown(None) if receives is None else not_applicable()
        return
    for action in DELETIONS:
        yield from refused_by_policy(bucket, facts, partial(_refuses, action))


@rule("s3-lock-bypass-refused", *BUCKETS)
def bypass_refused(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    """A lock in governance mode holds nobody who may go round it; compliance mode nobody can."""
    if "GOVERNANCE" not in _lock_modes(bucket, facts, OBJECT_LOCK):
        yield not_applicable()
        return
    yield from refused_by_policy(bucket, facts, partial(_refuses, BYPASS))


def _refuses(action: str, statement: Statement) -> bool:
    # the refusal of plain or old transport covers every action, and refuses nothing to a current client
    by_transport = statement.condition("aws:securetransport", "s3:tlsversion")
    return not by_transport and statement.covers(action) is not None


def _lock_modes(bucket: Resource, facts: Facts, lock: Form) -> list[object]:
    attached = facts.attached(bucket, "bucket", *lock.types).resources
    modes: list[object] = [get(each, f"{lock.path}.mode") for each in attached]
    return [*modes, *(get(bucket, f"{path}.mode") for path in lock.inline)]
