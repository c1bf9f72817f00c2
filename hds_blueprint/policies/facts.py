"""What rules may ask of the graph: references followed, split resources joined, policies parsed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import TypeVar, cast

from hds_blueprint.graph.model import Resource, ResourceGraph, Unknown, Value, references, type_of
from hds_blueprint.policies.documents import PolicyDocument, parse
from hds_blueprint.policies.values import MISSING, get, top

_Result = TypeVar("_Result")

# Inputs that name a resource in its account, by which a source without references is joined.
BUCKET_TYPES = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
NAMING_INPUTS = ("bucket", "identifier", "clusterIdentifier", "name", "family")


@dataclass(frozen=True, slots=True)
class Attached:
    """The resources that configure another one; `uncertain` where there may be more."""

    resources: tuple[Resource, ...]
    uncertain: bool


class Facts:
    """Read access to the graph for rules.

    `complete` is false where only one resource is known (a policy asked before its creation):
    then nothing may be concluded from what the graph lacks. `base` is the graph before a change,
    where a change is judged. Both have their resources in order of URN here, so that the first one
    that a rule finds is the same in every source.
    """

    def __init__(
        self, graph: ResourceGraph, *, complete: bool = True, base: ResourceGraph | None = None
    ) -> None:
        self.graph = _in_order(graph)
        self.base = None if base is None else _in_order(base)
        self.complete = complete
        self._attached: dict[tuple[tuple[str, ...], str], tuple[dict[str, list[Resource]], bool]] = {}
        self._documents: dict[tuple[str, str], PolicyDocument] = {}
        self._computed: dict[Callable[[Facts], object], object] = {}
        self._read: dict[tuple[str, Callable[[Resource], object]], object] = {}

    @property
    def production(self) -> bool:
        """Whether the stack is a production one."""
        return self.graph.profile == "production"

    @cached_property
    def eea_regions(self) -> frozenset[str]:
        """The AWS regions in the European Economic Area, of any partition."""
        from hds_blueprint.hosting.facts import regions

        # what our components do not deploy to, another program may: the European Sovereign Cloud
        return frozenset(code for code, fact in regions().items() if fact.standing != "outside")

    @cached_property
    def _named(self) -> Mapping[str, tuple[str, ...]]:
        """URNs by what names them: id, ARN, physical name."""
        index: dict[str, dict[str, None]] = {}
        for resource in self.graph.resources:
            inputs = resource.inputs
            names = [inputs[name] for name in NAMING_INPUTS if name in inputs]
            for name in (resource.id, resource.outputs.get("arn"), *names):
                if isinstance(name, str):
                    index.setdefault(name, {})[resource.urn] = None
            bucket = inputs.get("bucket")
            if resource.type in BUCKET_TYPES and isinstance(bucket, str):
                # the ARN of a bucket follows from its name
                index.setdefault(f"arn:aws:s3:::{bucket}", {})[resource.urn] = None
        return {name: tuple(urns) for name, urns in index.items()}

    def targets(self, resource: Resource, path: str, *types: str) -> tuple[str, ...]:
        """The URNs that a property points at, of these types where types are given.

        By reference; for a value not known yet by what it is computed from; for a literal by the
        id, ARN or name of a resource of the graph, else by the recorded dependencies. These are of a
        whole input: of one value further down they say nothing.
        """
        value = get(resource, path)
        if value is MISSING:
            return ()
        found = list(dict.fromkeys(reference.urn for reference in references(value)))
        if not found and isinstance(value, Unknown):
            found = list(value.depends_on)
        if not found and isinstance(value, str):
            found = [urn for urn in self._named.get(value, ()) if urn != resource.urn]
            found = self._in_region([urn for urn in found if not types or _type(urn) in types], resource)
        input_ = top(path)
        if not found and (path == input_ or not isinstance(value, str | Unknown)):
            found = list(resource.dependencies.get(input_, ()))
        return tuple(urn for urn in found if not types or _type(urn) in types)

    def _in_region(self, urns: list[str], resource: Resource) -> list[str]:
        """Of resources of one name those in the region of the one that names them, where there are any."""
        region = _stated_region(resource)
        return [urn for urn in urns if _stated_region(self.graph.by_urn[urn]) == region] or urns

    def target_resources(self, resource: Resource, path: str, *types: str) -> tuple[Resource, ...]:
        """The resources of the graph that a property points at."""
        by_urn = self.graph.by_urn
        return tuple(by_urn[urn] for urn in self.targets(resource, path, *types) if urn in by_urn)

    def attached(self, subject: Resource, path: str, *types: str) -> Attached:
        """The resources of these types whose property `path` points at the subject."""
        key = (types, path)
        if key not in self._attached:
            self._attached[key] = self._index(path, types)
        index, unplaced = self._attached[key]
        return Attached(tuple(index.get(subject.urn, ())), unplaced or not self.complete)

    def _index(self, path: str, types: tuple[str, ...]) -> tuple[dict[str, list[Resource]], bool]:
        index: dict[str, list[Resource]] = {}
        unplaced = False
        for resource in self.graph.of_type(*types):
            urns = self.targets(resource, path)
            for urn in urns:
                index.setdefault(urn, []).append(resource)
            unplaced = unplaced or (not urns and isinstance(get(resource, path), Unknown))
        return index, unplaced

    def once(self, compute: Callable[[Facts], _Result]) -> _Result:
        """What a function says of the graph, computed once."""
        if compute not in self._computed:
            self._computed[compute] = compute(self)
        return cast("_Result", self._computed[compute])

    def read(self, resource: Resource, decode: Callable[[Resource], _Result]) -> _Result:
        """What a function reads in a resource, read once."""
        key = (resource.urn, decode)
        if key not in self._read:
            self._read[key] = decode(resource)
        return cast("_Result", self._read[key])

    def document(self, resource: Resource, path: str) -> PolicyDocument:
        """The policy document of a property, parsed once."""
        key = (resource.urn, path)
        if key not in self._documents:
            self._documents[key] = parse(get(resource, path))
        return self._documents[key]


def _in_order(graph: ResourceGraph) -> ResourceGraph:
    return replace(graph, resources=tuple(sorted(graph.resources, key=attrgetter("urn"))))


def _stated_region(resource: Resource) -> Value:
    return resource.inputs.get("region", resource.region)


def _type(urn: str) -> str:
    try:
        return type_of(urn)
    except ValueError:
        return ""
