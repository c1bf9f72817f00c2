from __future__ import annotations

from datetime import timedelta
from typing import Literal

from hds_blueprint.hosting.vocabulary import Duration, Percentage, Section, TimeOfDay

Strategy = Literal["backup-restore", "pilot-light", "warm-standby", "active-active"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class MaintenanceWindow(Section):
    """A weekly time for changes that interrupt (UTC)."""

    day: Weekday
    start: TimeOfDay
    duration: Duration = timedelta(hours=1)


class Continuity(Section):
    """Targets: yearly availability in percent, recovery time (RTO), accepted loss of data (RPO)."""

    # A default is a promise that nobody asked about: low enough for any layout over several zones.
    availability: Percentage = 99.0
    rto: Duration = timedelta(hours=4)
    rpo: Duration = timedelta(minutes=15)
    region_loss_rpo: Duration | None = None  # accepted loss where the whole region is lost
    region_loss_rto: Duration | None = None  # accepted interruption where the whole region is lost
    strategy: Strategy = "backup-restore"  # for the loss of the region
    maintenance: tuple[MaintenanceWindow, ...] = ()

    @property
    def replicates(self) -> bool:
        """Whether the databases have a live copy in the recovery region."""
        return self.strategy in ("pilot-light", "warm-standby")
