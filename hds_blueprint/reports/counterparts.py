"""Where one of our rules covers a check of Checkov's: both verdicts together, and whether they disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from hds_blueprint.graph.model import name_of
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Finding, Status, Verdict
from hds_blueprint.reports.texts import texts

# The verdict of a rule that says several things of one resource, worst first.
_ORDER = (Status.FAIL, Status.UNKNOWN, Status.PASS, Status.NOT_APPLICABLE)
_ALIAS = "checkov:"


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What the other tool says of the same resource, in its rule that asks the same."""

    rule: str
    status: Status


@dataclass(frozen=True)
class Counterparts:
    """The counterparts of a verdict's findings, by the aliases that our rules declare."""

    verdict: Verdict

    def of(self, finding: Finding) -> tuple[Counterpart, ...]:
        """The other tool's verdicts on this finding's resource, in order of their rules; often none.

        Our rule speaks of a bucket where Checkov speaks of the resource that holds its setting: both count.
        """
        rules = _rules_by_check() if finding.tool == "checkov" else _checks_by_rule()
        urns = {finding.urn, finding.holder or finding.urn}
        found: dict[str, Status] = {}
        for rule in rules.get(finding.rule, ()):
            statuses = {status for urn in urns for status in self._statuses.get((rule, urn), ())}
            if statuses:
                found[rule] = min(statuses, key=_ORDER.index)
        return tuple(Counterpart(rule, found[rule]) for rule in sorted(found))

    def disagree(self, finding: Finding) -> tuple[Counterpart, ...]:
        """The counterparts that pass where this finding fails, or the reverse."""
        opposite = {Status.PASS: Status.FAIL, Status.FAIL: Status.PASS}.get(finding.status)
        return tuple(each for each in self.of(finding) if each.status is opposite)

    def agree(self, finding: Finding) -> tuple[Counterpart, ...]:
        """The counterparts with the same verdict."""
        return tuple(each for each in self.of(finding) if each.status is finding.status)

    def disagreements(self, finding: Finding, language: Language) -> tuple[str, ...]:
        """A sentence for each of those that disagree: what both tools say of the resource."""
        words = texts(language)
        found: list[str] = []
        for other in self.disagree(finding):
            ours, checks = (finding.rule, finding.status), (other.rule, other.status)
            if finding.tool == "checkov":
                ours, checks = checks, ours
            found.append(
                words["disagreement"].format(
                    name=name_of(finding.urn),
                    rule=ours[0],
                    rule_says=words["says"][ours[1]],
                    check=checks[0],
                    check_says=words["says"][checks[1]],
                )
            )
        return tuple(found)

    @cached_property
    def _statuses(self) -> Mapping[tuple[str, str], set[Status]]:
        found: dict[tuple[str, str], set[Status]] = {}
        for finding in self.verdict.findings:
            for urn in {finding.urn, finding.holder or finding.urn}:
                found.setdefault((finding.rule, urn), set()).add(finding.status)
        return found


@cache
def _checks_by_rule() -> Mapping[str, tuple[str, ...]]:
    return {
        rule.id: tuple(
            alias.removeprefix(_ALIAS) for alias in rule.metadata.aliases if alias.startswith(_ALIAS)
        )
        for rule in all_rules().values()
    }


@cache
def _rules_by_check() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for rule, checks in _checks_by_rule().items():
        for check in checks:
            found.setdefault(check, []).append(rule)
    return {check: tuple(rules) for check, rules in found.items()}
