"""Jobs: schedules that exist, and runs that end before the next one begins."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.cron import CronError, parse
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.requirements import HostingRequirements


def schedules_exist(needs: HostingRequirements) -> Iterator[Complaint]:
    """A schedule is one that EventBridge Scheduler can keep, and that comes at all."""
    for name, job in needs.jobs.items():
        try:
            parse(job.schedule)
        except CronError as error:
            arguments = {"field": error.field.replace("_", " "), "text": error.text}
            yield Complaint(
                f"schedule-{error.kind}",
                ("jobs", name, "schedule"),
                job.schedule,
                error.bound or None,
                arguments=arguments,
            )


def runs_apart(needs: HostingRequirements) -> Iterator[Complaint]:
    """A run that may last beyond the next one's time makes that one fail: two never work at once."""
    for name, job in needs.jobs.items():
        try:
            gap = parse(job.schedule).shortest_gap_minutes
        except CronError:
            continue  # complained about above
        if job.timeout_minutes > gap:
            schedule: Location = ("jobs", name, "schedule")
            yield Complaint(
                "runs-overlap",
                ("jobs", name, "timeout_minutes"),
                str(job.timeout_minutes),
                f"≤ {gap}",
                severity="warning",
                depends_on=(schedule,),
            )


CHECKS = (schedules_exist, runs_apart)
