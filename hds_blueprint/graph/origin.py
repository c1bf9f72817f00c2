"""Where resources come from, and how strict the rules are: read from the components' inputs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast, get_args

from hds_blueprint.graph.model import Origin, Profile, Resource, ResourceGraph

if TYPE_CHECKING:
    from hds_blueprint.hosting.document import LoadedDocument

PLATFORM = "hds:platform:Platform"
BASELINE = "hds:baseline:Baseline"
# The components that a whole program of ours is: a service's platform, an account's baseline.
COMPOSITIONS = (PLATFORM, BASELINE)


def with_profile(graph: ResourceGraph) -> ResourceGraph:
    """The graph with the profile and the health-data flag of its platform or baseline component.

    A graph without such a component keeps what it has: production and health data by default.
    """
    platforms = graph.of_type(*COMPOSITIONS)
    if not platforms:
        return graph
    inputs = platforms[0].inputs
    profile, health_data = inputs.get("profile"), inputs.get("healthData")
    return replace(
        graph,
        profile=cast("Profile", profile) if profile in get_args(Profile) else graph.profile,
        health_data=health_data if isinstance(health_data, bool) else graph.health_data,
    )


def with_document(graph: ResourceGraph, document: LoadedDocument) -> ResourceGraph:
    """The graph with the origin of each resource: the section that its nearest component names."""
    paths = document_paths(graph)
    resources = tuple(
        resource
        if resource.urn not in paths
        else replace(resource, origin=_origin(document, paths[resource.urn]))
        for resource in graph.resources
    )
    return replace(graph, resources=resources)


def document_paths(graph: ResourceGraph) -> dict[str, str]:
    """By URN, the `document` input of the resource's nearest component, where there is one."""
    found: dict[str, str | None] = {}
    by_urn = graph.by_urn

    def path_of(resource: Resource) -> str | None:
        chain: list[str] = []
        current: Resource | None = resource
        path: str | None = None
        while current is not None and current.urn not in chain:
            if current.urn in found:
                path = found[current.urn]
                break
            chain.append(current.urn)
            own = current.inputs.get("document")
            if not current.custom and isinstance(own, str):
                path = own
                break
            current = by_urn.get(current.parent or "")
        for urn in chain:
            found[urn] = path
        return path

    for resource in graph.resources:
        path_of(resource)
    return {urn: path for urn, path in found.items() if path is not None}


def _origin(document: LoadedDocument, path: str) -> Origin:
    position = document.position_of(path)
    return Origin(file=position.file, path=path, line=position.line)
