"""What the engine says while it works, collected: operations, findings of the policy pack, errors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from hds_blueprint.deployment.tracebacks import shortened

if TYPE_CHECKING:
    from pulumi.automation.events import EngineEvent

_UNCHANGED = frozenset({"same", "read", "refresh"})
_MARKUP = re.compile(r"<\{%[^%]*%\}>|\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing done to one resource: `kind` is the engine's word (`create`, `update`, `delete`)."""

    kind: str
    urn: str
    seconds: float = 0.0

    @property
    def label(self) -> str:
        """Type and name, as people say them: `aws:s3/bucket:Bucket documents`."""
        *_, type_, name = self.urn.split("::")
        return f"{type_.rpartition('$')[2]} {name}"


@dataclass(frozen=True, slots=True)
class PackFinding:
    """What a policy of the pack says of a resource, or of the stack where `urn` is None."""

    policy: str
    message: str
    urn: str | None
    mandatory: bool


@dataclass
class EventLog:
    """Listens to one run of the engine. `on_change` is called after each event that matters to a reader."""

    on_change: Callable[[EventLog], None] | None = None
    running: dict[str, Operation] = field(default_factory=dict[str, Operation])
    done: list[Operation] = field(default_factory=list[Operation])
    failed: list[Operation] = field(default_factory=list[Operation])
    findings: dict[PackFinding, None] = field(default_factory=dict[PackFinding, None])
    errors: dict[str, None] = field(default_factory=dict[str, None])
    # the last line that the program or the pack wrote to stderr: of a traceback, the line that says why
    last_words: str = ""
    planned: Counter[str] = field(default_factory=Counter[str])
    outputs_changed: bool = False
    _started: dict[str, float] = field(default_factory=dict[str, float])

    def __call__(self, event: EngineEvent) -> None:
        """Takes in one event of the Automation API."""
        self._operations(event)
        if event.policy_event is not None:
            told = event.policy_event
            self.findings[
                PackFinding(
                    told.policy_name,
                    plain(told.message),
                    told.resource_urn or None,
                    told.enforcement_level == "mandatory",
                )
            ] = None
        if event.diagnostic_event is not None:
            text = shortened(plain(event.diagnostic_event.message))
            if event.diagnostic_event.severity == "error" and text:
                self.errors[text] = None
            elif event.diagnostic_event.severity == "info#err" and text:
                self.last_words = text
        if event.summary_event is not None:
            self.planned = Counter({str(kind): n for kind, n in event.summary_event.resource_changes.items()})
        if self.on_change is not None:
            self.on_change(self)

    def _operations(self, event: EngineEvent) -> None:
        if event.resource_pre_event is not None:
            metadata = event.resource_pre_event.metadata
            self.running[metadata.urn] = Operation(str(metadata.op.value), metadata.urn)
            self._started[metadata.urn] = monotonic()
        elif event.res_outputs_event is not None:
            metadata = event.res_outputs_event.metadata
            if metadata.type == "pulumi:pulumi:Stack":
                before = None if metadata.old is None else metadata.old.outputs
                after = None if metadata.new is None else metadata.new.outputs
                self.outputs_changed |= (before or {}) != (after or {})
            self.done.append(self._ended(metadata.urn, str(metadata.op.value)))
        elif event.res_op_failed_event is not None:
            metadata = event.res_op_failed_event.metadata
            self.failed.append(self._ended(metadata.urn, str(metadata.op.value)))

    def _ended(self, urn: str, kind: str) -> Operation:
        self.running.pop(urn, None)
        return Operation(kind, urn, monotonic() - self._started.pop(urn, monotonic()))

    @property
    def said(self) -> list[str]:
        """The engine's own words for what went wrong, the operations that failed first."""
        if not self.errors:
            return []
        failed = [f"failed: {operation.kind} {operation.label}" for operation in self.failed]
        words = [self.last_words] if any(text.endswith("exception:") for text in self.errors) else []
        return [*failed, *self.errors, *words]

    @property
    def changes(self) -> dict[str, int]:
        """How many resources change, by operation; what stays the same is left out."""
        return {kind: n for kind, n in sorted(self.planned.items()) if kind not in _UNCHANGED and n}

    @property
    def refusals(self) -> list[PackFinding]:
        """The findings that refuse the stack."""
        return [finding for finding in self.findings if finding.mandatory]


def plain(text: str) -> str:
    """An engine message without colours and trailing space."""
    return _MARKUP.sub("", text).strip()
