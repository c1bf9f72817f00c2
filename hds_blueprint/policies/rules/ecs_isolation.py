"""Rules of Amazon ECS: what a task is cut off from, and what runs when one is lost."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Join, Ref, Resource, Value
from hds_blueprint.policies.checks import at_least, customer_key
from hds_blueprint.policies.choices import is_none_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.places import region_in_text
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.ecs import CLUSTER, SERVICE, TASK, container_rule
from hds_blueprint.policies.values import MISSING, entries, get, is_open, within

SESSIONS = "configuration.executeCommandConfiguration"
STORAGE_KEY = "configuration.managedStorageConfiguration.fargateEphemeralStorageKmsKeyId"


@rule("ecs-task-network-isolated", TASK)
def network_isolated(task: Resource, facts: Facts) -> Outcome:
    mode = get(task, "networkMode")
    if is_open(mode):
        return unknown("networkMode")
    return passed("networkMode", mode) if mode in ("awsvpc", "none") else failed("networkMode", mode)


@rule("ecs-task-processes-isolated", TASK)
def processes_isolated(task: Resource, facts: Facts) -> Iterator[Outcome]:
    for path in ("pidMode", "ipcMode"):
        yield is_none_of(task, path, "host")


@container_rule("ecs-container-capabilities-dropped")
def capabilities_dropped(path: str, container: Value, facts: Facts) -> Iterator[Outcome]:
    place = f"{path}.linuxParameters.capabilities.drop"
    dropped = within(container, "linuxParameters.capabilities.drop")
    if is_open(dropped):
        yield unknown(place)
    else:
        everything = "ALL" in [name for _, name in entries(dropped, place)]
        yield passed(place, dropped) if everything else failed(place, dropped)


@container_rule("ecs-container-logs-within-eea")
def logs_within_eea(path: str, container: Value, facts: Facts) -> Iterator[Outcome]:
    place = f"{path}.logConfiguration.options.awslogs-region"
    region = within(container, "logConfiguration.options.awslogs-region")
    if is_open(region):
        yield unknown(place)
    elif region is MISSING or region in facts.eea_regions:
        yield passed(place, region)
    else:
        yield failed(place, region)


@container_rule("ecs-container-regions-within-eea")
def regions_within_eea(path: str, container: Value, facts: Facts) -> Iterator[Outcome]:
    """Settings that are a region, or an address of AWS in one: where the software calls it."""
    for place, setting in entries(within(container, "environment"), f"{path}.environment"):
        value = within(setting, "value")
        region = region_in_text(value) if isinstance(value, str) else None
        if region is not None and region not in facts.eea_regions:
            yield failed(f"{place}.value", value)
        else:
            yield passed(f"{place}.value")


@container_rule("ecs-container-image-versioned")
def image_versioned(path: str, container: Value, facts: Facts) -> Iterator[Outcome]:
    image, place = within(container, "image"), f"{path}.image"
    text = image
    if isinstance(image, Ref) and image.property == "repositoryUrl":
        image = Join((image,))
    if isinstance(image, Join):
        # a reference stands for a repository, which has no version of its own
        text = "".join(part if isinstance(part, str) else "reference" for part in image.parts)
    if not isinstance(text, str):
        yield unknown(place) if is_open(image) else failed(place, image)
        return
    name, _, tag = text.rsplit("/", 1)[-1].partition(":")
    versioned = "@sha256" in name or tag not in ("", "latest")
    yield passed(place, image) if versioned else failed(place, image)


@rule("ecs-cluster-sessions-logged", CLUSTER)
def sessions_logged(cluster: Resource, facts: Facts) -> Outcome:
    logging, place = get(cluster, f"{SESSIONS}.logging"), f"{SESSIONS}.logging"
    if is_open(logging):
        return unknown(place)
    if logging != "OVERRIDE":
        return failed(place, logging)
    log = f"{SESSIONS}.logConfiguration"
    for name in ("cloudWatchLogGroupName", "s3BucketName"):
        if get(cluster, f"{log}.{name}") is not MISSING:
            return customer_key(cluster, f"{SESSIONS}.kmsKeyId", facts)
    return failed(f"{log}.cloudWatchLogGroupName")


@rule("ecs-cluster-storage-customer-key", CLUSTER)
def storage_key(cluster: Resource, facts: Facts) -> Outcome:
    return customer_key(cluster, STORAGE_KEY, facts)


@rule("ecs-service-tasks-redundant", SERVICE)
def tasks_redundant(service: Resource, facts: Facts, *, minimum: int) -> Outcome:
    if not facts.production or get(service, "schedulingStrategy") == "DAEMON":
        return not_applicable()
    return at_least(service, "desiredCount", minimum, default=0)


@rule("ecs-service-security-groups-named", SERVICE)
def security_groups_named(service: Resource, facts: Facts) -> Outcome:
    network = get(service, "networkConfiguration")
    if network is MISSING:
        # a task in bridge or host mode has the groups of its host
        return not_applicable()
    place = "networkConfiguration.securityGroups"
    groups = get(service, place)
    if is_open(groups):
        return unknown(place)
    return passed(place, groups) if groups not in (MISSING, []) else failed(place, groups)
