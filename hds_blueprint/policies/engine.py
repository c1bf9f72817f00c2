"""Evaluates the rules over a resource graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from hds_blueprint.graph.model import Resource, ResourceGraph, name_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.metadata import Language, messages
from hds_blueprint.policies.outcome import Outcome, not_applicable, summary
from hds_blueprint.policies.rule import EVERY_AWS_TYPE, Rule, all_rules
from hds_blueprint.policies.values import printable
from hds_blueprint.policies.verdict import Enforcement, Finding, Status, Verdict
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


class _Reporter:
    """Asks rules and turns their outcomes into findings."""

    def __init__(self, facts: Facts, language: Language) -> None:
        self.facts = facts
        self.language: Language = language
        self.findings: list[Finding] = []
        self._enforcement: dict[str, Enforcement] = {}
        self._controls: dict[str, tuple[str, ...]] = {}

    def resource(self, rule: Rule, resource: Resource) -> None:
        if rule.check is None or self._level(rule) is Enforcement.DISABLED:
            return
        try:
            if rule.metadata.health_data_only and not self.facts.graph.health_data:
                outcomes: Iterable[Outcome] = (not_applicable(),)
            else:
                result = rule.check(resource, self.facts)
                outcomes = (result,) if isinstance(result, Outcome) else summary(result)
            for outcome in outcomes:
                self._add(rule, resource.urn, resource, outcome)
        except Exception as error:
            raise RuleError(rule.id, resource.urn, error) from error

    def graph(self, rule: Rule) -> None:
        if rule.graph_check is None or self._level(rule) is Enforcement.DISABLED:
            return
        try:
            skipped = rule.metadata.health_data_only and not self.facts.graph.health_data
            for about, outcome in rule.graph_check(self.facts):
                urn = about or stack_urn(self.facts.graph)
                resource = self.facts.graph.by_urn.get(urn)
                self._add(rule, urn, resource, not_applicable() if skipped else outcome)
        except Exception as error:
            raise RuleError(rule.id, stack_urn(self.facts.graph), error) from error

    def _level(self, rule: Rule) -> Enforcement:
        level = self._enforcement.get(rule.id)
        if level is None:
            level = self._enforcement[rule.id] = rule.enforcement(self.facts.graph.profile)
        return level

    def _add(self, rule: Rule, urn: str, resource: Resource | None, outcome: Outcome) -> None:
        value = printable(outcome.value)
        self.findings.append(
            Finding(
                rule=rule.id,
                status=outcome.status,
                urn=urn,
                severity=rule.metadata.severity,
                enforcement=self._level(rule),
                message=self._message(rule, urn, outcome, value),
                path=outcome.path,
                value=value,
                controls=self._controls_of(rule),
                origin=resource.origin if resource else None,
                holder=outcome.holder,
            )
        )

    def _controls_of(self, rule: Rule) -> tuple[str, ...]:
        known = self._controls.get(rule.id)
        if known is None:
            known = tuple(
                control
                for control in rule.metadata.controls
                if self.facts.graph.health_data or not control.startswith(CATALOGUE_OF_HEALTH_DATA)
            )
            self._controls[rule.id] = known
        return known

    def _message(self, rule: Rule, urn: str, outcome: Outcome, value: str | None) -> str:
        if outcome.status is Status.FAIL:
            template = rule.metadata.message
        elif outcome.status is Status.UNKNOWN:
            said = messages()
            template = said.unknown if outcome.path else said.unknown_without_path
        else:
            return rule.metadata.title.say(self.language)
        values = {
            "name": name_of(urn),
            "path": outcome.path or "",
            "value": value or ("non défini" if self.language == "fr" else "not set"),
            **{name: str(bound) for name, bound in rule.metadata.bounds.items()},
            **outcome.details,
        }
        return template.say(self.language).format_map(values)
