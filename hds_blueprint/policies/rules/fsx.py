"""Rules of Amazon FSx: zones, keys, backups, and who opened which file."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import at_least, customer_key, is_false
from hds_blueprint.policies.choices import is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get, is_open

LUSTRE = "aws:fsx/lustreFileSystem:LustreFileSystem"
ONTAP = "aws:fsx/ontapFileSystem:OntapFileSystem"
OPEN_ZFS = "aws:fsx/openZfsFileSystem:OpenZfsFileSystem"
WINDOWS = "aws:fsx/windowsFileSystem:WindowsFileSystem"
SEVERAL_ZONES = ("MULTI_AZ_1", "MULTI_AZ_2")
# Lustre's scratch systems keep nothing: no key of one's own, no backups (FSx for Lustre user guide)
SCRATCH = ("SCRATCH_1", "SCRATCH_2")


def _unkept(file_system: Resource) -> Outcome | None:
    """What a rule on what is kept says of a scratch file system; None where files are kept."""
    if file_system.type != LUSTRE:
        return None
    kind = get(file_system, "deploymentType")
    if is_open(kind):
        return unknown("deploymentType")
    return not_applicable() if kind is MISSING or kind in SCRATCH else None


@rule("fsx-zones-redundant", ONTAP, OPEN_ZFS, WINDOWS)
def zones_redundant(file_system: Resource, facts: Facts) -> Outcome:
    # Lustre knows one zone only; its files are copied to S3
    if not facts.production:
        return not_applicable()
    return is_one_of(file_system, "deploymentType", *SEVERAL_ZONES, default="SINGLE_AZ_1")


@rule("fsx-customer-key", LUSTRE, ONTAP, OPEN_ZFS, WINDOWS)
def own_key(file_system: Resource, facts: Facts) -> Outcome:
    return _unkept(file_system) or customer_key(file_system, "kmsKeyId", facts)


@rule("fsx-backup-retention-sufficient", LUSTRE, ONTAP, OPEN_ZFS, WINDOWS)
def backup_retention(file_system: Resource, facts: Facts, *, minimum_days: int) -> Outcome:
    # pulumi_aws keeps the backups of Windows for seven days where nothing is said, of others not at all
    default = 7 if file_system.type == WINDOWS else 0
    return _unkept(file_system) or at_least(
        file_system, "automaticBackupRetentionDays", minimum_days, default=default
    )


@rule("fsx-final-backup-taken", LUSTRE, OPEN_ZFS, WINDOWS)
def final_backup(file_system: Resource, facts: Facts) -> Outcome:
    if not facts.production:
        return not_applicable()
    # of Lustre alone pulumi_aws takes no last backup unless it is told to
    skipped = file_system.type == LUSTRE
    return _unkept(file_system) or is_false(file_system, "skipFinalBackup", default=skipped)


@rule("fsx-file-access-audited", WINDOWS)
def access_audited(file_system: Resource, facts: Facts) -> Outcome:
    path = "auditLogConfiguration.fileAccessAuditLogLevel"
    return is_one_of(file_system, path, "SUCCESS_ONLY", "SUCCESS_AND_FAILURE", default="DISABLED")
