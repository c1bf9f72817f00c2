"""The order in which reports for people name failures."""

from __future__ import annotations

from hds_blueprint.policies.verdict import Enforcement, Finding, Severity

_SEVERITIES = {severity: index for index, severity in enumerate(Severity)}
_ENFORCEMENTS = {enforcement: index for index, enforcement in enumerate(Enforcement)}


def worst_first(finding: Finding) -> tuple[int, int, str, str, str, str]:
    """Sorts failures by severity and enforcement, then by rule and resource."""
    return (
        _SEVERITIES[finding.severity],
        _ENFORCEMENTS[finding.enforcement],
        finding.rule,
        finding.urn,
        finding.path or "",
        finding.holder or "",
    )
