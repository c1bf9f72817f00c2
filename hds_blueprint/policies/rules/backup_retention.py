"""Rules of AWS Backup: how long recovery points live, and that they can be restored."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies import data_stores
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.backup import LOCK, PLAN, VAULT, VAULT_POLICY
from hds_blueprint.policies.values import MISSING, Found, entries, get, is_open, number, within

RESTORE_TEST = "aws:backup/restoreTestingSelection:RestoreTestingSelection"


@rule("backup-vault-deletion-refused", VAULT)
def deletion_refused(vault: Resource, facts: Facts) -> Outcome:
    attached = facts.attached(vault, "backupVaultName", VAULT_POLICY)
    if not attached.resources:
        return unknown("vaultPolicy") if attached.uncertain else failed("vaultPolicy")
    documents = [(holder, facts.document(holder, "policy")) for holder in attached.resources]
    for holder, document in documents:
        if any(_refuses_deletion(statement) for statement in document.statements):
            return passed("policy", holder=holder.urn)
    holder, document = documents[0]
    uncertain = not document.parsed or any(statement.open for statement in document.statements)
    return unknown("policy", holder=holder.urn) if uncertain else failed("policy", holder=holder.urn)


def _refuses_deletion(statement: Statement) -> bool:
    deletes = statement.covers("backup:DeleteRecoveryPoint") is not None
    anyone = statement.denies and statement.for_anyone and not statement.conditions
    return anyone and deletes and "*" in statement.resources


@rule("backup-vault-lock-justified", LOCK)
def lock_justified(
    lock: Resource, facts: Facts, *, minimum_days: int, maximum_days: int
) -> Iterator[Outcome]:
    least, most = get(lock, "minRetentionDays"), get(lock, "maxRetentionDays")
    if is_open(least):
        yield unknown("minRetentionDays")
    elif least is not MISSING:
        yield _bounded("minRetentionDays", least, minimum_days, maximum_days)
    if is_open(most):
        yield unknown("maxRetentionDays")
    elif most is not MISSING:
        yield _bounded("maxRetentionDays", most, minimum_days, maximum_days)


def _bounded(path: str, value: Found, minimum: float, maximum: float) -> Outcome:
    days = number(value)
    fits = days is not None and minimum <= days <= maximum
    return passed(path, value) if fits else failed(path, value)


@rule("backup-retention-within-lock", PLAN)
def retention_within_lock(plan: Resource, facts: Facts) -> Iterator[Outcome]:
    """AWS refuses the job of a recovery point whose life its vault's lock does not allow."""
    for path, each in entries(get(plan, "rules"), "rules"):
        if is_open(each):
            yield unknown(path)
            continue
        yield from _against_lock(plan, each, path, "targetVaultName", facts)
        for place, copy in entries(within(each, "copyActions"), f"{path}.copyActions"):
            yield from _against_lock(plan, copy, place, "destinationVaultArn", facts)


def _against_lock(plan: Resource, each: Found, path: str, name: str, facts: Facts) -> Iterator[Outcome]:
    place, days = f"{path}.lifecycle.deleteAfter", within(each, "lifecycle.deleteAfter")
    vaults = facts.target_resources(plan, f"{path}.{name}", VAULT)
    if not vaults and is_open(within(each, name)):
        yield unknown(f"{path}.{name}")
    for vault in vaults:
        for lock in facts.attached(vault, "backupVaultName", LOCK).resources:
            least, most = get(lock, "minRetentionDays"), get(lock, "maxRetentionDays")
            if is_open(days) or is_open(least) or is_open(most):
                yield unknown(place)
            else:
                # a recovery point without an end lives for ever
                lives = number(days) or float("inf")
                fits = (number(least) or 0) <= lives <= (number(most) or float("inf"))
                yield passed(place, days) if fits else failed(place, days)


@rule("backup-copies-expire", PLAN)
def copies_expire(plan: Resource, facts: Facts) -> Iterator[Outcome]:
    for path, each in entries(get(plan, "rules"), "rules"):
        for place, copy in entries(within(each, "copyActions"), f"{path}.copyActions"):
            days = within(copy, "lifecycle.deleteAfter")
            if is_open(days):
                yield unknown(f"{place}.lifecycle.deleteAfter")
            elif (number(days) or 0) > 0:
                yield passed(f"{place}.lifecycle.deleteAfter", days)
            else:
                yield failed(f"{place}.lifecycle.deleteAfter", days)


@rule("data-store-restore-tested", *data_stores.TYPES)
def restore_tested(store: Resource, facts: Facts) -> Outcome:
    if not facts.production:
        return not_applicable()
    if not data_stores.holds_data(store, facts):
        return not_applicable() if facts.complete else unknown(None)
    tests = facts.attached(store, "protectedResourceArns", RESTORE_TEST)
    if tests.resources:
        return passed("restoreTestingSelection", holder=tests.resources[0].urn)
    whole = [
        test
        for test in facts.graph.of_type(RESTORE_TEST)
        if "*" in [arn for _, arn in entries(get(test, "protectedResourceArns"), "")]
    ]
    if whole or tests.uncertain:
        return unknown("restoreTestingSelection")
    return failed("restoreTestingSelection")
