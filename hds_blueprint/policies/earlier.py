"""Which failures were there before a change, though a resource is renamed or a list grew."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Finding

_INDEX = re.compile(r"\[\d+\]")


def told_apart(
    later: Sequence[Finding], earlier: Sequence[Finding], now: Mapping[str, str]
) -> tuple[frozenset[int], tuple[Finding, ...]]:
    """The positions in `later` of what failed before, and the failures of `earlier` that are gone.

    `now` has the new URN of renamed resources. Each earlier failure stands for one later one: first for the
    same value at the same place, then for that value at another place of a list, then for another value at
    the same place, unless that one is further from what the rule asks for.
    """
    left = [replace(finding, urn=now.get(finding.urn, finding.urn)) for finding in earlier]
    known: set[int] = set()
    for identity in (_same_value, _moved, _same_place):
        waiting = _grouped(left, identity)
        for position, finding in enumerate(later):
            candidates = waiting.get(identity(finding), [])
            if position not in known and candidates and not _worse(candidates[0], finding):
                known.add(position)
                candidates.pop(0)
        left = [finding for candidates in waiting.values() for finding in candidates]
    return frozenset(known), tuple(left)


def _same_value(finding: Finding) -> Hashable:
    return finding.tool, finding.rule, finding.urn, finding.path, finding.value


def _moved(finding: Finding) -> Hashable:
    return finding.tool, finding.rule, finding.urn, _INDEX.sub("[]", finding.path or ""), finding.value


def _same_place(finding: Finding) -> Hashable:
    return finding.tool, finding.rule, finding.urn, finding.path


def _grouped(
    findings: Sequence[Finding], identity: Callable[[Finding], Hashable]
) -> dict[Hashable, list[Finding]]:
    groups: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(identity(finding), []).append(finding)
    return groups


def _worse(before: Finding, after: Finding) -> bool:
    """Whether a number is further from the rule's bounds than it was; other values are all as bad."""
    rule = all_rules().get(after.rule)
    bounds = tuple(rule.metadata.bounds.values()) if rule else ()
    with suppress(TypeError, ValueError):
        one, other = (
            min(abs(float(finding.value or "") - bound) for bound in bounds) for finding in (before, after)
        )
        return other > one
    return False
