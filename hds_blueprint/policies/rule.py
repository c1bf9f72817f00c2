"""Rules and their registry."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from typing import Any, TypeAlias

from hds_blueprint.graph.model import Profile, Resource
from hds_blueprint.policies import rules as rules_package
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.metadata import RuleMetadata, enforcement_table, service_metadata
from hds_blueprint.policies.outcome import Outcome
from hds_blueprint.policies.verdict import Enforcement

ResourceCheck: TypeAlias = Callable[[Resource, Facts], "Outcome | Iterable[Outcome]"]
GraphCheck: TypeAlias = Callable[[Facts], "Iterable[tuple[str, Outcome]]"]

# A rule of every AWS resource.
EVERY_AWS_TYPE = "aws:*"


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its metadata. Exactly one of `check` and `graph_check` is set.

    `check` is asked about each resource of `types`; `graph_check` once about the whole graph and
    names the URN each outcome is about.
    """

    id: str
    service: str
    types: tuple[str, ...]
    metadata: RuleMetadata
    check: ResourceCheck | None = None
    graph_check: GraphCheck | None = None

    def enforcement(self, profile: Profile) -> Enforcement:
        """What a failure does in this environment."""
        own = self.metadata.enforcement.get(profile)
        return own or enforcement_table().enforcement[profile][self.metadata.severity]


@dataclass(frozen=True, slots=True)
class _Registration:
    service: str
    types: tuple[str, ...]
    function: Callable[..., Any]
    whole_graph: bool


_registered: dict[str, _Registration] = {}


def rule(rule_id: str, *types: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a check of one resource of these types: `check(resource, facts, **bounds)`."""
    return _register(rule_id, types, whole_graph=False)


def graph_rule(rule_id: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a check of the whole graph: `check(facts, **bounds)` yields (URN, outcome)."""
    return _register(rule_id, (), whole_graph=True)


def _register(
    rule_id: str, types: tuple[str, ...], *, whole_graph: bool
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        service = function.__module__.rsplit(".", 1)[-1]
        known = _registered.get(rule_id)
        if known is not None and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"two rules are called {rule_id}")
        _registered[rule_id] = _Registration(service, types, function, whole_graph)
        return function

    return add


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by id, in order of id. Raises ValueError where a rule and its metadata do not match."""
    services = sorted(module.name for module in pkgutil.iter_modules(rules_package.__path__))
    for service in services:
        import_module(f"{rules_package.__name__}.{service}")
    described = {rule_id: service for service in services for rule_id in service_metadata(service)}
    if unmatched := described.keys() ^ _registered.keys():
        raise ValueError(f"rules without metadata, or metadata without a rule: {sorted(unmatched)}")
    return {rule_id: _build(rule_id, _registered[rule_id]) for rule_id in sorted(_registered)}


def _build(rule_id: str, registration: _Registration) -> Rule:
    metadata = service_metadata(registration.service)[rule_id]
    function = registration.function
    bound = partial(function, **metadata.bounds) if metadata.bounds else function
    if registration.whole_graph:
        return Rule(rule_id, registration.service, (), metadata, graph_check=bound)
    return Rule(rule_id, registration.service, registration.types, metadata, check=bound)
