"""The list of destinations outside holds what the platform itself has to reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hds_blueprint.hosting.checks.containers import containers
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.facts import table
from hds_blueprint.hosting.images import ecr_region, own_repository
from hds_blueprint.hosting.requirements import HostingRequirements

_DOCKER_HUB = "docker.io"


def image_registries_listed(needs: HostingRequirements) -> Iterator[Complaint]:
    """Where destinations are listed, the registries of the images are among them, or no task starts."""
    if not needs.network.egress or needs.network.nat == "none":
        return
    listed = {destination.hostname for destination in needs.network.egress}
    for section, name, container in containers(needs):
        location: Location = (section, name, "image")
        missing = [host for host in _hosts(container.image, needs.location.region) if host not in listed]
        if missing:
            yield Complaint(
                "image-registry-unlisted",
                location,
                container.image[:80],
                arguments={"hosts": ", ".join(missing)},
                depends_on=(("network", "egress"),),
            )


def _hosts(image: str, region: str) -> Sequence[str]:
    """The hosts that are asked for an image; none for the registry of the account's own region."""
    if own_repository(image) is not None:
        return ()
    registry = _registry(image)
    if (elsewhere := ecr_region(image)) is not None:
        return () if elsewhere == region else (registry, f"api.ecr.{elsewhere}.amazonaws.com")
    known: Mapping[str, Sequence[str]] = table("registries")["registries"]
    return known.get(registry, (registry,))


def _registry(image: str) -> str:
    """The host that an image names, as Docker reads it: it has a dot or a port, or is localhost."""
    first, slash, _ = image.partition("/")
    named = slash and ("." in first or ":" in first or first == "localhost")
    host = first.partition(":")[0]
    return host if named and host not in ("index.docker.io", _DOCKER_HUB) else _DOCKER_HUB


CHECKS = (image_registries_listed,)
