from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from hds_blueprint.hosting.access import RoleName
from hds_blueprint.hosting.vocabulary import AccountId, Days, Duration, Name, Section, Text


class VaultLock(Section):
    """Lock of the vault. Compliance mode cannot be undone after the cooling-off: a written reason."""

    mode: Literal["governance", "compliance"] = "governance"
    cooling_off_days: Annotated[int, Field(ge=3, le=365)] = 3
    reason: Text | None = None


class BackupClass(Section):
    """How often the stores of one class are backed up, and how long their copies live."""

    frequency: Duration = timedelta(hours=24)
    retention_days: Days = 35
    monthly_retention_days: Days | None = 365
    copy_retention_days: Days = 35


class Backup(BackupClass):
    """Backups of every store; its own frequency and periods are those of a store that names no class."""

    classes: dict[Name, BackupClass] = Field(default_factory=dict[str, BackupClass])
    copy_to_recovery_region: bool = True
    lock: VaultLock | None = VaultLock.of_defaults()
    second_account: AccountId | None = None  # that the copies go to
    second_account_role: RoleName = "hds-backup-copies"  # in that account, taken by whoever deploys
    restore_test_every: Duration = timedelta(days=90)

    def of(self, name: str | None) -> BackupClass:
        """The class of a name, or what stores without a class get. Raises KeyError for an unknown name."""
        return self if name is None else self.classes[name]
