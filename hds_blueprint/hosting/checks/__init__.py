"""Checks across fields: pure functions of the requirements, one concern a file."""

from __future__ import annotations

from datetime import date

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.requirements import HostingRequirements


def run(requirements: HostingRequirements, as_of: date | None) -> list[Complaint]:
    """What every registered check says."""
    return []
