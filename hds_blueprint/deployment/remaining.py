"""What a destroy leaves: protected and retained resources and what they need, from the exported state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from hds_blueprint.deployment import state_edit


@dataclass(frozen=True, slots=True)
class Remaining:
    """A resource that stays.

    `retained`: leaving the state does not delete it in the account. `locked`: AWS itself refuses its
    deletion (deletion protection). `needed_by` names the protected, retained or locked resources that
    depend on it; empty for one itself.
    """

    urn: str
    type: str
    name: str
    id: str | None
    protected: bool
    retained: bool
    locked: bool
    needed_by: tuple[str, ...]

    @property
    def held(self) -> bool:
        """Whether it stays for its own sake."""
        return not self.needed_by and (self.protected or self.retained or self.locked)


def remaining(state: state_edit.State, *, release: bool = False) -> list[Remaining]:
    """What is protected or retained in a state, and everything that it depends on, in the state's order.

    A retained resource could leave the state without being deleted (`release`); kept in it, it is
    known to the next deployment, which would otherwise meet its name as taken. Dependencies are
    those that the engine knows: parents, providers, options and properties.
    """
    by_urn = {resource["urn"]: resource for resource in state_edit.resources(state)}
    needed: dict[str, set[str]] = {}
    held: set[str] = set()
    for urn, resource in by_urn.items():
        stays = resource.get("protect") or (resource.get("retainOnDelete") and not release)
        if not (stays or locked(resource)):
            continue
        waiting, seen = [urn], {urn}
        while waiting:
            for other in dependencies(by_urn[waiting.pop()]):
                if other in by_urn and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        for other in seen - {urn}:
            if other not in held:
                needed.setdefault(other, set()).add(urn)
        needed[urn] = set()
        held.add(urn)
    return [
        Remaining(
            urn,
            str(resource.get("type")),
            urn.rpartition("::")[2],
            resource.get("id") if resource.get("custom") else None,
            bool(resource.get("protect")),
            bool(resource.get("retainOnDelete")),
            locked(resource),
            tuple(sorted(needed[urn])),
        )
        for urn, resource in by_urn.items()
        if urn in needed
    ]


def locked(resource: Mapping[str, Any]) -> bool:
    """Whether AWS refuses the deletion of a resource of a state, until its deletion protection is off."""
    inputs = cast("dict[str, object]", resource.get("inputs") or {})
    return inputs.get("deletionProtection") is True or inputs.get("enableDeletionProtection") is True


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
