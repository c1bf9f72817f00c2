"""`hds up`: target, recovery, preview under the policy pack, then the deployment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hds_blueprint.days import today
from hds_blueprint.deployment import backend, simulated_account
from hds_blueprint.deployment.cli import PulumiCli, find_cli
from hds_blueprint.deployment.events import EventLog
from hds_blueprint.deployment.places import Project
from hds_blueprint.deployment.program import refuse_unbuilt, try_extensions
from hds_blueprint.deployment.recovery import recover, unlocked
from hds_blueprint.deployment.report import Report
from hds_blueprint.deployment.session import LockedError, Session, failure, open_session
from hds_blueprint.deployment.settings import StackSettings, check_stack_name, read_settings
from hds_blueprint.deployment.target import Target, choose

if TYPE_CHECKING:
    from hds_blueprint.hosting.document import LoadedDocument

DOCUMENT = "hds:document"


@dataclass(frozen=True)
class UpRequest:
    """What the user asks for.

    `document` is the requirements document where it is not the one of the stack's name; `confirm`
    is asked before changes (None: do not ask); `resolutions` and `unlock` answer the questions of a
    recovery; `skip_preview` leaves the preview out, never the pack.
    """

    project: Project
    stack: str
    simulated: bool = False
    account: str | None = None
    document: Path | None = None
    skip_preview: bool = False
    refresh: bool = False
    unlock: bool = False
    resolutions: Mapping[str, str] = field(default_factory=dict[str, str])
    confirm: Callable[[str], bool] | None = None


@dataclass(frozen=True)
class UpResult:
    """What came of it: `refused` by the policy pack, `declined` by the user, or done with these changes."""

    target: Target
    changes: Mapping[str, int]
    outputs: Mapping[str, Any]
    refused: bool = False
    declined: bool = False


def up(request: UpRequest, report: Report, *, cli: PulumiCli | None = None) -> UpResult:
    """Deploys a stack.

    Raises:
        InputError: a wrong document, target, backend or answer; nothing was changed then.
        DeploymentError: the engine stopped on the way. What it did is in the state, and the next
            `hds up` goes on from there.
    """
    project, name = request.project, check_stack_name(request.stack)
    settings = read_settings(project.settings(name, simulated=request.simulated))
    document = find_document(project, name, request.document, settings)
    refuse_unbuilt(document)
    with chdir(project.root):
        try_extensions(document, name)
    target = choose(
        settings,
        simulated=request.simulated,
        account=request.account,
        region=document.content.region,
        environment=os.environ,
    )
    if target.kind == "account":
        backend.verify(document.content, name, root=project.root)
    shared: dict[str, str] = {}
    if target.kind == "simulated":
        shared = simulated_account.configuration(document, settings)
        simulated_account.refuse_without_baseline(document, project)
    report.line(f"Target: {target}")
    report.line(f"Stack {name}, from {document.file}")
    cli = cli or find_cli(project.root, allow_install=True, announce=report.line)
    baseline = shared.get(simulated_account.SIMULATED_ACCOUNT)
    with open_session(project, name, target, cli, baseline=baseline) as session:
        session.configure(target.configuration | shared | _document_setting(request.document, project))
        return unlocked(
            session, report, lambda: _recover_and_deploy(session, request, report), request.unlock
        )


def find_document(
    project: Project, stack: str, given: Path | None, settings: StackSettings
) -> LoadedDocument:
    """The stack's requirements, found as the program will find them.

    Raises:
        InputError: there is none, or it has errors.
    """
    from hds_blueprint.deployment.program import find_document as find
    from hds_blueprint.hosting.loader import load

    configured = str(given) if given is not None else settings.text(DOCUMENT)
    with chdir(project.root):
        return load(find(stack, configured=configured), as_of=today())


def _document_setting(given: Path | None, project: Project) -> dict[str, str]:
    if given is None:
        return {}
    whole = (project.root / given).resolve()
    return {DOCUMENT: str(given if whole.is_relative_to(project.root) and not given.is_absolute() else whole)}


def _recover_and_deploy(session: Session, request: UpRequest, report: Report) -> UpResult:
    recover(session, report, resolutions=request.resolutions, unlock=request.unlock)
    return _deploy(session, request, report)


def _deploy(session: Session, request: UpRequest, report: Report) -> UpResult:
    if not request.skip_preview:
        with report.step("Preview under the policy pack") as step:
            log = EventLog(step.follow)
            refused = not _run(session, "preview", log, report, refresh=request.refresh)
            step.outcome = "refused" if refused else _summary(log.changes)
        if refused:
            return UpResult(session.target, log.changes, {}, refused=True)
        if not log.changes and not log.outputs_changed and not request.refresh:
            return UpResult(session.target, {}, _outputs(session))
        if request.confirm is not None and not request.confirm(_summary(log.changes)):
            return UpResult(session.target, log.changes, {}, declined=True)
    with report.step("Deployment") as step:
        log = EventLog(step.follow)
        refused = not _run(session, "up", log, report, refresh=request.refresh)
        step.outcome = "refused" if refused else _summary(log.changes, done=True)
    return UpResult(session.target, log.changes, {} if refused else _outputs(session), refused=refused)


def _run(session: Session, verb: str, log: EventLog, report: Report, *, refresh: bool) -> bool:
    """One run of the engine under the pack; False where the pack refused it. Its findings are printed."""
    from pulumi.automation import CommandError

    packs = [str(session.project.policy_pack)]
    failed: CommandError | None = None
    try:
        if verb == "preview":
            session.stack.preview(policy_packs=packs, on_event=log, refresh=refresh)
        else:
            session.stack.up(policy_packs=packs, on_event=log, refresh=refresh, show_secrets=False)
    except CommandError as error:
        failed = error
    _tell_findings(log, report)
    if failed is None:
        return True
    problem = failure(failed, said=log.said)
    if log.refusals and not isinstance(problem, LockedError):
        return False
    raise problem from failed


def _tell_findings(log: EventLog, report: Report) -> None:
    for finding in log.findings:
        word = "refused" if finding.mandatory else "advice"
        report.warn(
            f"  {word}: {finding.policy}: {finding.message}" + (f"\n    {finding.urn}" if finding.urn else "")
        )


def _summary(changes: Mapping[str, int], *, done: bool = False) -> str:
    if done:
        return ", ".join(f"{n} {kind.rstrip('e')}ed" for kind, n in changes.items()) or "no change"
    return ", ".join(f"{n} to {kind}" for kind, n in changes.items()) or "no change"


def _outputs(session: Session) -> dict[str, Any]:
    """The stack's outputs; a secret one is shown as such."""
    return {
        name: "[secret]" if output.secret else output.value
        for name, output in sorted(session.stack.outputs().items())
    }
