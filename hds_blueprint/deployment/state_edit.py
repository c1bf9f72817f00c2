"""Editing an exported state: settling what the engine was doing when it was killed.

Everything here is a pure function of the export (`pulumi stack export`), secrets still encrypted.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from typing import Any, cast

State = dict[str, Any]


def resources(state: State) -> list[dict[str, Any]]:
    """The resources of an exported state, in its order."""
    return _entries(state, "resources")


def pending(state: State) -> list[dict[str, Any]]:
    """The operations that were under way when the state was last written: `{"type", "resource"}`."""
    return [item for item in _entries(state, "pending_operations") if isinstance(item.get("resource"), dict)]


def _entries(state: State, name: str) -> list[dict[str, Any]]:
    deployment = state.get("deployment")
    entries = cast("dict[str, Any]", deployment).get(name) if isinstance(deployment, dict) else None
    if not isinstance(entries, list):
        return []
    return [cast("dict[str, Any]", item) for item in cast("list[object]", entries) if isinstance(item, dict)]


def settle(state: State, adopted: Mapping[str, str]) -> State:
    """The state without pending operations; each `adopted` URN becomes a resource with this id.

    An adopted resource keeps its options, parent and dependencies. It has no outputs yet, which
    makes the provider's next read of it an import (and marks it as still to be read, should that
    be interrupted as well). Where the state already holds a resource of that URN, the adopted one is
    its replacement, and the old one is left to be deleted by the next deployment.
    """
    settled = copy.deepcopy(state)
    kept = resources(settled)
    for operation in pending(settled):
        resource: dict[str, Any] = operation["resource"]
        if operation.get("type") != "creating" or resource.get("urn") not in adopted:
            continue
        urn = resource["urn"]
        kept = [old for old in kept if not (old["urn"] == urn and old.get("pendingReplacement"))]
        for old in kept:
            if old["urn"] == urn:
                old["delete"] = True
        kept.append({**resource, "id": adopted[urn], "outputs": {}})
    settled["deployment"]["resources"] = kept
    settled["deployment"].pop("pending_operations", None)
    return settled


def without(state: State, urns: Collection[str]) -> State:
    """The state without these resources (those marked for deletion stay)."""
    reduced = copy.deepcopy(state)
    reduced["deployment"]["resources"] = [
        resource
        for resource in resources(reduced)
        if resource.get("urn") not in urns or resource.get("delete")
    ]
    return reduced


def unread(state: State) -> list[str]:
    """The URNs of adopted resources that have not been read since: they have an id and no outputs."""
    return [
        resource["urn"]
        for resource in resources(state)
        if resource.get("custom")
        and resource.get("id")
        and not resource.get("outputs")
        and not resource.get("delete")
        and not is_provider(resource)
    ]


def is_provider(resource: Mapping[str, Any]) -> bool:
    """Whether an entry is a provider, which exists in the state only."""
    return str(resource.get("type", "")).startswith("pulumi:")


def region_of(resource: Mapping[str, Any], state: State, default: str) -> str:
    """The region in which a resource is: its own argument's, else its provider's, else the default."""
    inputs = resource.get("inputs")
    own = cast("dict[str, Any]", inputs).get("region") if isinstance(inputs, dict) else None
    if isinstance(own, str):
        return own
    provider = str(resource.get("provider", "")).rpartition("::")[0]
    for candidate in resources(state):
        if candidate.get("urn") == provider:
            region = (candidate.get("inputs") or {}).get("region")
            return region if isinstance(region, str) else default
    return default
