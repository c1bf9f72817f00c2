"""What the recording monitor notes of a program: registrations, in the form that makes a graph."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field

from hds_blueprint.graph import urns
from hds_blueprint.graph.model import Resource, ResourceOptions, Value


@dataclass(slots=True)
class Registration:
    """One resource as it was registered or read; outputs may follow later."""

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    inputs: dict[str, Value]
    options: ResourceOptions
    provider: str | None = None
    region: str | None = None
    dependencies: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    outputs: Mapping[str, Value] = field(default_factory=dict[str, Value])
    id: str | None = None
    external: bool = False
    # what descendants inherit, None where nothing was said
    protect: bool | None = None
    retain_on_delete: bool | None = None
    providers: dict[str, str] = field(default_factory=dict[str, str])

    def resource(self) -> Resource:
        """The resource of the graph."""
        return Resource(
            urn=self.urn,
            type=self.type,
            name=self.name,
            inputs=self.inputs,
            parent=self.parent or None,
            custom=self.custom,
            options=self.options,
            provider=self.provider,
            region=self.region,
            dependencies=self.dependencies,
            outputs=self.outputs,
            id=self.id,
            external=self.external,
        )

    def needs(self) -> set[str]:
        """URNs that must stand before this resource in the graph."""
        found = {self.parent, self.provider or "", *self.options.depends_on}
        found.update(urn for group in self.dependencies.values() for urn in group)
        return found


def in_order(registrations: Mapping[str, Registration]) -> tuple[Resource, ...]:
    """The resources, each after its parent, provider and dependencies, otherwise by URN.

    Registrations arrive in an order that depends on hash seeds and threads; this order does not,
    and it is one in which the program could have registered them.
    """
    waiting: dict[str, int] = {}
    followers: dict[str, list[str]] = {}
    ready: list[tuple[bool, str]] = []
    for urn, registration in registrations.items():
        before = {need for need in registration.needs() if need in registrations and need != urn}
        waiting[urn] = len(before)
        for need in before:
            followers.setdefault(need, []).append(urn)
        if not before:
            ready.append((registration.type != urns.STACK_TYPE, urn))
    heapq.heapify(ready)
    result: list[Resource] = []
    placed: set[str] = set()
    while ready:
        _, urn = heapq.heappop(ready)
        placed.add(urn)
        result.append(registrations[urn].resource())
        for follower in followers.get(urn, ()):
            waiting[follower] -= 1
            if waiting[follower] == 0:
                heapq.heappush(ready, (True, follower))
    # the engine refuses cycles; should a program have made one, its members close the list
    result.extend(registrations[urn].resource() for urn in sorted(registrations) if urn not in placed)
    return tuple(result)
