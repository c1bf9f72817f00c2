"""What fails in a graph, as fast as thousands of mutants need it: no messages, no order, no report."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias

from hds_blueprint.graph.model import Resource, ResourceGraph
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, summary
from hds_blueprint.policies.rule import EVERY_AWS_TYPE, Rule, all_rules
from hds_blueprint.policies.verdict import Enforcement, Status

# Rule, URN, path of the property.
Failure: TypeAlias = "tuple[str, str, str | None]"


class Failing:
    """The failures of graphs that are judged like this one: same profile, same kind of data."""

    def __init__(self, graph: ResourceGraph) -> None:
        self.graph = graph
        self._by_type: dict[str, list[Rule]] = {}

    @cached_property
    def before(self) -> frozenset[Failure]:
        """What fails in the graph itself."""
        return frozenset(self.anywhere(self.graph))

    def anywhere(self, graph: ResourceGraph) -> Iterator[Failure]:
        """What fails in a graph."""
        facts = Facts(graph)
        for resource in graph.resources:
            yield from self.of(resource, facts)
        for rule in self._asked:
            if rule.graph_check is not None:
                for about, outcome in rule.graph_check(facts):
                    if outcome.status is Status.FAIL:
                        yield rule.id, about, outcome.path

    def of(self, resource: Resource, facts: Facts) -> Iterator[Failure]:
        """What rules say against one resource."""
        if resource.external:
            return
        for rule in self._of_type(resource.type):
            if rule.check is None:
                continue
            result = rule.check(resource, facts)
            for outcome in (result,) if isinstance(result, Outcome) else summary(result):
                if outcome.status is Status.FAIL:
                    yield rule.id, resource.urn, outcome.path

    @cached_property
    def _asked(self) -> tuple[Rule, ...]:
        graph = self.graph
        return tuple(
            rule
            for rule in all_rules().values()
            if rule.enforcement(graph.profile) is not Enforcement.DISABLED
            and (graph.health_data or not rule.metadata.health_data_only)
        )

    def _of_type(self, type_: str) -> list[Rule]:
        found = self._by_type.get(type_)
        if found is None:
            of_aws = type_.startswith("aws:")
            found = [
                rule
                for rule in self._asked
                if type_ in rule.types or (of_aws and EVERY_AWS_TYPE in rule.types)
            ]
            self._by_type[type_] = found
        return found
