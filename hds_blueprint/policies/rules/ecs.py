"""Rules of Amazon ECS services and their containers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import TypeAlias

from hds_blueprint.graph.model import Join, Resource, Value
from hds_blueprint.policies.checks import is_false, judge_boolean
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.json_text import read
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.secret_names import looks_secret
from hds_blueprint.policies.values import MISSING, entries, get, is_open, within

TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
CLUSTER = "aws:ecs/cluster:Cluster"
DEFINITIONS = "containerDefinitions"
ContainerCheck: TypeAlias = Callable[[str, Value, Facts], Iterable[Outcome]]
LOSSLESS_DRIVERS = ("awslogs", "awsfirelens", "splunk")


def containers(task: Resource) -> tuple[list[tuple[str, Value]], Outcome | None]:
    """The task's containers with their paths, or the outcome where they cannot be read."""
    text = get(task, DEFINITIONS)
    if isinstance(text, str | Join):
        decoded = read(text, DEFINITIONS, variable=DEFINITIONS)
        return ([], decoded) if isinstance(decoded, Outcome) else (list(entries(decoded, DEFINITIONS)), None)
    if text is MISSING:
        return [], failed(DEFINITIONS, variable=DEFINITIONS)
    return [], unknown(DEFINITIONS)


def container_rule(rule_id: str) -> Callable[[ContainerCheck], ContainerCheck]:
    """Registers a check of each container of a task: `check(path, container, facts)`."""

    def add(check: ContainerCheck) -> ContainerCheck:
        @rule(rule_id, TASK)
        @wraps(check)  # the registry files a rule under the module that it is written in
        def check_task(task: Resource, facts: Facts) -> Iterator[Outcome]:
            found, unreadable = facts.read(task, containers)
            if unreadable:
                yield unreadable
            for path, container in found:
                yield from check(path, container, facts)

        return check

    return add


@container_rule("ecs-container-root-filesystem-read-only")
def root_filesystem_read_only(path: str, container: Value, facts: Facts) -> Iterator[Outcome]:
    value = within(container, "readonlyRootFilesystem")
    yield judge_boolean(value, f"{path}.readonlyRootFilesystem", wanted=True, default=False)


@container_rule("ecs-container-unprivileged")
def unprivileged(path: str, container: Value, facts: Facts) -> Iterator[Outcome]:
    value = within(container, "privileged")
    yield judge_boolean(value, f"{path}.privileged", wanted=False, default=False)


@container_rule("ecs-container-environment-without-secrets")
def environment_without_secrets(path: str, container: Value, facts: Facts) -> Iterator[Outcome]:
    environment = within(container, "environment")
    if is_open(environment):
        yield unknown(f"{path}.environment")
        return
    yield passed(path)
    for place, entry in entries(environment, f"{path}.environment"):
        name, value = within(entry, "name"), within(entry, "value")
        if isinstance(name, str) and value is not MISSING and looks_secret(name, value):
            # the name is enough: the value is never repeated
            yield failed(place, name, variable=name)


@container_rule("ecs-container-logged")
def logged(path: str, container: Value, facts: Facts) -> Iterator[Outcome]:
    place = f"{path}.logConfiguration.logDriver"
    driver = within(container, "logConfiguration.logDriver")
    if is_open(driver):
        yield unknown(place)
    else:
        yield passed(place, driver) if driver in LOSSLESS_DRIVERS else failed(place, driver)


@rule("ecs-service-without-public-address", SERVICE)
def without_public_address(service: Resource, facts: Facts) -> Outcome:
    return is_false(service, "networkConfiguration.assignPublicIp")


@rule("ecs-service-rolls-back", SERVICE)
def rolls_back(service: Resource, facts: Facts) -> Iterator[Outcome]:
    controller = get(service, "deploymentController.type")
    if isinstance(controller, str) and controller != "ECS":
        # CodeDeploy and external controllers roll back by their own settings
        yield not_applicable()
        return
    for path in ("deploymentCircuitBreaker.enable", "deploymentCircuitBreaker.rollback"):
        yield judge_boolean(get(service, path), path, wanted=True, default=False)


@rule("ecs-service-without-remote-shell", SERVICE)
def without_remote_shell(service: Resource, facts: Facts) -> Outcome:
    return is_false(service, "enableExecuteCommand")


@rule("ecs-cluster-observed", CLUSTER)
def observed(cluster: Resource, facts: Facts) -> Outcome:
    settings = get(cluster, "settings")
    if is_open(settings):
        return unknown("settings")
    for path, setting in entries(settings, "settings"):
        if within(setting, "name") != "containerInsights":
            continue
        value = within(setting, "value")
        if is_open(value):
            return unknown(f"{path}.value")
        on = value in ("enabled", "enhanced")
        return passed(f"{path}.value", value) if on else failed(f"{path}.value", value)
    return failed("settings", settings)
