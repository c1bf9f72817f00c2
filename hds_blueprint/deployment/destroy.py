"""`hds destroy`: removes what is not protected, and says what stays and how to end it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hds_blueprint.deployment import state_edit
from hds_blueprint.deployment.cli import PulumiCli, find_cli
from hds_blueprint.deployment.events import EventLog
from hds_blueprint.deployment.places import Project
from hds_blueprint.deployment.recovery import recover, unlocked
from hds_blueprint.deployment.remaining import Remaining, remaining
from hds_blueprint.deployment.report import Report
from hds_blueprint.deployment.session import Session, failure, open_session
from hds_blueprint.deployment.settings import check_stack_name, read_settings
from hds_blueprint.deployment.target import REGION, Target, choose
from hds_blueprint.problem import InputError


@dataclass(frozen=True)
class DestroyRequest:
    """What the user asks for; fields as in UpRequest. `release` lets what is retained leave the state
    (it stays in the account, where nobody manages it any more)."""

    project: Project
    stack: str
    simulated: bool = False
    release: bool = False
    unlock: bool = False
    resolutions: Mapping[str, str] = field(default_factory=dict[str, str])
    confirm: Callable[[str], bool] | None = None


@dataclass(frozen=True)
class DestroyResult:
    """What was deleted (a count) and what stays."""

    target: Target
    deleted: int
    stays: tuple[Remaining, ...]
    declined: bool = False


def stored_target(project: Project, stack: str, *, simulated: bool) -> Target:
    """The target that a deployed stack has stored.

    Raises:
        InputError: nothing is stored, or it does not go with what is asked or with the environment.
    """
    settings = read_settings(project.settings(stack, simulated=simulated))
    region = settings.text(REGION)
    if region is None:
        raise InputError.of(
            "this stack has no stored target, so nothing says where it is",
            file=str(settings.file),
            path=REGION,
            value=stack,
            suggestion="hds up stores it; a simulated stack needs --simulated here as well.",
            code="target-missing",
        )
    return choose(settings, simulated=simulated, account=None, region=region, environment=os.environ)


def destroy(request: DestroyRequest, report: Report, *, cli: PulumiCli | None = None) -> DestroyResult:
    """Destroys a stack as far as nothing protected needs it.

    Raises:
        InputError: there is no such stack, or a question of the recovery is open.
        DeploymentError: the engine stopped on the way; run the command again.
    """
    name = check_stack_name(request.stack)
    target = stored_target(request.project, name, simulated=request.simulated)
    report.line(f"Target: {target}")
    cli = cli or find_cli(request.project.root, allow_install=True, announce=report.line)
    with open_session(request.project, name, target, cli, create=False) as session:
        return unlocked(session, report, lambda: _destroy(session, request, report), request.unlock)


def _destroy(session: Session, request: DestroyRequest, report: Report) -> DestroyResult:
    from pulumi.automation import CommandError

    recover(session, report, resolutions=request.resolutions, unlock=request.unlock)
    state = session.export()
    stays = remaining(state, release=request.release)
    kept = {item.urn for item in stays}
    going = [item["urn"] for item in state_edit.resources(state) if item["urn"] not in kept]
    report.line(f"  {len(going)} resources go, {len(stays)} stay")
    if not going:
        return DestroyResult(session.target, 0, tuple(stays))
    if request.confirm is not None and not request.confirm(f"{len(going)} to delete"):
        return DestroyResult(session.target, 0, tuple(stays), declined=True)

    with report.step("Destruction of what is not protected") as step:
        log = EventLog(step.follow)
        try:
            # by name, because the CLI's own exclusion knows what is protected, not what is retained
            targets = going if stays else None
            session.stack.destroy(target=targets, on_event=log, show_secrets=False)
        except CommandError as error:
            raise failure(error, said=log.said) from error
        deleted = sum(1 for operation in log.done if operation.kind == "delete")
        step.outcome = f"{deleted} deleted"
    return DestroyResult(session.target, deleted, tuple(remaining(session.export(), release=request.release)))
