"""Rules of changes to what protects that somebody must hear of, and of every way in which a backup fails."""

from __future__ import annotations

from hds_blueprint.graph.model import Join, Resource, Unknown
from hds_blueprint.policies.alarms import EVENT_RULE, told
from hds_blueprint.policies.buckets import TRAIL
from hds_blueprint.policies.event_patterns import Event, finds
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.json_text import NotJsonError, decode
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.backup import PLAN, VAULT
from hds_blueprint.policies.rules.kms import KEY
from hds_blueprint.policies.rules.noticing import NOTIFICATIONS, keys_hold_data, noticed
from hds_blueprint.policies.values import Found, get, is_open

# what watches an account, with its service in the trail and the calls that end it or narrow it
WATCHERS: dict[str, tuple[str, ...]] = {
    "aws:accessanalyzer/analyzer:Analyzer": ("access-analyzer", "DeleteAnalyzer"),
    "aws:cfg/deliveryChannel:DeliveryChannel": ("config", "DeleteDeliveryChannel"),
    "aws:cfg/recorder:Recorder": ("config", "StopConfigurationRecorder", "DeleteConfigurationRecorder"),
    "aws:ebs/encryptionByDefault:EncryptionByDefault": ("ec2", "DisableEbsEncryptionByDefault"),
    "aws:guardduty/detector:Detector": ("guardduty", "DeleteDetector", "UpdateDetector"),
    "aws:macie2/account:Account": ("macie2", "DisableMacie"),
    "aws:securityhub/account:Account": ("securityhub", "DisableSecurityHub"),
}
# how jobs of AWS Backup end badly (API reference: BackupJob, CopyJob, RestoreJob; events: developer guide)
ENDS = {
    "Backup Job State Change": ("state", ("ABORTED", "EXPIRED", "FAILED", "PARTIAL")),
    "Copy Job State Change": ("state", ("FAILED", "PARTIAL")),
    "Restore Job State Change": ("status", ("ABORTED", "FAILED")),
}


@rule("cloudtrail-narrowing-noticed", TRAIL)
def narrowing_noticed(trail: Resource, facts: Facts) -> Outcome:
    return noticed(facts, "cloudtrail", "UpdateTrail", "PutEventSelectors")


@rule("kms-key-policy-change-noticed", KEY)
def key_policy_noticed(key: Resource, facts: Facts) -> Outcome:
    return facts.once(_key_policies_noticed)


def _key_policies_noticed(facts: Facts) -> Outcome:
    return noticed(facts, "kms", "PutKeyPolicy") if facts.once(keys_hold_data) else not_applicable()


@rule("backup-plan-removal-noticed", PLAN)
def plan_removal_noticed(plan: Resource, facts: Facts) -> Outcome:
    return noticed(facts, "backup", "DeleteBackupPlan", "DeleteBackupSelection")


@rule("backup-vault-opening-noticed", VAULT)
def vault_opening_noticed(vault: Resource, facts: Facts) -> Outcome:
    ends = ("DeleteBackupVaultAccessPolicy", "DeleteBackupVaultLockConfiguration")
    changes = ("PutBackupVaultAccessPolicy", "PutBackupVaultLockConfiguration")
    return noticed(facts, "backup", *ends, *changes)


@rule("safeguard-end-noticed", *WATCHERS)
def safeguard_end_noticed(watcher: Resource, facts: Facts) -> Outcome:
    # what watches a region is ended there, and its event is sent there
    service, *acts = WATCHERS[watcher.type]
    return noticed(facts, service, *acts, region=watcher.region)


@rule("backup-failures-all-noticed", VAULT)
def failures_noticed(vault: Resource, facts: Facts) -> Outcome:
    if facts.attached(vault, "backupVaultName", NOTIFICATIONS).resources:
        return not_applicable()  # another rule reads a vault's own notifications
    return facts.once(_every_end_noticed)


def _every_end_noticed(facts: Facts) -> Outcome:
    if not facts.complete or not facts.graph.of_type(TRAIL):
        return not_applicable()  # another stack of the account may tell
    heard = [each for each in facts.graph.of_type(EVENT_RULE) if told(each, facts)]
    patterns = [_pattern(each) for each in heard]
    known = [pattern for pattern in patterns if not is_open(pattern)]
    for kind, (field, states) in ENDS.items():
        for state in states:
            event: Event = {"source": "aws.backup", "detail-type": kind, "detail": {field: state}}
            if any(finds(pattern, event) for pattern in known):
                continue
            return unknown("alarm") if known != patterns else failed("alarm", missing=f"{kind}: {state}")
    return passed("alarm")


def _pattern(event_rule: Resource) -> Found:
    value = get(event_rule, "eventPattern")
    if not isinstance(value, str | Join):
        return value
    try:
        return decode(value)
    except NotJsonError as error:
        return Unknown() if error.open else {"source": []}
