"""The strategy for the loss of the region: what is built of it, and what the databases must be for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.maintenance import collides
from hds_blueprint.hosting.requirements import HostingRequirements

_STRATEGY: Location = ("continuity", "strategy")
_HOUR = timedelta(hours=1)


def strategy_built(needs: HostingRequirements) -> Iterator[Complaint]:
    """No store takes writes in two regions, and of a warm standby the data alone are built."""
    strategy = needs.continuity.strategy
    if strategy == "active-active":
        yield Complaint("active-active-unwritable", _STRATEGY, strategy, "pilot-light, warm-standby")
    elif strategy == "warm-standby":
        yield Complaint("warm-standby-data-only", _STRATEGY, strategy, severity="warning")
    if needs.continuity.replicates and not needs.databases:
        yield Complaint(
            "strategy-without-databases",
            _STRATEGY,
            strategy,
            severity="warning",
            depends_on=(("databases",),),
        )


def classes_replicable(needs: HostingRequirements) -> Iterator[Complaint]:
    """A global database of Aurora takes no burstable instances (Aurora user guide, global databases)."""
    if not needs.continuity.replicates:
        return
    for name, database in needs.databases.items():
        if database.is_aurora and database.instance_class.startswith("db.t"):
            yield Complaint(
                "class-without-global",
                ("databases", name, "instance_class"),
                database.instance_class,
                depends_on=(_STRATEGY, ("databases", name, "engine")),
            )


def maintenance_apart_from_backups(needs: HostingRequirements) -> Iterator[Complaint]:
    """Windows overlap no daily backup, which Amazon RDS refuses, and are not close to the central one."""
    for index, window in enumerate(needs.continuity.maintenance):
        location: Location = ("continuity", "maintenance", index, "start")
        if collides(window, "database"):
            yield Complaint("maintenance-during-backup", location, window.start, "02:00 - 01:00")
        elif collides(window, "central", before=_HOUR):
            yield Complaint("maintenance-before-backup", location, window.start, severity="warning")


CHECKS = (strategy_built, classes_replicable, maintenance_apart_from_backups)
