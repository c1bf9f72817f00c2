"""`hds bootstrap`: the state backend that production stacks use, made once per account and region."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hds_blueprint.deployment.cli import PulumiCli, find_cli
from hds_blueprint.deployment.events import EventLog
from hds_blueprint.deployment.places import Project
from hds_blueprint.deployment.recovery import recover, unlocked
from hds_blueprint.deployment.report import Report
from hds_blueprint.deployment.session import OwnProgram, Session, failure, open_session
from hds_blueprint.deployment.settings import read_settings
from hds_blueprint.deployment.target import Target, choose
from hds_blueprint.hosting.facts import eea_regions, regions
from hds_blueprint.problem import InputError


@dataclass(frozen=True)
class BootstrapRequest:
    """Where the backend goes, and who answers for it (`owner`, a tag); `confirm` as in UpRequest."""

    project: Project
    region: str
    owner: str
    simulated: bool = False
    account: str | None = None
    confirm: Callable[[str], bool] | None = None


@dataclass(frozen=True)
class BootstrapResult:
    """The two values that a stack needs, and the folder with the backend's own state."""

    target: Target
    backend: str
    secrets_provider: str
    folder: Path
    changed: bool
    declined: bool = False


def bootstrap(request: BootstrapRequest, report: Report, *, cli: PulumiCli | None = None) -> BootstrapResult:
    """Makes the state backend, or brings it back to what it should be.

    Its own state cannot be in the bucket that it makes, so that is a folder beside the project; it
    holds no secret.

    Raises:
        InputError: a region outside of the EEA, or a target that does not go with the environment.
        DeploymentError: the engine stopped on the way; run the command again.
    """
    check_region(request.region)
    name = request.region
    folder = (
        request.project.simulated / "bootstrap"
        if request.simulated
        else request.project.root / "bootstrap" / (request.account or "")
    )
    target = choose(
        read_settings(folder / f"Pulumi.{name}.yaml"),
        simulated=request.simulated,
        account=request.account,
        region=request.region,
        environment=os.environ,
    )
    report.line(f"Target: {target}")
    cli = cli or find_cli(request.project.root, allow_install=True, announce=report.line)

    def program() -> None:
        from hds_blueprint.deployment.state_backend import build

        build(request.region, account_id=target.account, owner=request.owner)

    from hds_blueprint.deployment.state_backend import PROJECT

    states = folder / "state"
    states.mkdir(parents=True, exist_ok=True)
    own = OwnProgram(PROJECT, folder, program, f"file://{states}")
    with open_session(request.project, name, target, cli, own=own) as session:
        session.configure(target.configuration)
        return unlocked(session, report, lambda: _make(session, request, report))


def check_region(region: str) -> None:
    """Raises InputError where a region is not in the EEA."""
    if region in eea_regions():
        return
    fact = regions().get(region)
    where = "no AWS region that is known here" if fact is None else f"in {fact.place}, outside of the EEA"
    raise InputError.of(
        f"a state backend belongs in the EEA, as the data that its states describe; this region is {where}",
        path="--region",
        value=region[:40],
        bound=", ".join(sorted(eea_regions())),
        code="bootstrap-region",
    )


def _make(session: Session, request: BootstrapRequest, report: Report) -> BootstrapResult:
    from pulumi.automation import CommandError

    recover(session, report)
    log = EventLog()
    try:
        with report.step("Preview") as step:
            log = EventLog(step.follow)
            session.stack.preview(on_event=log)
            step.outcome = ", ".join(f"{n} to {kind}" for kind, n in log.changes.items()) or "no change"
        if log.changes or log.outputs_changed:
            if request.confirm is not None and not request.confirm(step.outcome):
                return BootstrapResult(session.target, "", "", session.folder, changed=False, declined=True)
            with report.step("Deployment") as step:
                log = EventLog(step.follow)
                session.stack.up(on_event=log, show_secrets=False)
    except CommandError as error:
        raise failure(error, said=log.said) from error
    outputs = session.stack.outputs()
    return BootstrapResult(
        session.target,
        str(outputs["backend"].value),
        str(outputs["secretsProvider"].value),
        session.folder,
        changed=bool(log.changes),
    )
