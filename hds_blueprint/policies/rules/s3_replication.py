"""Rules of the copies that buckets make of their objects elsewhere: made, and under a key of one's own."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Join, Ref, Resource
from hds_blueprint.policies.buckets import REPLICATION
from hds_blueprint.policies.checks import AWS_MANAGED_ALIAS
from hds_blueprint.policies.choices import judge_choice
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, Found, entries, get, is_open, within

_ENCRYPTED = "sourceSelectionCriteria.sseKmsEncryptedObjects.status"
_KEY = "destination.encryptionConfiguration.replicaKmsKeyId"


@rule("s3-replication-enabled", *REPLICATION)
def replication_enabled(replication: Resource, facts: Facts) -> Iterator[Outcome]:
    """The rule is on, and takes objects under a key along, which S3 leaves out where nothing is said."""
    for path, each in entries(get(replication, "rules"), "rules"):
        if is_open(each):
            yield unknown(path)
            continue
        yield judge_choice(within(each, "status"), f"{path}.status", ("Enabled",))
        if within(each, "destination.encryptionConfiguration") is not MISSING:
            yield judge_choice(within(each, _ENCRYPTED), f"{path}.{_ENCRYPTED}", ("Enabled",))


@rule("s3-replica-customer-key", *REPLICATION)
def replica_key(replication: Resource, facts: Facts) -> Iterator[Outcome]:
    for path, each in entries(get(replication, "rules"), "rules"):
        place = f"{path}.{_KEY}"
        yield unknown(path) if is_open(each) else _judge_key(within(each, _KEY), place)


def _judge_key(key: Found, path: str) -> Outcome:
    texts = [part for part in key.parts if isinstance(part, str)] if isinstance(key, Join) else [str(key)]
    if key in (MISSING, "") or any(AWS_MANAGED_ALIAS in text for text in texts):
        return failed(path, key)
    return passed(path, key) if isinstance(key, str | Ref | Join) else unknown(path)
