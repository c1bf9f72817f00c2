"""After a crash: clear the dead engine's lock and settle what it was doing: nothing twice, nothing lost."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from hds_blueprint.deployment import state_edit
from hds_blueprint.deployment.identity import identity, resource_tag
from hds_blueprint.deployment.locks import Lock, file_locks, holder
from hds_blueprint.deployment.lookup import Wanted, find_by_tag
from hds_blueprint.deployment.report import Report
from hds_blueprint.deployment.session import DeploymentError, LockedError, Session, failure, reason
from hds_blueprint.problem import InputError, Problem

Done = TypeVar("Done")
NOTHING = "none"  # `--resolve URN=none`: nothing was created


@dataclass
class Settlement:
    """What becomes of the interrupted creations: an id to adopt, created again, or a question to the user."""

    adopt: dict[str, str] = field(default_factory=dict[str, str])
    again: list[str] = field(default_factory=list[str])
    questions: dict[str, str] = field(default_factory=dict[str, str])


def clear_locks(session: Session, locks: Iterable[Lock], report: Report, *, unlock: bool = False) -> None:
    """Removes the locks of processes that are gone; `unlock` is the user's word for those of another machine.

    Raises:
        InputError: a deployment is running, or may be running on another machine.
    """
    held = [(lock, holder(lock)) for lock in locks]
    if not held:
        return
    if running := [lock for lock, who in held if who == "running"]:
        raise InputError.of(
            "another deployment of this stack is running",
            value="; ".join(map(str, running)),
            suggestion="Wait for its end.",
            code="locked",
        )
    unknown = [lock for lock, who in held if who == "unknown"]
    if unknown and not unlock:
        raise InputError.of(
            "this stack is locked from another machine, and from here it cannot be told whether that "
            "deployment still runs",
            value="; ".join(map(str, unknown)),
            suggestion="Make sure that it has ended, then run again with --unlock.",
            code="locked",
        )
    _cancel(session)
    for lock, who in held:
        report.line(
            f"  Cleared the lock of {lock}: " + ("it is gone" if who == "gone" else "released by --unlock")
        )


def unlocked(session: Session, report: Report, work: Callable[[], Done], unlock: bool = False) -> Done:
    """Does `work`; where the engine meets a lock that could not be listed beforehand (a backend other than
    files), clears it under the rules of `clear_locks` and does the work once more."""
    try:
        return work()
    except LockedError as locked:
        clear_locks(session, locked.locks, report, unlock=unlock)
        return work()


def _cancel(session: Session) -> None:
    from pulumi.automation import CommandError

    try:
        session.stack.cancel()
    except CommandError as error:
        raise DeploymentError(f"the lock cannot be removed: {reason(error)}") from error


def recover(
    session: Session, report: Report, *, resolutions: Mapping[str, str] | None = None, unlock: bool = False
) -> bool:
    """Brings the stack into a state from which a deployment may start; says whether there was anything to do.

    `resolutions` answers earlier questions: URN to the resource's id, or to `none`.

    Raises:
        InputError: a deployment may be running, or only the user can tell whether a resource exists.
        DeploymentError: the engine or AWS could not be asked.
    """
    clear_locks(
        session, file_locks(session.backend, project_name(session), session.name), report, unlock=unlock
    )
    state = session.export()
    interrupted = state_edit.pending(state)
    unread = state_edit.unread(state)
    if not interrupted and not unread:
        return False
    with report.step("Settling what an interrupted deployment left") as step:
        settlement = settle_creations(session, state, resolutions or {})
        if settlement.questions:
            raise InputError(_questions(settlement, session.target.region))
        if interrupted:
            _import_state(session, state_edit.settle(state, settlement.adopt))
        known = {resource["urn"] for resource in state_edit.resources(state)}
        touched = [operation["resource"]["urn"] for operation in interrupted]
        to_read = sorted({*settlement.adopt, *unread, *(urn for urn in touched if urn in known)})
        if to_read:
            _read(session, to_read)
        found, foreign = _outcome(session, settlement.adopt, state)
        step.outcome = f"{len(found)} adopted, {len(touched) - len(found)} to be done again"
    for urn in found:
        report.line(f"    adopted {urn} (id {settlement.adopt[urn]})")
    if foreign:
        raise InputError(foreign)
    return True


def project_name(session: Session) -> str:
    """The name of the Pulumi project, under which the backend keeps its stacks."""
    return session.workspace.project_settings().name


def settle_creations(session: Session, state: state_edit.State, resolutions: Mapping[str, str]) -> Settlement:
    """Decides for each interrupted creation, asking AWS by tag where the id is AWS's choice."""
    settlement = Settlement()
    wanted: dict[str, Wanted] = {}
    creations = {
        operation["resource"]["urn"]: operation["resource"]
        for operation in state_edit.pending(state)
        if operation.get("type") == "creating"
    }
    for urn, resource in creations.items():
        way = identity(str(resource.get("type")))
        inputs: dict[str, Any] = resource.get("inputs") or {}
        tag = resource_tag(inputs)
        if urn in resolutions:
            if resolutions[urn] == NOTHING:
                settlement.again.append(urn)
            else:
                settlement.adopt[urn] = resolutions[urn]
        elif not resource.get("custom") or state_edit.is_provider(resource):
            settlement.again.append(urn)  # exists in the state only
        elif way is None:
            settlement.questions[urn] = "resources of this type cannot be looked up"
        elif way.way == "again":
            settlement.again.append(urn)
        elif way.way == "ask":
            settlement.questions[urn] = way.where(inputs)
        elif way.way == "import":
            if (found := way.from_inputs(inputs)) is None:
                settlement.questions[urn] = "its inputs do not say its id"
            else:
                settlement.adopt[urn] = found
        elif tag is None:
            settlement.questions[urn] = "it carries no tag of its own"
        else:
            wanted[urn] = Wanted(tag, state_edit.region_of(resource, state, session.target.region))
    if wanted:
        answers = find_by_tag(session, wanted.values())
        for urn, item in wanted.items():
            _judge(settlement, urn, creations[urn], _new(answers.get(item, ()), state))
    return settlement


