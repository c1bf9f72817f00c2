"""Rules of Amazon RDS databases: availability, backups, deletion, logs."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least, is_false, is_true
from hds_blueprint.policies.databases import CLUSTER, CLUSTER_INSTANCE, INSTANCE, follows_cluster, is_copy
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import entries, get, is_open

# the log that records errors and connections, by the start of the engine's name
LOGS = {
    "postgres": "postgresql",
    "aurora-postgresql": "postgresql",
    "mysql": "error",
    "aurora-mysql": "error",
}


@rule("rds-instance-multi-az", INSTANCE)
def multi_az(database: Resource, facts: Facts) -> Outcome:
    if not facts.production or follows_cluster(database) or is_copy(database):
        return not_applicable()
    return is_true(database, "multiAz")


@rule("rds-logs-exported", INSTANCE, CLUSTER)
def logs_exported(database: Resource, facts: Facts) -> Outcome:
    engine = get(database, "engine")
    log = LOGS.get(engine) if isinstance(engine, str) else None
    if log is None or follows_cluster(database):
        return unknown("engine") if is_open(engine) else not_applicable()
    exports = get(database, "enabledCloudwatchLogsExports")
    names = [item for _, item in entries(exports, "")]
    if log in names:
        return passed("enabledCloudwatchLogsExports", exports)
    if is_open(exports) or any(is_open(name) for name in names):
        return unknown("enabledCloudwatchLogsExports")
    return failed("enabledCloudwatchLogsExports", exports, log=log)


@rule("rds-deletion-protected", INSTANCE, CLUSTER)
def deletion_protected(database: Resource, facts: Facts) -> Outcome:
    return not_applicable() if follows_cluster(database) else is_true(database, "deletionProtection")


@rule("rds-backup-retention-sufficient", INSTANCE, CLUSTER)
def backup_retention(database: Resource, facts: Facts, *, minimum_days: int) -> Outcome:
    if follows_cluster(database) or is_copy(database):
        return not_applicable()
    # without a value the API keeps one day
    return at_least(database, "backupRetentionPeriod", minimum_days, default=1)


@rule("rds-tags-copied-to-snapshots", INSTANCE, CLUSTER)
def tags_copied(database: Resource, facts: Facts) -> Outcome:
    return not_applicable() if follows_cluster(database) else is_true(database, "copyTagsToSnapshot")


@rule("rds-final-snapshot-taken", INSTANCE, CLUSTER)
def final_snapshot(database: Resource, facts: Facts) -> Outcome:
    if follows_cluster(database) or is_copy(database):
        return not_applicable()
    return is_false(database, "skipFinalSnapshot")


@rule("rds-minor-versions-applied", INSTANCE, CLUSTER_INSTANCE)
def minor_versions(database: Resource, facts: Facts) -> Outcome:
    return is_true(database, "autoMinorVersionUpgrade", default=True)
