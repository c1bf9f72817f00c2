"""Rules of what AWS Step Functions runs: bounded in time, private, and watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hds_blueprint.graph.model import Join, Resource, Value
from hds_blueprint.policies.alarms import watched
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.json_text import read
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.step_functions import MACHINE
from hds_blueprint.policies.values import MISSING, boolean, get, is_open, within

DEFINITION = "definition"
BOUNDS = ("TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath")
FAILURES = ("ExecutionsFailed", "ExecutionsTimedOut")


@rule("step-functions-runs-bounded", MACHINE)
def runs_bounded(machine: Resource, facts: Facts) -> Outcome:
    definition = _definition(machine)
    if isinstance(definition, Outcome):
        return definition
    if any(within(definition, name) is not MISSING for name in BOUNDS[:2]):
        return passed(DEFINITION)
    waiting = [state for _, state in _states(definition) if within(state, "Type") == "Task"]
    unbounded = [state for state in waiting if all(within(state, name) is MISSING for name in BOUNDS)]
    return failed(DEFINITION) if unbounded or not waiting else passed(DEFINITION)


@rule("step-functions-tasks-without-public-address", MACHINE)
def tasks_private(machine: Resource, facts: Facts) -> Iterator[Outcome]:
    path = "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp"
    yield from _each_task(machine, path, lambda value: value == "ENABLED")


@rule("step-functions-tasks-without-remote-shell", MACHINE)
def tasks_without_shell(machine: Resource, facts: Facts) -> Iterator[Outcome]:
    yield from _each_task(machine, "EnableExecuteCommand", lambda value: boolean(value) is True)


@rule("step-functions-tasks-security-groups-named", MACHINE)
def tasks_security_groups(machine: Resource, facts: Facts) -> Iterator[Outcome]:
    # without one, the task has the network's default group, which belongs to nobody
    path = "NetworkConfiguration.AwsvpcConfiguration"
    yield from _each_task(machine, path, lambda value: within(value, "SecurityGroups") in (MISSING, []))


@rule("step-functions-failures-alarmed", MACHINE)
def failures_alarmed(machine: Resource, facts: Facts) -> Outcome:
    return watched(machine, "StateMachineArn", facts, *FAILURES)


def _each_task(machine: Resource, setting: str, bad: Callable[[Value], bool]) -> Iterator[Outcome]:
    """An outcome for each state that runs a container, by one of its parameters."""
    definition = _definition(machine)
    if isinstance(definition, Outcome):
        yield definition
        return
    for path, state in _states(definition):
        resource = within(state, "Resource")
        if not isinstance(resource, str | Join) or ":ecs:runTask" not in _text(resource):
            continue
        for parameters in ("Parameters", "Arguments"):
            place = f"{DEFINITION}.{path}.{parameters}.{setting}"
            value = within(state, f"{parameters}.{setting}")
            if value is MISSING:
                continue
            if is_open(value):
                yield unknown(place)
            else:
                yield failed(place, value) if bad(value) else passed(place, value)
        if within(state, "Parameters") is MISSING and within(state, "Arguments") is MISSING:
            yield unknown(f"{DEFINITION}.{path}")
            continue
        yield passed(DEFINITION)


def _definition(machine: Resource) -> Value | Outcome:
    text = get(machine, DEFINITION)
    if text is MISSING or not isinstance(text, str | Join):
        return unknown(DEFINITION) if is_open(text) else not_applicable()
    return read(text, DEFINITION)


def _states(machine: Value, path: str = "") -> Iterator[tuple[str, Value]]:
    """Every state with its path, those of machines inside of states too."""
    pending: list[tuple[str, Value]] = [(path, machine)]
    while pending:
        place, item = pending.pop()
        states = within(item, "States")
        for name, state in states.items() if isinstance(states, dict) else ():
            inner = f"{place}States.{name}"
            yield inner, state
            for key in ("ItemProcessor", "Iterator"):
                if (nested := within(state, key)) is not MISSING:
                    pending.append((f"{inner}.{key}.", nested))
            branches = within(state, "Branches")
            if isinstance(branches, list):
                pending += [(f"{inner}.Branches[{i}].", branch) for i, branch in enumerate(branches)]


def _text(value: str | Join) -> str:
    return value if isinstance(value, str) else "".join(part for part in value.parts if isinstance(part, str))
