"""Rules of AWS Backup: locked vaults, plans that reach the data stores and a second region."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies import data_stores
from hds_blueprint.policies.backups import coverage
from hds_blueprint.policies.checks import customer_key
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import closed_to_strangers
from hds_blueprint.policies.values import MISSING, entries, get, is_open, number, within

VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
VAULT_POLICY = "aws:backup/vaultPolicy:VaultPolicy"
PLAN = "aws:backup/plan:Plan"


@rule("backup-vault-customer-key", VAULT)
def own_key(vault: Resource, facts: Facts) -> Outcome:
    return customer_key(vault, "kmsKeyArn", facts)


@rule("backup-vault-locked", VAULT)
def locked(vault: Resource, facts: Facts) -> Iterator[Outcome]:
    attached = facts.attached(vault, "backupVaultName", LOCK)
    if not attached.resources:
        yield unknown("vaultLockConfiguration") if attached.uncertain else failed("vaultLockConfiguration")
    for lock in attached.resources:
        for bound in ("minRetentionDays", "maxRetentionDays"):
            value = get(lock, bound)
            if is_open(value):
                yield unknown(bound, holder=lock.urn)
            elif (number(value) or 0) > 0:
                yield passed(bound, value, holder=lock.urn)
            else:
                yield failed(bound, value, holder=lock.urn)


@rule("backup-vault-cooling-off-sufficient", LOCK)
def cooling_off(lock: Resource, facts: Facts, *, minimum_days: int) -> Outcome:
    days = get(lock, "changeableForDays")
    if is_open(days):
        return unknown("changeableForDays")
    if days is MISSING:
        # governance mode: the lock can be lifted by whoever has the right to
        return not_applicable()
    enough = (number(days) or 0) >= minimum_days
    return passed("changeableForDays", days) if enough else failed("changeableForDays", days)


@rule("backup-vault-policy-private", VAULT_POLICY)
def policy_private(holder: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(holder, "policy", facts, absent=failed("policy"))


@rule("backup-plan-copied-to-second-region", PLAN)
def copied(plan: Resource, facts: Facts) -> Outcome:
    if not facts.production:
        return not_applicable()
    rules = get(plan, "rules")
    if is_open(rules):
        return unknown("rules")
    for path, rule_ in entries(rules, "rules"):
        copies = within(rule_, "copyActions")
        if is_open(copies):
            return unknown(f"{path}.copyActions")
        if copies is not MISSING and copies != []:
            return passed(f"{path}.copyActions", copies)
    return failed("rules", MISSING)


@rule("backup-recovery-points-expire", PLAN)
def expire(plan: Resource, facts: Facts) -> Iterator[Outcome]:
    for path, rule_ in entries(get(plan, "rules"), "rules"):
        place, days = f"{path}.lifecycle.deleteAfter", within(rule_, "lifecycle.deleteAfter")
        if is_open(days):
            yield unknown(place)
        else:
            yield passed(place, days) if (number(days) or 0) > 0 else failed(place, days)


@rule("data-store-backed-up", *data_stores.TYPES)
def backed_up(store: Resource, facts: Facts) -> Outcome:
    if not data_stores.holds_data(store, facts):
        return not_applicable() if facts.complete else unknown(None)
    covered = coverage(store, facts)
    if covered is None or not facts.complete:
        return unknown("backupSelection")
    return passed("backupSelection", holder=covered) if covered else failed("backupSelection")
