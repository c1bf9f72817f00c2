from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from hds_blueprint.hosting.vocabulary import AccountId, Days, Duration, Section, Text


class VaultLock(Section):
    """Lock of the vault. Compliance mode cannot be undone after the cooling-off: a written reason."""

    mode: Literal["governance", "compliance"] = "governance"
    cooling_off_days: Annotated[int, Field(ge=3, le=365)] = 3
    reason: Text | None = None


class Backup(Section):
    frequency: Duration = timedelta(hours=24)
    retention_days: Days = 35
    monthly_retention_days: Days | None = 365
    copy_to_recovery_region: bool = True
    copy_retention_days: Days = 35
    lock: VaultLock | None = VaultLock.of_defaults()
    second_account: AccountId | None = None  # that the copies go to
    restore_test_every: Duration = timedelta(days=90)
