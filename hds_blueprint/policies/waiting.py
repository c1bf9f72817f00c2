"""What only the apply can tell, in one sentence."""

from __future__ import annotations

from collections import Counter

from hds_blueprint.policies.metadata import Language, pack_texts
from hds_blueprint.policies.verdict import Status, Verdict

# How reports and the policy pack call this sentence, where they call each by a rule.
UNKNOWN_POLICY = "verdicts-known-before-apply"


def waiting(verdict: Verdict, language: Language) -> str:
    """How many verdicts of a production stack wait for apply, by rule; empty where none does."""
    counted = Counter(finding.rule for finding in verdict.with_status(Status.UNKNOWN))
    if verdict.profile != "production" or not counted:
        return ""
    listed = ", ".join(f"{rule} ({number})" for rule, number in sorted(counted.items()))
    return pack_texts().unknown_count.say(language).format(number=sum(counted.values()), rules=listed)
