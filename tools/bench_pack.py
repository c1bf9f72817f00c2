"""What the engine asks of a policy pack, answered by ours and by one made with the stock policy SDK."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2

from hds_blueprint.graph.model import Resource, ResourceGraph
from hds_blueprint.policies.analyzer import RulesAnalyzer
from hds_blueprint.policies.rule import EVERY_AWS_TYPE, Rule, all_rules

RESOURCES = 100
DAY = date(2026, 1, 1)
NAME, VERSION = "bench", "1.0.0"


def ours(graph: ResourceGraph) -> Callable[[], object]:
    """Every rule, asked about each resource before its creation."""
    rules = all_rules()
    pack = RulesAnalyzer(rules, name=NAME, version=VERSION, waivers_of=lambda _: (), as_of=DAY)
    asked = _requests(graph)
    return lambda: [pack.Analyze(request, _context()) for request in asked]


def stock(graph: ResourceGraph) -> Callable[[], object]:
    """As many policies of the SDK, with the same names and types; each reads one property and passes.

    What is measured is the frame around policies, not what they judge. The class that answers the engine
    is private to the SDK: a pack there starts a server of its own.
    """
    from pulumi_policy import EnforcementLevel
    from pulumi_policy.policy import _PolicyAnalyzerServicer as Stock  # pyright: ignore[reportPrivateUsage]

    policies: list[Any] = [_policy(rule) for rule in all_rules().values() if rule.check is not None]
    pack = Stock(NAME, VERSION, policies, EnforcementLevel.MANDATORY)
    asked = _requests(graph)
    return lambda: [pack.Analyze(request, _context()) for request in asked]


def _policy(rule: Rule) -> object:
    from pulumi_policy import ReportViolation, ResourceValidationArgs, ResourceValidationPolicy

    def validate(asked: ResourceValidationArgs, report: ReportViolation) -> None:
        if asked.resource_type in rule.types or EVERY_AWS_TYPE in rule.types:
            asked.props.get("tags")

    return ResourceValidationPolicy(rule.id, rule.metadata.title.en, validate)


def _requests(graph: ResourceGraph) -> Sequence[analyzer_pb2.AnalyzeRequest]:
    chosen = [each for each in graph.resources if each.type.startswith("aws:")][:RESOURCES]
    return [_request(each) for each in chosen]


def _request(resource: Resource) -> analyzer_pb2.AnalyzeRequest:
    properties = struct_pb2.Struct()
    properties.update(
        {name: value for name, value in resource.inputs.items() if isinstance(value, str | int)}
    )
    return analyzer_pb2.AnalyzeRequest(
        type=resource.type, name=resource.name, urn=resource.urn, properties=properties
    )


def _context() -> Any:
    return SimpleNamespace()