def _judge(settlement: Settlement, urn: str, resource: Mapping[str, Any], arns: list[str]) -> None:
    way = identity(str(resource.get("type")))
    if not arns:
        settlement.again.append(urn)
    elif len(arns) > 1:
        settlement.questions[urn] = f"several resources carry its tag: {', '.join(arns)}"
    else:
        found = None if way is None else way.from_arn(arns[0], resource.get("inputs") or {})
        if found is None:
            settlement.questions[urn] = f"its ARN has an unexpected form: {arns[0]}"
        else:
            settlement.adopt[urn] = found


def _new(arns: Iterable[str], state: state_edit.State) -> list[str]:
    """The ARNs that the state does not know: a replacement carries the old resource's tag."""
    known = {(resource.get("outputs") or {}).get("arn") for resource in state_edit.resources(state)}
    return [arn for arn in arns if arn not in known]


def _import_state(session: Session, state: state_edit.State) -> None:
    """Writes an edited state. Its secrets are encrypted; the temporary file is the user's alone."""
    with tempfile.TemporaryDirectory(prefix="hds-recovery-") as folder:
        file = Path(folder) / "state.json"
        file.write_text(json.dumps(state), encoding="utf-8")
        session.pulumi("stack", "import", "--stack", session.name, "--file", str(file))


def _read(session: Session, urns: list[str]) -> None:
    """Lets the provider read these resources: outputs of what exists, nothing left of what does not."""
    from pulumi.automation import CommandError

    try:
        session.stack.refresh(target=urns, show_secrets=False)
    except CommandError as error:
        raise failure(error) from error


def _outcome(
    session: Session, adopted: Mapping[str, str], before: state_edit.State
) -> tuple[list[str], list[Problem]]:
    """Which adopted resources exist, and a question for each that exists and is somebody else's.

    A name may be taken by a resource that is not ours. It is told by its tag; such a resource is
    taken out of the state again.
    """
    if not adopted:
        return [], []
    state = session.export()
    asked = {
        operation["resource"]["urn"]: resource_tag(operation["resource"].get("inputs") or {})
        for operation in state_edit.pending(before)
    }
    found: list[str] = []
    foreign: list[str] = []
    for resource in state_edit.resources(state):
        urn = resource["urn"]
        if urn not in adopted or resource.get("delete"):
            continue
        expected = asked.get(urn)
        ours = expected is None or resource_tag(resource.get("outputs") or {}) == expected
        (found if ours else foreign).append(urn)
    if foreign:
        _import_state(session, state_edit.without(state, foreign))
    return found, [
        Problem(
            "a resource of this name exists and does not carry this stack's tag, so it is not taken over",
            path=urn,
            value=adopted[urn],
            suggestion="Rename or remove it. If it is this stack's, tag it or `pulumi import` it.",
            code="recovery-foreign",
        )
        for urn in foreign
    ]


def _questions(settlement: Settlement, region: str) -> list[Problem]:
    return [
        Problem(
            "the deployment was killed while it created this resource; whether it exists "
            f"is not known: {why}",
            path=urn,
            suggestion=f"Look in the AWS console ({region}), then run again with --resolve '{urn}=ID', "
            f"or with --resolve '{urn}={NOTHING}' if it does not exist.",
            code="recovery-question",
        )
        for urn, why in settlement.questions.items()
    ]
