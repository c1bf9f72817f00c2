"""Checks across fields: pure functions of the requirements, one concern a file.

To add one: write the function, put it into its file's CHECKS, write its message in
texts/messages.en.yaml and .fr.yaml, and add the document that differs in exactly that place to the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from hds_blueprint.hosting.account import AccountBaseline
from hds_blueprint.hosting.checks import (
    access,
    adoption,
    backups,
    baseline,
    certificates,
    continuity,
    data,
    databases,
    destinations,
    environment,
    images,
    jobs,
    location,
    messaging,
    network,
    network_stores,
    object_locks,
    organisation,
    plain_secrets,
    profile,
    pseudonymisation,
    references,
    region_loss,
    retention,
    sovereignty,
    stated_only,
    waivers,
    workloads,
)
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Document
from hds_blueprint.hosting.requirements import HostingRequirements

Check = Callable[[HostingRequirements], Iterable[Complaint]]
DatedCheck = Callable[[HostingRequirements, date], Iterable[Complaint]]

CHECKS: tuple[Check, ...] = (
    *profile.CHECKS,
    *organisation.CHECKS,
    *certificates.CHECKS,
    *data.CHECKS,
    *environment.CHECKS,
    *location.CHECKS,
    *sovereignty.CHECKS,
    *access.CHECKS,
    *baseline.SERVICE_CHECKS,
    *continuity.CHECKS,
    *region_loss.CHECKS,
    *databases.CHECKS,
    *network.CHECKS,
    *destinations.CHECKS,
    *workloads.CHECKS,
    *network_stores.CHECKS,
    *pseudonymisation.CHECKS,
    *object_locks.CHECKS,
    *messaging.CHECKS,
    *jobs.CHECKS,
    *images.CHECKS,
    *references.CHECKS,
    *adoption.CHECKS,
    *plain_secrets.CHECKS,
    *retention.CHECKS,
    *backups.CHECKS,
    *waivers.CHECKS,
    *stated_only.CHECKS,
)
DATED_CHECKS: tuple[DatedCheck, ...] = (
    *waivers.DATED_CHECKS,
    *certificates.DATED_CHECKS,
    *data.DATED_CHECKS,
    *databases.DATED_CHECKS,
    *sovereignty.DATED_CHECKS,
)


def run(requirements: Document, as_of: date | None) -> list[Complaint]:
    """What every registered check says; those that depend on the day only where a day is given."""
    if isinstance(requirements, AccountBaseline):
        return baseline.run(requirements, as_of)
    complaints = [complaint for check in CHECKS for complaint in check(requirements)]
    if as_of is not None:
        complaints += [complaint for check in DATED_CHECKS for complaint in check(requirements, as_of)]
    return complaints
