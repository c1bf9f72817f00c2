"""Checkov's share of the mutants that our rules are measured on.

Running Checkov on each mutated platform would take hours. A mutant is judged with the resources that it
refers to or that refer to it, since Checkov's checks look at a resource and at what is tied to it; the
same neighbourhood unchanged is what it is compared with. Many neighbourhoods, each under its own names, are
put into one plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hds_blueprint.checkov.runner import run
from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, Secret, Unknown, Value, references
from hds_blueprint.policies.verdict import Status
from tools.mutants import Mutant

BATCH = 2_000  # resources in one plan
_MARK = "--mutant-"


def caught(mutants: Sequence[Mutant]) -> int:
    """How many of the mutants of one graph make a check of Checkov fail that did not fail before."""
    parts: dict[str, ResourceGraph] = {}
    around: list[str] = []
    marks: dict[frozenset[str], str] = {}
    for number, mutant in enumerate(mutants):
        urns = _neighbourhood(mutant)
        # the same neighbourhood unchanged is judged once
        before = marks.setdefault(urns, f"{number}b")
        parts.setdefault(before, _part(mutant.base, urns))
        parts[f"{number}a"] = _part(mutant.graph, urns)
        around.append(before)
    failed: dict[str, set[tuple[str, str]]] = {}
    for batch in _batches(parts):
        for finding in run(batch).findings:
            if finding.status is Status.FAIL:
                urn, _, mark = finding.urn.rpartition(_MARK)
                failed.setdefault(mark, set()).add((finding.rule, urn))
    empty: set[tuple[str, str]] = set()
    return sum(
        bool(failed.get(f"{number}a", empty) - failed.get(before, empty))
        for number, before in enumerate(around)
    )


def _neighbourhood(mutant: Mutant) -> frozenset[str]:
    graph = mutant.base
    resource = graph.by_urn[mutant.urn]
    towards = {reference.urn for reference in references(dict(resource.inputs))}
    return frozenset({mutant.urn, *towards, *(each.urn for each in graph.referrers(mutant.urn))})


def _part(graph: ResourceGraph, urns: frozenset[str]) -> ResourceGraph:
    return replace(graph, resources=tuple(each for each in graph.resources if each.urn in urns))


def _batches(parts: Mapping[str, ResourceGraph]) -> Iterator[ResourceGraph]:
    resources: list[Resource] = []
    part: ResourceGraph | None = None
    for mark, part in parts.items():
        resources += [renamed(resource, mark) for resource in part.resources]
        if len(resources) >= BATCH:
            yield replace(part, resources=tuple(resources))
            resources = []
    if resources and part is not None:
        yield replace(part, resources=tuple(resources))


def renamed(resource: Resource, mark: str) -> Resource:
    """The resource under another name, its references with it; without parent and provider."""
    return replace(
        resource,
        urn=f"{resource.urn}{_MARK}{mark}",
        name=f"{resource.name}{_MARK}{mark}",
        inputs={name: _value(value, mark) for name, value in resource.inputs.items()},
        parent=None,
        provider=None,
        dependencies={},
    )


def _value(value: Value, mark: str) -> Value:
    if isinstance(value, Ref):
        return Ref(f"{value.urn}{_MARK}{mark}", value.property)
    if isinstance(value, Join):
        return Join(
            tuple(Ref(f"{p.urn}{_MARK}{mark}", p.property) if isinstance(p, Ref) else p for p in value.parts)
        )
    if isinstance(value, Unknown):
        return Unknown(tuple(f"{urn}{_MARK}{mark}" for urn in value.depends_on))
    if isinstance(value, Secret):
        return Secret()
    if isinstance(value, dict):
        return {name: _value(inner, mark) for name, inner in value.items()}
    if isinstance(value, list):
        return [_value(inner, mark) for inner in value]
    return value
