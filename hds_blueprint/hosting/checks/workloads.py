"""Workloads: images that say what they are and can be pulled, sizes that Fargate has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hds_blueprint.hosting.checks.containers import containers
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.facts import fargate_memory, fargate_step
from hds_blueprint.hosting.images import ecr_region, own_repository
from hds_blueprint.hosting.requirements import HostingRequirements

_DIGEST = re.compile(r".*@sha256:[0-9a-f]{64}")


def image_pinned(needs: HostingRequirements) -> Iterator[Complaint]:
    """An image is named by its digest; a tag can be moved to other content."""
    for section, name, workload in containers(needs):
        location: Location = (section, name, "image")
        if _DIGEST.fullmatch(workload.image):
            continue
        _, _, tag = workload.image.rpartition("/")[2].partition(":")
        if tag in ("", "latest"):
            severity = "error" if needs.service.environment == "production" else "warning"
            environment: tuple[Location, ...] = (("service", "environment"),)
            yield Complaint(
                "image-unversioned", location, workload.image[:80], severity=severity, depends_on=environment
            )
        elif own_repository(workload.image) is None:  # the platform's own repositories move no tag
            yield Complaint("image-by-tag", location, workload.image[:80], severity="warning")


def image_reachable(needs: HostingRequirements) -> Iterator[Complaint]:
    """Without a way out of the network, images come from the registry of the account's own region."""
    if needs.network.nat != "none":
        return
    for section, name, workload in containers(needs):
        within = ecr_region(workload.image) == needs.location.region
        if not within and own_repository(workload.image) is None:
            yield Complaint(
                "image-unreachable",
                (section, name, "image"),
                workload.image[:80],
                arguments={"region": needs.location.region},
                depends_on=(("network", "nat"), ("location", "region")),
            )


def size_offered(needs: HostingRequirements) -> Iterator[Complaint]:
    """Fargate offers certain memory sizes with each CPU size."""
    for section, name, workload in containers(needs):
        offered = fargate_memory(workload.cpu)
        if not offered or workload.memory in offered:
            continue
        least, most = offered[0], offered[-1]
        larger = next((size for size in offered if size > workload.memory), most)
        yield Complaint(
            "fargate-size",
            (section, name, "memory"),
            str(workload.memory),
            ", ".join(str(size) for size in offered) if len(offered) < 9 else f"{least} - {most}",
            arguments={
                "cpu": str(workload.cpu),
                "closest": str(larger),
                "step": str(fargate_step(workload.cpu)),
            },
            depends_on=((section, name, "cpu"),),
        )


def scaling_ordered(needs: HostingRequirements) -> Iterator[Complaint]:
    """The smallest number of copies is not above the largest."""
    for name, workload in needs.workloads.items():
        scaling = workload.scaling
        if scaling.minimum > scaling.maximum:
            yield Complaint(
                "scaling-order",
                ("workloads", name, "scaling", "minimum"),
                str(scaling.minimum),
                f"≤ {scaling.maximum}",
                depends_on=(("workloads", name, "scaling", "maximum"),),
            )


def storage_ordered(needs: HostingRequirements) -> Iterator[Complaint]:
    """A database's storage can only grow."""
    for name, database in needs.databases.items():
        if database.storage_gb > database.max_storage_gb:
            yield Complaint(
                "storage-order",
                ("databases", name, "storage_gb"),
                str(database.storage_gb),
                f"≤ {database.max_storage_gb}",
                arguments={"database": name},
                depends_on=(("databases", name, "max_storage_gb"),),
            )


CHECKS = (image_pinned, image_reachable, size_offered, scaling_ordered, storage_ordered)
