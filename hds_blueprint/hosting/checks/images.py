"""Repositories of images that the document names: each is there, and each is used."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.hosting.checks.containers import containers
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.images import own_repository
from hds_blueprint.hosting.requirements import HostingRequirements


def image_repositories_defined(needs: HostingRequirements) -> Iterator[Complaint]:
    """The repository of `images.NAME:TAG` is in the document."""
    for section, name, container in containers(needs):
        own = own_repository(container.image)
        if own is not None and own[0] not in needs.images:
            yield Complaint(
                "reference-undefined",
                (section, name, "image"),
                own[0],
                ", ".join(needs.images) or "-",
                arguments={"section": "images"},
                depends_on=(("images",),),
            )


def image_repositories_used(needs: HostingRequirements) -> Iterator[Complaint]:
    """Each repository is that of a workload or a job."""
    used = {own[0] for _, _, each in containers(needs) if (own := own_repository(each.image)) is not None}
    for name in needs.images:
        if name not in used:
            yield Complaint(
                "image-repository-unused",
                ("images", name),
                severity="warning",
                arguments={"image": f"images.{name}:1.0.0"},
                depends_on=(("workloads",), ("jobs",)),
                at_key=True,
            )


CHECKS = (image_repositories_defined, image_repositories_used)
