"""Recovery on paper: how far back and how fast a layout reaches, by the slowest of its stores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from hds_blueprint.hosting.backup_groups import behind_in_recovery_region, groups_in_use
from hds_blueprint.hosting.continuity import Strategy
from hds_blueprint.hosting.facts import recovery_time
from hds_blueprint.hosting.requirements import HostingRequirements


@dataclass(frozen=True, slots=True)
class Figure:
    """A time, the store (`databases.records`) that decides it, and whether it is the interval of its backups.

    Without a time nothing leads back.
    """

    time: timedelta | None
    store: str
    of_backups: bool = False


def _worst(figures: Iterator[Figure]) -> Figure | None:
    return max(figures, key=lambda each: timedelta.max if each.time is None else each.time, default=None)


def loss_after_error(needs: HostingRequirements) -> Figure | None:
    """What a deletion or an error costs; None without databases and file systems.

    A database goes back to any moment, as far as its transaction logs have been shipped; a file system to its
    last backup. Buckets keep earlier versions.
    """

    def figures() -> Iterator[Figure]:
        for name in needs.databases:
            yield Figure(recovery_time("database_restorable_behind"), f"databases.{name}")
        for group in groups_in_use(needs):
            for section, name in group.stores:
                if section == "file_systems":
                    yield Figure(group.rules.frequency, f"{section}.{name}", of_backups=True)
        for name, each in needs.file_systems.items():
            if not each.backed_up:
                yield Figure(None, f"file_systems.{name}", of_backups=True)

    return _worst(figures())


def loss_with_region(needs: HostingRequirements) -> Figure | None:
    """What is lost with the region: what had not been copied yet; None without stores that are copied."""

    def figures() -> Iterator[Figure]:
        for (section, name), field, behind in behind_in_recovery_region(needs):
            copied = field is None or needs.backup.copy_to_recovery_region
            yield Figure(behind if copied else None, f"{section}.{name}", of_backups=field is not None)

    return _worst(figures())


def strategy_built(needs: HostingRequirements) -> Strategy:
    """The strategy that is built: of a warm standby the data alone, as of a pilot light."""
    return "pilot-light" if needs.continuity.replicates else needs.continuity.strategy
