"""Resources that exist before the program: what the program says of them is not all true."""

from __future__ import annotations

from dataclasses import replace

from hds_blueprint.graph.model import Resource, ResourceGraph, Unknown

_EVERYTHING = "*"


def with_adopted(graph: ResourceGraph) -> ResourceGraph:
    """The graph in which the inputs that an import leaves as they are have become unknown.

    A program that imports a database and ignores changes of its encryption says how it should be;
    how it is, only the account knows. Judged by the program it would pass without being encrypted.
    """
    if not any(resource.options.import_id for resource in graph.resources):
        return graph
    return replace(graph, resources=tuple(_known(resource) for resource in graph.resources))


def _known(resource: Resource) -> Resource:
    options = resource.options
    if options.import_id is None or not options.ignore_changes:
        return resource
    # a path into an input (`tags.owner`, `rules[0]`) makes the whole input uncertain
    ignored = {path.split(".")[0].split("[")[0] for path in options.ignore_changes}
    # what is ignored may be there where the program says nothing of it
    kept = resource.inputs.keys() if _EVERYTHING in ignored else ignored
    inputs = {**resource.inputs, **{name: Unknown() for name in sorted(kept)}}
    return replace(resource, inputs=inputs)
