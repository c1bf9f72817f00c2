"""Rules of vault locks themselves: bounds that agree, and nobody who may lift one."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.backup import LOCK
from hds_blueprint.policies.rules.iam import POLICIES
from hds_blueprint.policies.statements import each_permission
from hds_blueprint.policies.values import MISSING, get, is_open, number

AIR_GAPPED = "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault"
_LIFTS = "backup:DeleteBackupVaultLockConfiguration"


@rule("backup-vault-lock-consistent", LOCK, AIR_GAPPED)
def bounds_consistent(lock: Resource, facts: Facts) -> Outcome:
    """Between bounds that contradict each other no recovery point fits, and AWS refuses every job."""
    least, most = get(lock, "minRetentionDays"), get(lock, "maxRetentionDays")
    if is_open(least) or is_open(most):
        return unknown("minRetentionDays" if is_open(least) else "maxRetentionDays")
    if least is MISSING or most is MISSING:
        return not_applicable()
    agree = (number(least) or 0) <= (number(most) or 0)
    return passed("minRetentionDays", least) if agree else failed("minRetentionDays", least)


@rule("backup-vault-lock-irremovable", *POLICIES)
def lock_irremovable(holder: Resource, facts: Facts) -> list[Outcome]:
    """In governance mode a lock is as strong as the list of those who may lift it."""

    def broken(statement: Statement) -> str | None:
        if not statement.allows or statement.whole_service is not None:
            return None  # all of a service is told so by a rule of its own
        return statement.covers(_LIFTS)

    return each_permission(holder, facts, broken)
