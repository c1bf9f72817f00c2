"""The stores that AWS Backup copies, grouped by their backup class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from hds_blueprint.hosting.backup import BackupClass
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.facts import recovery_time
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.stores import Bucket, Database, FileSystem

BackedUpStore = Database | Bucket | FileSystem


@dataclass(frozen=True, slots=True)
class BackupGroup:
    """A backup class and its stores by their paths (`databases.records`).

    `name` is None for the stores that name no class; `location` is where the class is written.
    """

    name: str | None
    location: Location
    rules: BackupClass
    stores: dict[tuple[str, str], BackedUpStore]

    def periods(self, *, copies: bool) -> Iterator[tuple[Location, int]]:
        """Where each period of the class is written, and its days; those of the copies where asked for."""
        yield (*self.location, "retention_days"), self.rules.retention_days
        if self.rules.monthly_retention_days is not None:
            yield (*self.location, "monthly_retention_days"), self.rules.monthly_retention_days
        if copies:
            yield (*self.location, "copy_retention_days"), self.rules.copy_retention_days


def backed_up(needs: HostingRequirements) -> Iterator[tuple[str, str, BackedUpStore]]:
    """Section, name and content of every store that AWS Backup copies, in the document's order."""
    for name, database in needs.databases.items():
        yield "databases", name, database
    for name, bucket in needs.buckets.items():
        yield "buckets", name, bucket
    for name, file_system in needs.file_systems.items():
        if file_system.backed_up:
            yield "file_systems", name, file_system


def backup_class_of(needs: HostingRequirements, path: str) -> str | None:
    """The class that a store names (`databases.records`); None where it names none, or has none."""
    section, _, name = path.partition(".")
    return next(
        (each.backup_class for kind, store, each in backed_up(needs) if (kind, store) == (section, name)),
        None,
    )


def groups(needs: HostingRequirements) -> tuple[BackupGroup, ...]:
    """Every class of the document, that of stores without one first; a name that is not defined has none."""
    named = [(name, ("backup", "classes", name), each) for name, each in needs.backup.classes.items()]
    return tuple(
        BackupGroup(
            name,
            location,
            rules,
            {
                (section, store): each
                for section, store, each in backed_up(needs)
                if each.backup_class == name
            },
        )
        for name, location, rules in ((None, ("backup",), needs.backup), *named)
    )


def groups_in_use(needs: HostingRequirements) -> tuple[BackupGroup, ...]:
    """The classes with stores in them; that of stores without a class always."""
    return tuple(group for group in groups(needs) if group.stores or group.name is None)


def behind_in_recovery_region(
    needs: HostingRequirements,
) -> Iterator[tuple[tuple[str, str], Location | None, timedelta]]:
    """Each store (section, name), the field that decides how far its copy is behind, and by how much.

    No field decides where the store is replicated.
    """
    for group in groups_in_use(needs):
        for store, content in group.stores.items():
            if isinstance(content, Bucket | FileSystem) and content.replicate:
                kind = "bucket" if isinstance(content, Bucket) else "file_system"
                yield store, None, recovery_time(f"{kind}_replication")
            elif isinstance(content, Database) and needs.continuity.replicates:
                yield store, None, recovery_time("database_replication")
            else:
                yield store, (*group.location, "frequency"), group.rules.frequency
