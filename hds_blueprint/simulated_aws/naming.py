"""Physical names and other arguments that the real provider's Check fills in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from hds_blueprint.simulated_aws.argument_classes import ResourceType
from hds_blueprint.simulated_aws.data_files import table
from hds_blueprint.simulated_aws.values import UNKNOWN, Secret

# The bridge notes under this key which inputs it filled in itself.
DEFAULTS: Final = "__defaults"
_SUFFIX_LENGTH: Final = 7


@dataclass(frozen=True, slots=True)
class Autonaming:
    """The engine's wish: `propose` (a name to use), `enforce` or `disable`; None where it has none."""

    mode: Literal["propose", "enforce", "disable"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class NamingRule:
    """How a type is named; the fields are explained in data/naming.yaml."""

    property: str
    max_length: int = 255
    lower: bool = False
    prefix: str = ""
    fifo: str = ""
    generated: bool = False


def naming_rule(resource_type: ResourceType) -> NamingRule | None:
    """The rule by which the type is named, None where the provider invents no name for it."""
    data = table("naming.yaml")
    if resource_type.token in data["unnamed"]:
        return None
    rule = NamingRule(**{**data["default"], **data["types"].get(resource_type.token, {})})
    argument = resource_type.inputs.get(rule.property)
    if argument is None or argument.required or argument.shape.kind != "string":
        return None
    return rule


def physical_name(
    resource_type: ResourceType,
    logical_name: str,
    urn: str,
    inputs: Mapping[str, Any],
    old_inputs: Mapping[str, Any],
    taken: Callable[[str], bool],
    autonaming: Autonaming | None,
) -> tuple[str, str] | None:
    """The argument and the name that Check fills in; None where it fills in none.

    The seven digits come from the URN and not from chance, so that two runs name alike;
    `taken` says whether a living resource of another state entry has the name (that is the
    case while a resource is replaced), and then the next name of the series is used. A name
    given by an earlier Check is kept.
    """
    rule = naming_rule(resource_type)
    if rule is None or rule.generated or inputs.get(rule.property) is not None:
        return None
    if any(inputs.get(f"{rule.property}{suffix}") for suffix in ("Prefix",)):
        return None
    if rule.property in old_inputs.get(DEFAULTS, []) and isinstance(old_inputs.get(rule.property), str):
        return rule.property, old_inputs[rule.property]
    if autonaming and autonaming.mode == "disable":
        return None
    suffix = ".fifo" if rule.fifo and inputs.get(rule.fifo) is True else ""
    if autonaming and autonaming.mode == "enforce" and autonaming.name:
        return rule.property, autonaming.name
    if autonaming and autonaming.name:
        # What is proposed is brought into the form that the type asks for.
        name = f"{rule.prefix}{autonaming.name}{suffix}"
        return rule.property, name.lower() if rule.lower else name
    room = rule.max_length - len(rule.prefix) - len(suffix) - _SUFFIX_LENGTH - 1
    stem = logical_name[:room]
    for number in range(1_000):
        digest = hashlib.sha256(f"{urn}#{number}".encode()).hexdigest()[:_SUFFIX_LENGTH]
        name = f"{rule.prefix}{stem}-{digest}{suffix}"
        name = name.lower() if rule.lower else name
        if not taken(name):
            return rule.property, name
    raise RuntimeError(f"no free name for {urn}")


def constants(resource_type: ResourceType, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments that the provider fills with a constant because the program leaves them out."""
    return {
        name: entry["value"]
        for name, entry in table("naming.yaml")["constants"].items()
        if resource_type.token in entry["types"] and inputs.get(name) is None
    }


def all_tags(
    resource_type: ResourceType, inputs: Mapping[str, Any], default_tags: Mapping[str, str]
) -> Mapping[str, Any] | Any | None:
    """The value of `tagsAll`: the provider's default tags under the resource's own; None without tags."""
    if "tagsAll" not in resource_type.state:
        return None
    own = inputs.get("tags")
    if own is UNKNOWN:
        return UNKNOWN
    if isinstance(own, Secret):
        return Secret({**default_tags, **own.value}) if isinstance(own.value, dict) else own
    if own is not None and not isinstance(own, Mapping):
        return None  # of a wrong type, which Check reports
    merged = {**default_tags, **(own or {})}
    return merged or None
