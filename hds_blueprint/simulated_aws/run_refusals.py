"""What AWS refuses of state machines, of repositories of images and of locks on buckets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from hds_blueprint.simulated_aws.errors import refusal
from hds_blueprint.simulated_aws.world import World, WorldResource

Find = Callable[[str], WorldResource | None]

_STATES: Final = ("Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map")
_ENDING: Final = ("Succeed", "Fail", "Choice")
_BUCKETS: Final = frozenset({"aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"})
_VERSIONING: Final = "aws:s3/bucketVersioning:BucketVersioning"
_MACHINE: Final = "aws:sfn/stateMachine:StateMachine"
_REPOSITORY_POLICY: Final = "aws:ecr/repositoryPolicy:RepositoryPolicy"
_LIFECYCLE: Final = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
_LOCK: Final = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"


def check(world: World, find: Find, token: str, inputs: Mapping[str, Any]) -> None:
    """Raise AwsError where AWS would not take the resource."""
    if token == _MACHINE:
        _state_machine(inputs)
    elif token == _REPOSITORY_POLICY:
        _repository(find, inputs)
        if any("Resource" in statement for statement in _statements(inputs.get("policy"))):
            raise refusal("repository-policy-resource")
    elif token == _LIFECYCLE:
        _repository(find, inputs)
        _lifecycle(inputs.get("policy"))
    elif token == _LOCK:
        _lock(world, inputs)
    elif token == _VERSIONING:
        _versions_of_locked(world, inputs)


def _state_machine(inputs: Mapping[str, Any]) -> None:
    try:
        definition = json.loads(str(inputs.get("definition")))
    except ValueError:
        definition = None
    reason = "the definition is not JSON" if not isinstance(definition, Mapping) else _wrong(definition)
    if reason:
        raise refusal("definition", reason=reason)
    logging = inputs.get("loggingConfiguration")
    logging = logging if isinstance(logging, Mapping) else {}
    destination = logging.get("logDestination")
    if logging.get("level", "OFF") != "OFF" and not str(destination).endswith(":*"):
        raise refusal("log-destination", destination=destination)
    encryption = inputs.get("encryptionConfiguration")
    if isinstance(encryption, Mapping):
        own = encryption.get("type") == "CUSTOMER_MANAGED_KMS_KEY"
        if own != bool(encryption.get("kmsKeyId")):
            raise refusal("machine-key", type=encryption.get("type"))


def _wrong(machine: Mapping[str, Any]) -> str | None:
    """What is wrong with a state machine, or with one inside of it."""
    states = machine.get("States")
    if not isinstance(states, Mapping) or machine.get("StartAt") not in states:
        return f"StartAt {machine.get('StartAt')} is no state"
    for name, state in states.items():
        if not isinstance(state, Mapping) or state.get("Type") not in _STATES:
            return f"the state {name} has no Type that is known"
        following = list(_following(state))
        if missing := [each for each in following if each not in states]:
            return f"the state {name} leads to {missing[0]}, which is no state"
        if state["Type"] not in _ENDING and not state.get("End") and "Next" not in state:
            return f"the state {name} has neither Next nor End"
        if state["Type"] == "Task" and not str(state.get("Resource")).startswith("arn:"):
            return f"the state {name} has no Resource"
        inner = state.get("ItemProcessor") or state.get("Iterator")
        if state["Type"] == "Map" and (not isinstance(inner, Mapping) or _wrong(inner)):
            return f"the state {name} has no machine inside that can run"
    return None


def _following(state: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(state[key]) for key in ("Next", "Default") if key in state)
    for key in ("Catch", "Choices"):
        yield from (str(each["Next"]) for each in state.get(key, ()) if "Next" in each)


def _repository(find: Find, inputs: Mapping[str, Any]) -> None:
    name = str(inputs.get("repository"))
    if find(name) is None:
        raise refusal("repository-missing", name=name)


def _statements(text: Any) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(str(text)).get("Statement", [])
    except (AttributeError, ValueError):
        return []  # said by the check of policy documents
    return found if isinstance(found, list) else [found]


def _lifecycle(text: Any) -> None:
    try:
        rules = json.loads(str(text))["rules"]
        priorities = [rule["rulePriority"] for rule in rules]
        whole = [rule["rulePriority"] for rule in rules if rule["selection"]["tagStatus"] == "any"]
    except (KeyError, TypeError, ValueError):
        raise refusal("lifecycle", reason="rules with a priority and a selection are expected") from None
    if len(set(priorities)) != len(priorities):
        raise refusal("lifecycle", reason="two rules have one priority")
    if whole and max(priorities) != max(whole):
        raise refusal("lifecycle", reason="a rule for any image must come last")


def _lock(world: World, inputs: Mapping[str, Any]) -> None:
    bucket = str(inputs.get("bucket"))
    if not _versioned(world, bucket):
        raise refusal("lock-without-versions", bucket=bucket)
    rule = inputs.get("rule")
    retention = rule.get("defaultRetention") if isinstance(rule, Mapping) else None
    if isinstance(retention, Mapping):
        if retention.get("mode") not in ("GOVERNANCE", "COMPLIANCE"):
            raise refusal("lock-rule", reason=f"the mode {retention.get('mode')} is not known")
        if bool(retention.get("days")) == bool(retention.get("years")):
            raise refusal("lock-rule", reason="either days or years are expected")


def _versioned(world: World, bucket: str) -> bool:
    """Whether versions are kept: by settings of their own, or since the bucket was made with a lock."""
    for found in world.list():
        if found.inputs.get("bucket") != bucket:
            continue
        settings = found.inputs.get("versioningConfiguration")
        if (
            found.type == _VERSIONING
            and isinstance(settings, Mapping)
            and settings.get("status") == "Enabled"
        ):
            return True
        inline = found.inputs.get("versioning")
        if found.type in _BUCKETS and (
            found.inputs.get("objectLockEnabled") is True
            or (isinstance(inline, Mapping) and inline.get("enabled") is True)
        ):
            return True
    return False


def _versions_of_locked(world: World, inputs: Mapping[str, Any]) -> None:
    bucket, settings = inputs.get("bucket"), inputs.get("versioningConfiguration")
    suspended = isinstance(settings, Mapping) and settings.get("status") == "Suspended"
    if suspended and any(lock.inputs.get("bucket") == bucket for lock in world.find(type=_LOCK)):
        raise refusal("versions-of-locked", bucket=bucket)
