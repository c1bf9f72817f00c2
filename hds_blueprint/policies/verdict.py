"""What the rules and Checkov say of a graph; every report is rendered from these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePath

from hds_blueprint.graph.model import Origin
from hds_blueprint.hosting.strength import Shift
from hds_blueprint.policies.change import Change
from hds_blueprint.problem import Problem

# The name of a verdict's notices in reports that know of findings only.
NOTICE = "hds-notice"


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


# nobody changes one, but it is not frozen: a large graph makes tens of thousands, and a frozen one takes ten
# times as long to make
@dataclass(slots=True, unsafe_hash=True)
class Finding:
    """One rule's verdict on one resource.

    `path` is the property in Pulumi's names (`ingress[0].cidrBlocks[1]`) and `value` the
    offending value as a printable text, never a secret. `tool` is `hds` for our rules and
    `checkov` for the second opinion; `waiver` is the reason of the waiver that covers it; `holder`
    is the URN of the resource that holds the property where that is another one (a bucket's
    versioning is a resource of its own). `known` says that it failed before the change too.
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
    holder: str | None = None
    known: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings of one graph, ordered by resource and rule, with what was used to reach them.

    `problems` are the errors of the waivers, or why nothing could be judged: with one of them nothing may
    be deployed. `source` is the document or file that the graph was made of, as the user named it. Where a
    change is judged, `changes` are the resources it touches, `mended` the failures that it does away with,
    and `shifts` the protections that it weakens or strengthens within what the rules allow.
    """

    stack: str
    profile: str
    findings: tuple[Finding, ...]
    tools: dict[str, str] = field(default_factory=dict[str, str])
    notices: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    source: str = ""
    changes: tuple[Change, ...] = ()
    mended: tuple[Finding, ...] = ()
    shifts: tuple[Shift, ...] = ()

    @classmethod
    def unusable(cls, source: str, problems: Iterable[Problem]) -> Verdict:
        """What stands for an input that cannot be used: its errors, and no finding."""
        errors = tuple(problem for problem in problems if problem.severity == "error")
        return cls(PurePath(source).stem, "", (), problems=errors, source=source)

    @property
    def judged(self) -> bool:
        """Whether there was anything to judge: what cannot be used has no profile."""
        return bool(self.profile)

    def with_status(self, status: Status) -> tuple[Finding, ...]:
        """The findings of one status; waived ones, and failures from before the change, left out."""
        return tuple(f for f in self.findings if f.status is status and f.waiver is None and not f.known)

    @property
    def counts(self) -> dict[Status, int]:
        """How many verdicts of each status, waived failures left out."""
        return {status: len(self.with_status(status)) for status in Status}

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The failures that a waiver covers."""
        return tuple(f for f in self.findings if f.waiver is not None)

    @property
    def refused(self) -> tuple[Finding, ...]:
        """The failures of mandatory rules that no waiver covers."""
        failed = self.with_status(Status.FAIL)
        return tuple(f for f in failed if f.enforcement is Enforcement.MANDATORY)

    def with_known(self) -> Verdict:
        """The verdict with failures from before the change counted like new ones."""
        return replace(self, findings=tuple(replace(f, known=False) for f in self.findings))
