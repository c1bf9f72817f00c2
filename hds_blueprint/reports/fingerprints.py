"""Marks by which a code host knows a finding again in the next report."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from hds_blueprint.policies.verdict import Finding, Verdict


def fingerprints(verdict: Verdict, findings: Sequence[Finding]) -> tuple[str, ...]:
    """A mark for each of a verdict's findings: 64 hexadecimal digits, no two alike.

    It does not hold the line nor the value, so that a finding stays the same when the document grows
    above it; of several of one place each has its number.
    """
    seen: Counter[str] = Counter()
    marks: list[str] = []
    for finding in findings:
        named = (verdict.source, finding.rule, finding.urn, finding.holder or "", finding.path or "")
        place = "\n".join(named)
        seen[place] += 1
        marks.append(fingerprint(place if seen[place] == 1 else f"{place}\n{seen[place]}"))
    return tuple(marks)


def fingerprint(text: str) -> str:
    """The mark of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
