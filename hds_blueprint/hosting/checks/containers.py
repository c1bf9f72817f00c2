"""Everything that runs a container, whichever section it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.workloads import Job, Workload


def containers(needs: HostingRequirements) -> Iterator[tuple[str, str, Workload | Job]]:
    """Section, name and content of every workload and job, in the document's order."""
    for name, workload in needs.workloads.items():
        yield "workloads", name, workload
    for name, job in needs.jobs.items():
        yield "jobs", name, job
