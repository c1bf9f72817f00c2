"""The policy pack as the engine talks to it: Pulumi's Analyzer service over our rules.

Written against the protocol and not the policy SDK, which decodes every resource once for each
policy and answers a mandatory policy that meets an unknown value with a mere warning.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2

from hds_blueprint.policies.analyzed import Analyzed
from hds_blueprint.policies.engine import evaluate, judge, stack_urn
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.help_pages import help_page
from hds_blueprint.policies.metadata import pack_texts
from hds_blueprint.policies.rule import Rule
from hds_blueprint.policies.verdict import Enforcement, Finding, Severity, Status
from hds_blueprint.policies.waiting import UNKNOWN_POLICY, waiting
from hds_blueprint.policies.waivers import WaiverLike, apply
from hds_blueprint.problem import InputError

WAIVERS_POLICY = "waivers-valid"

LEVELS = {
    Enforcement.ADVISORY: analyzer_pb2.ADVISORY,
    Enforcement.MANDATORY: analyzer_pb2.MANDATORY,
    Enforcement.DISABLED: analyzer_pb2.DISABLED,
}
SEVERITIES = {
    Severity.LOW: analyzer_pb2.POLICY_SEVERITY_LOW,
    Severity.MEDIUM: analyzer_pb2.POLICY_SEVERITY_MEDIUM,
    Severity.HIGH: analyzer_pb2.POLICY_SEVERITY_HIGH,
    Severity.CRITICAL: analyzer_pb2.POLICY_SEVERITY_CRITICAL,
}
_Answer = TypeVar("_Answer")


class RulesAnalyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """Answers the engine from the rules: one policy for each rule.

    `waivers_of` gives the waivers of the stack's requirements document; `as_of` is the day on which
    their expiry is judged.
    """

    def __init__(
        self,
        rules: Mapping[str, Rule],
        *,
        name: str,
        version: str,
        waivers_of: Callable[[str], Sequence[WaiverLike]],
        as_of: date,
    ) -> None:
        self._rules = rules
        self._name = name
        self._version = version
        self._waivers_of = waivers_of
        self._as_of = as_of
        self._analyzed = Analyzed(project="project", stack="stack")
        self._waivers: tuple[WaiverLike, ...] = ()
        self._reported: set[tuple[str, str, str | None]] = set()
        # the engine asks about several resources at the same time
        self._lock = threading.Lock()

    def Handshake(self, request: Any, context: Any) -> analyzer_pb2.AnalyzerHandshakeResponse:  # noqa: N802
        return analyzer_pb2.AnalyzerHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> plugin_pb2.PluginInfo:  # noqa: N802
        return plugin_pb2.PluginInfo(version=self._version)

    def Configure(self, request: Any, context: Any) -> empty_pb2.Empty:  # noqa: N802
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: Any) -> empty_pb2.Empty:  # noqa: N802
        return empty_pb2.Empty()

    def Remediate(self, request: Any, context: Any) -> analyzer_pb2.RemediateResponse:  # noqa: N802
        # nothing is changed behind the author's back
        return analyzer_pb2.RemediateResponse()

    def ConfigureStack(  # noqa: N802
        self, request: analyzer_pb2.AnalyzerStackConfigureRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzerStackConfigureResponse:
        def configure() -> analyzer_pb2.AnalyzerStackConfigureResponse:
            self._analyzed = Analyzed(project=request.project, stack=request.stack)
            self._waivers = tuple(self._waivers_of(request.stack))
            self._reported.clear()
            return analyzer_pb2.AnalyzerStackConfigureResponse()

        return self._answer(context, configure)

    def GetAnalyzerInfo(self, request: Any, context: Any) -> analyzer_pb2.AnalyzerInfo:  # noqa: N802
        texts = pack_texts()
        extra = (
            (WAIVERS_POLICY, texts.waivers_policy.en, Enforcement.MANDATORY),
            (UNKNOWN_POLICY, texts.unknown_policy.en, Enforcement.ADVISORY),
        )
        return analyzer_pb2.AnalyzerInfo(
            name=self._name,
            displayName=texts.name.en,
            description=texts.description.en,
            version=self._version,
            supportsConfig=False,
            policies=[
                *(_policy(rule) for rule in self._rules.values()),
                *(
                    analyzer_pb2.PolicyInfo(
                        name=name,
                        description=description,
                        enforcementLevel=LEVELS[level],
                        policy_type=analyzer_pb2.POLICY_TYPE_STACK,
                    )
                    for name, description, level in extra
                ),
            ],
        )

    def Analyze(  # noqa: N802
        self, request: analyzer_pb2.AnalyzeRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzeResponse:
        """What is certain of one resource alone: its failures stop its creation."""

        def analyze() -> analyzer_pb2.AnalyzeResponse:
            graph = self._analyzed.single(request)
            findings = judge(Facts(graph, complete=False), self._rules, "en")
            own = [f for f in findings if f.urn == request.urn and f.status is Status.FAIL]
            known = frozenset(self._rules)
            waived = apply(own, self._waivers, known_rules=known, as_of=self._as_of).findings
            return self._response([finding for finding in waived if finding.waiver is None])

        return self._answer(context, analyze)

    def AnalyzeStack(  # noqa: N802
        self, request: analyzer_pb2.AnalyzeStackRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzeResponse:
        """Every rule over the whole stack, with references; what was already said is not repeated."""

        def analyze() -> analyzer_pb2.AnalyzeResponse:
            graph = self._analyzed.whole(request)
            verdict = evaluate(graph, waivers=self._waivers, as_of=self._as_of, rules=self._rules)
            failed = [f for f in verdict.with_status(Status.FAIL) if not self._was_reported(f)]
            response = self._response(failed)
            own = stack_urn(graph)
            for problem in verdict.problems:
                note = self._note(WAIVERS_POLICY, str(problem), own, Enforcement.MANDATORY)
                response.diagnostics.append(note)
            if text := waiting(verdict, "en"):
                response.diagnostics.append(self._note(UNKNOWN_POLICY, text, own, Enforcement.ADVISORY))
            return response

        return self._answer(context, analyze)

    def _answer(self, context: grpc.ServicerContext, work: Callable[[], _Answer]) -> _Answer:
        """Runs one request; an error ends the deployment with its words and never counts as a pass."""
        with self._lock:
            try:
                return work()
            except InputError as error:
                message = str(error)
            except Exception as error:  # noqa: BLE001 - handed to the engine, which stops
                message = f"internal error: {type(error).__name__}: {error}"
        return context.abort(grpc.StatusCode.INTERNAL, message)

    def _was_reported(self, finding: Finding) -> bool:
        return (finding.rule, finding.urn, finding.path) in self._reported

    def _response(self, findings: Sequence[Finding]) -> analyzer_pb2.AnalyzeResponse:
        self._reported.update((f.rule, f.urn, f.path) for f in findings)
        return analyzer_pb2.AnalyzeResponse(diagnostics=[self._diagnostic(finding) for finding in findings])

    def _diagnostic(self, finding: Finding) -> analyzer_pb2.AnalyzeDiagnostic:
        metadata = self._rules[finding.rule].metadata
        return analyzer_pb2.AnalyzeDiagnostic(
            policyName=finding.rule,
            policyPackName=self._name,
            policyPackVersion=self._version,
            description=metadata.title.en,
            message=f"{finding.message} {metadata.remediation.en}",
            enforcementLevel=LEVELS[finding.enforcement],
            urn=finding.urn,
            severity=SEVERITIES[finding.severity],
        )

    def _note(
        self, policy: str, message: str, urn: str, level: Enforcement
    ) -> analyzer_pb2.AnalyzeDiagnostic:
        return analyzer_pb2.AnalyzeDiagnostic(
            policyName=policy,
            policyPackName=self._name,
            policyPackVersion=self._version,
            message=message,
            enforcementLevel=LEVELS[level],
            urn=urn,
        )


def _policy(rule: Rule) -> analyzer_pb2.PolicyInfo:
    """The rule as the engine lists it, at the strictness of production."""
    metadata = rule.metadata
    kind = analyzer_pb2.POLICY_TYPE_RESOURCE if rule.check else analyzer_pb2.POLICY_TYPE_STACK
    return analyzer_pb2.PolicyInfo(
        name=rule.id,
        displayName=metadata.title.en,
        description=metadata.rationale.en,
        enforcementLevel=LEVELS[rule.enforcement("production")],
        policy_type=kind,
        severity=SEVERITIES[metadata.severity],
        remediation_steps=f"{metadata.remediation.en}\n\n{metadata.code}",
        tags=[*metadata.controls, *metadata.aliases],
        url=help_page(rule.id) or "",
    )
