"""Evaluates the rules over a resource graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hds_blueprint.graph.collection import paused
from hds_blueprint.graph.model import Resource, ResourceGraph, name_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.metadata import Language, messages
from hds_blueprint.policies.outcome import Outcome, not_applicable, summary
from hds_blueprint.policies.rule import EVERY_AWS_TYPE, Rule, all_rules
from hds_blueprint.policies.values import MISSING, printable
from hds_blueprint.policies.verdict import Enforcement, Finding, Severity, Status, Verdict
from hds_blueprint.policies.waivers import WaiverLike, apply
from hds_blueprint.problem import InputError, Problem

CATALOGUE_OF_HEALTH_DATA = ("hds-", "csp-")


class RuleError(InputError):
    """A rule failed on a resource: a defect of the rule, never a verdict."""

    def __init__(self, rule_id: str, urn: str, error: Exception) -> None:
        super().__init__(
            [
                Problem(
                    f"internal error: rule {rule_id} failed on {urn}: {type(error).__name__}: {error}",
                    suggestion="Please report it with the graph of the stack (`hds plan --graph`)",
                    code="rule-error",
                )
            ]
        )
        self.rule_id = rule_id
        self.urn = urn


def evaluate(
    graph: ResourceGraph,
    *,
    waivers: Sequence[WaiverLike] = (),
    as_of: date | None,
    language: Language = "en",
    rules: Mapping[str, Rule] | None = None,
    base: ResourceGraph | None = None,
) -> Verdict:
    """Every rule's verdict on every resource it applies to.

    `waivers` are the document's; `as_of` is the day on which their expiry is judged. `rules`
    replaces the whole rule set (tests). `base` is the graph before the change
    that is judged. Raises RuleError when a rule itself fails.
    """
    rules = all_rules() if rules is None else rules
    with paused():
        findings = judge(Facts(graph, base=base), rules, language)
    waived = apply(findings, waivers, known_rules=frozenset(rules), as_of=as_of)
    notices = (messages().expiry_not_judged.say(language),) if waivers and as_of is None else ()
    ordered = sorted(waived.findings, key=lambda f: (f.urn, f.rule, f.path or ""))
    return Verdict(
        graph.stack, graph.profile, tuple(ordered), {"hds": str(len(rules))}, notices, waived.problems
    )


def judge(facts: Facts, rules: Mapping[str, Rule], language: Language) -> list[Finding]:
    """The findings without waivers, unordered. Whole-graph rules need complete facts."""
    by_type: dict[str, list[Rule]] = {}
    for rule in rules.values():
        for type_ in rule.types:
            by_type.setdefault(type_, []).append(rule)
    everywhere = by_type.get(EVERY_AWS_TYPE, [])
    reporter = _Reporter(facts, language)
    for resource in facts.graph.resources:
        if resource.external:
            # read by the program, managed elsewhere: its inputs are not the program's choice
            continue
        for rule in by_type.get(resource.type, ()):
            reporter.resource(rule, resource)
        if resource.type.startswith("aws:"):
            for rule in everywhere:
                reporter.resource(rule, resource)
    if facts.complete:
        for rule in rules.values():
            if rule.graph_check is not None:
                reporter.graph(rule)
    return reporter.findings


def stack_urn(graph: ResourceGraph) -> str:
    """The URN of the stack itself, for verdicts about the whole graph."""
    return f"urn:pulumi:{graph.stack}::{graph.project}::pulumi:pulumi:Stack::{graph.project}-{graph.stack}"


@dataclass(slots=True)
class _Said:
    """What is the same in each finding of a rule."""

    id: str
    severity: Severity
    enforcement: Enforcement
    controls: tuple[str, ...]
    title: str
    skipped: bool


class _Reporter:
    """Asks rules and turns their outcomes into findings."""

    def __init__(self, facts: Facts, language: Language) -> None:
        self.facts = facts
        self.language: Language = language
        self.findings: list[Finding] = []
        self._said: dict[str, _Said] = {}

    def resource(self, rule: Rule, resource: Resource) -> None:
        said = self._of(rule)
        if rule.check is None or said.enforcement is Enforcement.DISABLED:
            return
        try:
            if said.skipped:
                self._add(rule, said, resource.urn, resource, not_applicable())
                return
            result = rule.check(resource, self.facts)
            if isinstance(result, Outcome):
                self._add(rule, said, resource.urn, resource, result)
                return
            for outcome in summary(result):
                self._add(rule, said, resource.urn, resource, outcome)
        except Exception as error:
            raise RuleError(rule.id, resource.urn, error) from error

    def graph(self, rule: Rule) -> None:
        said = self._of(rule)
        if rule.graph_check is None or said.enforcement is Enforcement.DISABLED:
            return
        try:
            for about, outcome in rule.graph_check(self.facts):
                urn = about or stack_urn(self.facts.graph)
                resource = self.facts.graph.by_urn.get(urn)
                self._add(rule, said, urn, resource, not_applicable() if said.skipped else outcome)
        except Exception as error:
            raise RuleError(rule.id, stack_urn(self.facts.graph), error) from error

    def _of(self, rule: Rule) -> _Said:
        said = self._said.get(rule.id)
        if said is None:
            graph, metadata = self.facts.graph, rule.metadata
            controls = tuple(
                control
                for control in metadata.controls
                if graph.health_data or not control.startswith(CATALOGUE_OF_HEALTH_DATA)
            )
            said = self._said[rule.id] = _Said(
                rule.id,
                metadata.severity,
                rule.enforcement(graph.profile),
                controls,
                metadata.title.say(self.language),
                metadata.health_data_only and not graph.health_data,
            )
        return said

    def _add(self, rule: Rule, said: _Said, urn: str, resource: Resource | None, outcome: Outcome) -> None:
        value = None if outcome.value is MISSING else printable(outcome.value)
        status = outcome.status
        silent = status is Status.PASS or status is Status.NOT_APPLICABLE
        self.findings.append(
            Finding(
                said.id,
                status,
                urn,
                said.severity,
                said.enforcement,
                said.title if silent else self._message(rule, urn, outcome, value),
                outcome.path,
                value,
                said.controls,
                resource.origin if resource else None,
                holder=outcome.holder,
            )
        )

    def _message(self, rule: Rule, urn: str, outcome: Outcome, value: str | None) -> str:
        if outcome.status is Status.FAIL:
            template = rule.metadata.message
        else:
            said = messages()
            template = said.unknown if outcome.path else said.unknown_without_path
        values = {
            "name": name_of(urn),
            "path": outcome.path or "",
            "value": value or ("non défini" if self.language == "fr" else "not set"),
            **{name: str(bound) for name, bound in rule.metadata.bounds.items()},
            **(outcome.details or {}),
        }
        return template.say(self.language).format_map(values)
