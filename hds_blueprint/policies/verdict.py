"""What the rules and Checkov say of a graph; every report is rendered from these."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from hds_blueprint.graph.model import Origin


class Status(StrEnum):
    """The four verdicts. UNKNOWN is for values known only after apply and never becomes PASS."""

    PASS = "PASS"  # noqa: S105 - a verdict, not a password
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class Severity(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Enforcement(StrEnum):
    """What a failed rule does: stop the deployment, be shown, or nothing."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's verdict on one resource.

    `path` is the property in Pulumi's names (`ingress[0].cidrBlocks[1]`) and `value` the
    offending value as a printable text, never a secret. `tool` is `hds` for our rules and
    `checkov` for the second opinion; `waiver` is the reason of the waiver that covers it.
    """

    rule: str
    status: Status
    urn: str
    severity: Severity
    enforcement: Enforcement
    message: str
    path: str | None = None
    value: str | None = None
    controls: tuple[str, ...] = ()
    origin: Origin | None = None
    tool: str = "hds"
    waiver: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings of one graph, ordered by resource and rule, with what was used to reach them."""

    stack: str
    profile: str
    findings: tuple[Finding, ...]
    tools: dict[str, str] = field(default_factory=dict[str, str])
    notices: tuple[str, ...] = ()

    def with_status(self, status: Status) -> tuple[Finding, ...]:
        """The findings of one status, waived ones left out."""
        return tuple(f for f in self.findings if f.status is status and f.waiver is None)

    @property
    def refused(self) -> tuple[Finding, ...]:
        """The failures of mandatory rules that no waiver covers."""
        failed = self.with_status(Status.FAIL)
        return tuple(f for f in failed if f.enforcement is Enforcement.MANDATORY)
