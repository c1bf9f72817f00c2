"""Rules of deletion: a store of data is not emptied by the way."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import BUCKETS
from hds_blueprint.policies.checks import is_false
from hds_blueprint.policies.databases import CLUSTER, INSTANCE, follows_cluster, is_copy
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable
from hds_blueprint.policies.rule import rule

VAULT = "aws:backup/vault:Vault"


@rule("s3-bucket-emptied-by-hand", *BUCKETS)
def bucket_emptied_by_hand(bucket: Resource, facts: Facts) -> Outcome:
    return is_false(bucket, "forceDestroy")


@rule("backup-vault-emptied-by-hand", VAULT)
def vault_emptied_by_hand(vault: Resource, facts: Facts) -> Outcome:
    return is_false(vault, "forceDestroy")


@rule("rds-automated-backups-kept", INSTANCE, CLUSTER)
def automated_backups_kept(database: Resource, facts: Facts) -> Outcome:
    if follows_cluster(database) or is_copy(database):
        return not_applicable()
    # by default they go with the database
    return is_false(database, "deleteAutomatedBackups", default=True)
