"""When the last locked copy dies: the date before which nobody can erase everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hds_blueprint.hosting.backup_groups import groups_in_use
from hds_blueprint.hosting.document import path_text
from hds_blueprint.hosting.requirements import HostingRequirements


@dataclass(frozen=True, slots=True)
class LastLockedCopy:
    """The longest locked copy: which field keeps it, for how many days, and until which day.

    `made` is the day of the copy: the contract's last where it is known, else the day that was asked for.
    `due` is the day by which everything is to be destroyed, where the document says both.
    """

    field: str
    days: int
    made: date
    dies: date
    due: date | None


def last_locked_copy(needs: HostingRequirements, as_of: date) -> LastLockedCopy | None:
    """The copy that lives longest under a lock; None without a lock, or past the calendar's end."""
    backup, data = needs.backup, needs.data
    if backup.lock is None:
        return None
    kept = {
        path_text(location): days
        for group in groups_in_use(needs)
        for location, days in group.periods(copies=backup.copy_to_recovery_region)
    }
    field, days = max(kept.items(), key=lambda item: item[1])
    end = data.end_of_contract.day if data.end_of_contract else None
    made = max(end, as_of) if end else as_of
    try:
        dies = made + timedelta(days=days)
        due = end + timedelta(days=data.destruction_days) if end and data.destruction_days else None
    except OverflowError:
        return None
    return LastLockedCopy(field, days, made, dies, due)
