"""Rules of acts that somebody must hear of: the end of traces, keys and backups, and the use of root.

What watches tells nobody by itself either: failures of backups, findings of GuardDuty."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hds_blueprint.graph.model import Resource, Unknown
from hds_blueprint.policies import data_stores
from hds_blueprint.policies.alarms import EVENT_RULE, PATTERNS, told
from hds_blueprint.policies.buckets import TRAIL
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.backup import VAULT
from hds_blueprint.policies.rules.kms import KEY
from hds_blueprint.policies.values import MISSING, get, strings

NOTIFICATIONS = "aws:backup/vaultNotifications:VaultNotifications"
DETECTOR = "aws:guardduty/detector:Detector"
# events of what GuardDuty finds; Security Hub collects it
FINDINGS = ("aws.guardduty", "GuardDuty Finding", "aws.securityhub", "Security Hub Findings")


@rule("cloudtrail-end-noticed", TRAIL)
def end_of_trail_noticed(trail: Resource, facts: Facts) -> Outcome:
    return noticed(facts, "cloudtrail", "StopLogging", "DeleteTrail")


@rule("root-use-noticed", TRAIL)
def root_noticed(trail: Resource, facts: Facts) -> Outcome:
    return noticed(facts, "", '"Root"')


@rule("kms-key-removal-noticed", KEY)
def removal_of_key_noticed(key: Resource, facts: Facts) -> Outcome:
    return facts.once(_removal_of_keys_noticed)


def _removal_of_keys_noticed(facts: Facts) -> Outcome:
    if not facts.once(keys_hold_data):
        return not_applicable()  # where no data are, a lost key loses none
    return noticed(facts, "kms", "DisableKey", "ScheduleKeyDeletion")


def keys_hold_data(facts: Facts) -> bool:
    """Whether there is a store of data that keys may encrypt."""
    return any(data_stores.holds_data(each, facts) for each in facts.graph.of_type(*data_stores.TYPES))


@rule("backup-removal-noticed", VAULT)
def removal_of_backups_noticed(vault: Resource, facts: Facts) -> Outcome:
    return facts.once(_removal_of_vaults_noticed)


def _removal_of_vaults_noticed(facts: Facts) -> Outcome:
    return noticed(facts, "backup", "DeleteBackupVault", "DeleteRecoveryPoint")


@rule("backup-failure-noticed", VAULT)
def failure_of_backups_noticed(vault: Resource, facts: Facts) -> Outcome:
    # a vault's own notifications tell of its jobs, too
    if facts.attached(vault, "backupVaultName", NOTIFICATIONS).resources:
        return passed("alarm")

    def finds(text: str) -> bool:
        events = '"aws.backup"' in text or "Backup Job State Change" in text
        # without a state it finds them all
        return events and ("FAILED" in text or '"detail"' not in text)

    return _missing(facts, lambda texts: [] if any(map(finds, texts)) else ["FAILED"])


@rule("guardduty-findings-noticed", DETECTOR)
def findings_noticed(detector: Resource, facts: Facts) -> Outcome:
    def finds(text: str) -> bool:
        return any(word in text for word in FINDINGS)

    return _missing(facts, lambda texts: [] if any(map(finds, texts)) else ["GuardDuty Finding"])


def noticed(facts: Facts, service: str, *acts: str, region: str | None = None) -> Outcome:
    """Whether patterns that reach somebody name each of these acts, or take every call of their service.

    With a region only patterns there count, and those whose region is not known.
    """

    def missing(texts: Sequence[str]) -> list[str]:
        if service and any(_takes_every_call(text, service) for text in texts):
            return []
        # whole words: DeleteBackupVault is not DeleteBackupVaultAccessPolicy
        words = [re.compile(rf"(?<!\w){re.escape(act)}(?!\w)") for act in acts]
        return [
            act for act, word in zip(acts, words, strict=True) if not any(word.search(text) for text in texts)
        ]

    return _missing(facts, missing, region)


def _missing(
    facts: Facts, missing: Callable[[Sequence[str]], list[str]], region: str | None = None
) -> Outcome:
    """Whether the patterns that reach somebody leave nothing out.

    Another stack of the account may hold the trail and its alarms: without a trail here nothing is said.
    """
    path = "alarm"
    if not facts.complete or not facts.graph.of_type(TRAIL):
        return not_applicable()
    heard, open_pattern = facts.once(_heard_patterns)
    lacking = missing([text for text, where in heard if region is None or where in (None, region)])
    if not lacking:
        return passed(path)
    return unknown(path) if open_pattern else failed(path, missing=", ".join(lacking))


def _heard_patterns(facts: Facts) -> tuple[tuple[tuple[str, str | None], ...], bool]:
    """The texts of patterns that reach somebody, each once with its region; whether one is not known yet."""
    texts: dict[tuple[str, str | None], None] = {}
    open_pattern = False
    for holder, name in PATTERNS:
        for candidate in facts.graph.of_type(holder):
            value = get(candidate, name)
            open_pattern = open_pattern or isinstance(value, Unknown)
            if value is not MISSING and told(candidate, facts):
                # the trail's log holds the calls of every region
                region = candidate.region if holder == EVENT_RULE else None
                texts.update(((text, region), None) for _, text in strings(value, name))
    return tuple(texts), open_pattern


def _takes_every_call(text: str, service: str) -> bool:
    """Whether a pattern names the calls of the service, or of all services, and none of them."""
    named = f"aws.{service}" in text or f"{service}.amazonaws.com" in text
    of_all = '"source"' not in text and "eventSource" not in text
    return (named or of_all) and "eventName" not in text and "via CloudTrail" in text
