from __future__ import annotations

from datetime import timedelta

from hds_blueprint.hosting.vocabulary import Duration, Percentage, Section


class Continuity(Section):
    """Targets: yearly availability in percent, recovery time (RTO), accepted loss of data (RPO)."""

    availability: Percentage = 99.9
    rto: Duration = timedelta(hours=4)
    rpo: Duration = timedelta(minutes=15)
    region_loss_rpo: Duration | None = None  # accepted loss where the whole region is lost
