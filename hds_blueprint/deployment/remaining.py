"""What a destroy leaves: protected resources and what they need, from the exported state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from hds_blueprint.deployment import state_edit


@dataclass(frozen=True, slots=True)
class Remaining:
    """A resource that stays. `needed_by` names the protected resources that depend on it; empty for a
    protected one itself. `retained`: leaving the state does not delete it in the account."""

    urn: str
    type: str
    name: str
    id: str | None
    protected: bool
    retained: bool
    needed_by: tuple[str, ...]


def remaining(state: state_edit.State) -> list[Remaining]:
    """The protected resources of a state and everything that they depend on, in the state's order.

    Dependencies are those that the engine knows: parents, providers, options and properties.
    """
    by_urn = {resource["urn"]: resource for resource in state_edit.resources(state)}
    needed: dict[str, set[str]] = {}
    for urn, resource in by_urn.items():
        if not resource.get("protect"):
            continue
        waiting, seen = [urn], {urn}
        while waiting:
            for other in dependencies(by_urn[waiting.pop()]):
                if other in by_urn and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        for other in seen - {urn}:
            needed.setdefault(other, set()).add(urn)
        needed.setdefault(urn, set())
    return [
        Remaining(
            urn,
            str(resource.get("type")),
            urn.rpartition("::")[2],
            resource.get("id") if resource.get("custom") else None,
            bool(resource.get("protect")),
            bool(resource.get("retainOnDelete")),
            () if resource.get("protect") else tuple(sorted(needed[urn])),
        )
        for urn, resource in by_urn.items()
        if urn in needed
    ]


def dependencies(resource: Mapping[str, Any]) -> set[str]:
    """The URNs that a resource of a state cannot exist without."""
    found: set[str] = {str(urn) for urn in cast("list[object]", resource.get("dependencies") or [])}
    for urns in cast("dict[str, list[str] | None]", resource.get("propertyDependencies") or {}).values():
        found.update(urns or [])
    if parent := resource.get("parent"):
        found.add(str(parent))
    if provider := resource.get("provider"):
        found.add(str(provider).rpartition("::")[0])
    return found
