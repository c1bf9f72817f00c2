"""Evaluates the rules over a resource graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from hds_blueprint.graph.collection import paused
from hds_blueprint.graph.model import Resource, ResourceGraph, name_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.metadata import Language, messages
from hds_blueprint.policies.outcome import Outcome, not_applicable, summary
from hds_blueprint.policies.rule import EVERY_AWS_TYPE, ResourceCheck, Rule, all_rules
from hds_blueprint.policies.values import MISSING, printable
from hds_blueprint.policies.verdict import Enforcement, Finding, Severity, Status, Verdict
from hds_blueprint.policies.waivers import WaiverLike, apply
from hds_blueprint.problem import InputError, Problem

# looked up once: a member of an enumeration costs as much as a call
_PASS, _NOT_APPLICABLE = Status.PASS, Status.NOT_APPLICABLE
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
    waived = apply(findings, waivers, known_rules=frozenset(rules), as_of=as_of, language=language)
    notices = [messages().expiry_not_judged.say(language)] if waivers and as_of is None else []
    if others := _other_packages(graph):
        notices.append(messages().packages_not_judged.say(language).format(packages=others))
    tools = {"hds": str(len(rules))}
    return Verdict(graph.stack, graph.profile, waived.findings, tools, tuple(notices), waived.problems)


def _other_packages(graph: ResourceGraph) -> str:
    """The packages that no rule knows, each with how many resources of it there are: `aws-native (2)`."""
    packages = Counter(each.type.split(":", maxsplit=1)[0] for each in graph.resources if each.custom)
    known = ("aws", "pulumi")
    return ", ".join(f"{name} ({count})" for name, count in sorted(packages.items()) if name not in known)


def judge(facts: Facts, rules: Mapping[str, Rule], language: Language) -> list[Finding]:
    """The findings without waivers, by URN, rule and path. Whole-graph rules need complete facts.

    `rules` are in order of id.
    """
    reporter = _Reporter(facts, rules, language)
    for resource in facts.graph.resources:
        # what is only read is managed elsewhere: its inputs are not the program's choice
        if not resource.external:
            reporter.resource(resource)
    if facts.complete:
        for rule in rules.values():
            reporter.graph(rule)
    # those of resources are in order already, which makes this cheap
    return sorted(reporter.findings, key=attrgetter("urn", "rule"))


def stack_urn(graph: ResourceGraph) -> str:
    """The URN of the stack itself, for verdicts about the whole graph."""
    return f"urn:pulumi:{graph.stack}::{graph.project}::pulumi:pulumi:Stack::{graph.project}-{graph.stack}"


@dataclass(slots=True)
class _Asked:
    """A rule in this stack, with what is the same in each of its findings; `skipped`: it says nothing."""

    rule: Rule
    check: ResourceCheck
    skipped: bool
    severity: Severity
    enforcement: Enforcement
    controls: tuple[str, ...]
    title: str


def _silent(resource: Resource, facts: Facts) -> Outcome:
    """The check of a rule that has nothing to say of this stack."""
    return not_applicable()


class _Reporter:
    """Asks rules and turns their outcomes into findings."""

    def __init__(self, facts: Facts, rules: Mapping[str, Rule], language: Language) -> None:
        self.facts = facts
        self.language: Language = language
        self.findings: list[Finding] = []
        self._rules: dict[str, list[Rule]] = {}
        for rule in rules.values():
            for type_ in rule.types:
                self._rules.setdefault(type_, []).append(rule)
        self._asked: dict[str, list[_Asked]] = {}
        self._known: dict[str, _Asked | None] = {}

    def resource(self, resource: Resource) -> None:
        """Asks every rule about a resource."""
        asked = self._asked.get(resource.type)
        if asked is None:
            asked = self._asked[resource.type] = self._of_type(resource.type)
        facts = self.facts
        for each in asked:
            try:
                result = each.check(resource, facts)
                if isinstance(result, Outcome):
                    self._add(each, resource.urn, resource, result)
                    continue
                outcomes = summary(result)
                if len(outcomes) > 1:
                    outcomes = sorted(outcomes, key=_path)
                for outcome in outcomes:
                    self._add(each, resource.urn, resource, outcome)
            except Exception as error:
                raise RuleError(each.rule.id, resource.urn, error) from error

    def graph(self, rule: Rule) -> None:
        """Asks a rule about the whole graph, where it is such a rule."""
        asked = self._of(rule)
        if rule.graph_check is None or asked is None:
            return
        own = stack_urn(self.facts.graph)
        try:
            for about, outcome in sorted(rule.graph_check(self.facts), key=lambda pair: _path(pair[1])):
                resource = self.facts.graph.by_urn.get(about or own)
                said = not_applicable() if asked.skipped else outcome
                self._add(asked, about or own, resource, said)
        except Exception as error:
            raise RuleError(rule.id, own, error) from error

    def _of_type(self, type_: str) -> list[_Asked]:
        rules = self._rules.get(type_, [])
        # a component may be called like a resource (`aws:lb:ApplicationLoadBalancer`), and is none
        if type_.startswith("aws:") and "/" in type_:
            everywhere = self._rules.get(EVERY_AWS_TYPE, [])
            rules = sorted((*rules, *everywhere), key=attrgetter("id"))
        return [asked for rule in rules if (asked := self._of(rule)) is not None]

    def _of(self, rule: Rule) -> _Asked | None:
        if rule.id not in self._known:
            self._known[rule.id] = self._make(rule)
        return self._known[rule.id]

    def _make(self, rule: Rule) -> _Asked | None:
        """What is asked; nothing where the rule is disabled."""
        graph, metadata = self.facts.graph, rule.metadata
        enforcement = rule.enforcement(graph.profile)
        if enforcement is Enforcement.DISABLED:
            return None
        controls = tuple(
            control
            for control in metadata.controls
            if graph.health_data or not control.startswith(CATALOGUE_OF_HEALTH_DATA)
        )
        skipped = metadata.health_data_only and not graph.health_data
        return _Asked(
            rule,
            _silent if skipped or rule.check is None else rule.check,
            skipped,
            metadata.severity,
            enforcement,
            controls,
            metadata.title.say(self.language),
        )

    def _add(self, asked: _Asked, urn: str, resource: Resource | None, outcome: Outcome) -> None:
        value = None if outcome.value is MISSING else printable(outcome.value)
        status = outcome.status
        silent = status is _PASS or status is _NOT_APPLICABLE
        self.findings.append(
            Finding(
                asked.rule.id,
                status,
                urn,
                asked.severity,
                asked.enforcement,
                asked.title if silent else self._message(asked.rule, urn, outcome, value),
                outcome.path,
                value,
                asked.controls,
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


def _path(outcome: Outcome) -> str:
    return outcome.path or ""
