"""Rules of copies that leave a database: snapshots, their copies, backups in another region."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import entries, get, is_open

SNAPSHOTS = ("aws:rds/snapshot:Snapshot", "aws:rds/clusterSnapshot:ClusterSnapshot")
COPIES = ("aws:rds/snapshotCopy:SnapshotCopy", "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy")
BACKUP_COPIES = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
EVERYBODY = "all"


@rule("rds-snapshot-private", *SNAPSHOTS, *COPIES)
def snapshot_private(snapshot: Resource, facts: Facts) -> Iterator[Outcome]:
    path = "sharedAccounts"
    shared = get(snapshot, path)
    if is_open(shared):
        yield unknown(path)
        return
    # nothing written is shared with nobody
    yield passed(path)
    for place, account in entries(shared, path):
        if is_open(account):
            yield unknown(place)
        elif account == EVERYBODY:
            yield failed(place, account)


@rule("rds-snapshot-copy-customer-key", *COPIES)
def copy_key(copy: Resource, facts: Facts) -> Outcome:
    return customer_key(copy, "kmsKeyId", facts)


@rule("rds-backup-copy-customer-key", BACKUP_COPIES)
def backup_copy_key(copy: Resource, facts: Facts) -> Outcome:
    # without one AWS takes its own key of the other region
    return customer_key(copy, "kmsKeyId", facts)
