"""The resource graph of what the engine shows a policy pack.

The properties are decoded from the protocol's structures, once, into the graph's values: a value
that is unknown in a preview is an Unknown like any other, and reading it raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2

from hds_blueprint.graph.markers import Markers
from hds_blueprint.graph.model import Resource, ResourceGraph, ResourceOptions
from hds_blueprint.graph.origin import COMPOSITIONS, with_profile
from hds_blueprint.graph.property_values import PropertyReader
from hds_blueprint.graph.resource_states import with_regions
from hds_blueprint.graph.signatures import UNKNOWNS
from hds_blueprint.graph.urns import STACK_TYPE


class Analyzed:
    """Collects the resources of one preview or update.

    Resource validation shows the inputs of a resource, without references; stack validation shows
    its outputs, with property dependencies. The graph is made of both: inputs as the program set
    them, with what they are computed from.
    """

    def __init__(self, *, project: str, stack: str) -> None:
        self.project = project
        self.stack = stack
        self._reader = PropertyReader(Markers(project=project, stack=stack))
        self._inputs: dict[str, struct_pb2.Struct] = {}
        self._platform: Resource | None = None

    def single(self, request: analyzer_pb2.AnalyzeRequest) -> ResourceGraph:
        """The graph of one resource that is about to be created or changed, with its provider.

        The platform component is kept once it has been seen: it says how strict the rules are.
        """
        self._inputs[request.urn] = request.properties
        resource = self._resource(request, parent=request.options.parent, dependencies={})
        if not resource.custom and resource.type in COMPOSITIONS:
            self._platform = resource
        return self._graph([*self._providers([request]), resource])

    def whole(self, request: analyzer_pb2.AnalyzeStackRequest) -> ResourceGraph:
        """The graph of the stack."""
        resources = [
            self._resource(
                entry,
                parent=entry.parent,
                dependencies={
                    name: tuple(sorted(found.urns))
                    for name, found in sorted(entry.propertyDependencies.items())
                    if found.urns
                },
            )
            for entry in request.resources
        ]
        outputs = [each.properties for each in request.resources if each.type == STACK_TYPE]
        graph = self._graph([*self._providers(request.resources), *resources])
        return replace(graph, outputs=self._reader.properties(outputs[0], None) if outputs else {})

    def _graph(self, resources: Iterable[Resource]) -> ResourceGraph:
        platform = (self._platform,) if self._platform else ()
        unique = {resource.urn: resource for resource in (*platform, *resources)}
        graph = ResourceGraph(self.project, self.stack, "preview", with_regions(unique.values()))
        return with_profile(graph)

    def _resource(
        self,
        entry: analyzer_pb2.AnalyzeRequest | analyzer_pb2.AnalyzerResource,
        *,
        parent: str,
        dependencies: Mapping[str, tuple[str, ...]],
    ) -> Resource:
        structure = self._inputs.get(entry.urn, entry.properties)
        # of the outputs, what other resources name it by once it exists
        arn, identifier = (_known_text(entry.properties, name) for name in ("arn", "id"))
        return Resource(
            urn=entry.urn,
            type=entry.type,
            name=entry.name,
            inputs=self._reader.properties(structure, dependencies),
            parent=parent or None,
            custom=entry.HasField("provider") or entry.type.startswith("pulumi:providers:"),
            options=ResourceOptions(
                protect=entry.options.protect, ignore_changes=tuple(entry.options.ignoreChanges)
            ),
            provider=entry.provider.urn if entry.HasField("provider") else None,
            id=identifier,
            outputs={"arn": arn} if arn else {},
            dependencies=dict(dependencies),
        )

    def _providers(
        self, entries: Iterable[analyzer_pb2.AnalyzeRequest | analyzer_pb2.AnalyzerResource]
    ) -> list[Resource]:
        found: dict[str, Resource] = {}
        for entry in entries:
            provider = entry.provider
            if entry.HasField("provider") and provider.urn not in found:
                inputs = self._reader.properties(provider.properties, None)
                found[provider.urn] = Resource(provider.urn, provider.type, provider.name, inputs)
        return list(found.values())


def _known_text(structure: struct_pb2.Struct, name: str) -> str | None:
    """A property's text; None where it is another kind of value, or not known yet."""
    if name not in structure.fields:
        return None
    text = structure.fields[name].string_value
    return None if text in UNKNOWNS else text or None
