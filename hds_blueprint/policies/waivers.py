"""Waivers: rules set aside for some resources, and what makes a waiver void."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import Protocol

from hds_blueprint.data_files import read_data
from hds_blueprint.graph.model import name_of
from hds_blueprint.policies.change import DATA_STORE_KEPT
from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Finding, Status
from hds_blueprint.problem import Problem


class WaiverLike(Protocol):
    """The hosting model's `Waiver`."""

    @property
    def rule(self) -> str: ...
    @property
    def resource(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def approver(self) -> str: ...
    @property
    def expiry(self) -> date: ...
    @property
    def compensating_measure(self) -> str: ...


# How the ids of Checkov's checks begin; those of our rules never do.
CHECKOV = ("CKV_", "CKV2_")


@dataclass(frozen=True, slots=True)
class Waived:
    """Findings with the reasons of the waivers that cover them, and the problems of void waivers."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]


def apply(
    findings: Sequence[Finding],
    waivers: Sequence[WaiverLike],
    *,
    known_rules: frozenset[str],
    as_of: date | None,
    language: Language = "en",
) -> Waived:
    """Marks the failures that valid waivers cover.

    A waiver is void, and an error, when it names an unknown rule, has no approver or one who is also
    its owner, has expired on `as_of` (its expiry day is its last), or covers no failure that an earlier
    one does not. Without a date the expiry is not judged. One that lets a data store go rests before and
    after the change that it is for: the document that is deployed still holds it.

    The waivers are those of the document, for our rules and for Checkov's checks; each kind rests where
    `known_rules` are of the other, which judges it for itself.
    """
    marked = list(findings)
    taken: set[int] = set()
    problems: list[Problem] = []
    of_checkov = any(rule.startswith(CHECKOV) for rule in known_rules)
    for index, waiver in enumerate(waivers):
        if waiver.rule.startswith(CHECKOV) is not of_checkov:
            continue
        place = f"waivers[{index}]"
        if problem := _void(waiver, place, known_rules, as_of, language):
            problems.append(problem)
            continue
        covered = [position for position, finding in enumerate(marked) if _covers(waiver, finding)]
        about = f"{waiver.rule} · {waiver.resource}"
        if not covered and waiver.rule != DATA_STORE_KEPT:
            problems.append(_problem("waiver-matches-nothing", place, about, language))
        if covered and taken.issuperset(covered):
            problems.append(_problem("waiver-repeated", place, about, language))
        for position in covered:
            if position not in taken:
                marked[position] = replace(marked[position], waiver=waiver.reason)
        taken.update(covered)
    return Waived(tuple(marked), tuple(problems))


def _void(
    waiver: WaiverLike, place: str, known_rules: frozenset[str], as_of: date | None, language: Language
) -> Problem | None:
    if waiver.rule not in known_rules:
        return _problem("waiver-unknown-rule", place, waiver.rule, language)
    if not waiver.approver.strip() or waiver.approver.strip().lower() == waiver.owner.strip().lower():
        return _problem("waiver-unapproved", place, waiver.approver, language)
    if as_of is not None and waiver.expiry < as_of:
        return _problem("waiver-expired", place, waiver.expiry.isoformat(), language, day=as_of.isoformat())
    return None


def _problem(code: str, place: str, value: str, language: Language, **bounds: str) -> Problem:
    said = read_data("hds_blueprint.policies", "waivers.yaml")[code]
    bound = said["bound"][language].format_map(bounds) if "bound" in said else None
    return Problem(
        said["reason"][language],
        path=f"{place}.{said['field']}",
        value=value,
        bound=bound,
        suggestion=said["suggestion"][language],
        code=code,
    )


def _covers(waiver: WaiverLike, finding: Finding) -> bool:
    if finding.rule != waiver.rule or finding.status is not Status.FAIL:
        return False
    if fnmatchcase(finding.urn, waiver.resource):
        return True
    try:
        return fnmatchcase(name_of(finding.urn), waiver.resource)
    except ValueError:
        return False
