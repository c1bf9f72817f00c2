"""Outputs of a resource: what AWS answers after it made or changed it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hds_blueprint.simulated_aws.argument_classes import Property, ResourceType
from hds_blueprint.simulated_aws.checking import INTERNAL_PREFIX
from hds_blueprint.simulated_aws.data_files import table
from hds_blueprint.simulated_aws.naming import naming_rule
from hds_blueprint.simulated_aws.regions import partition_of
from hds_blueprint.simulated_aws.templates import Context, Finder, fill
from hds_blueprint.simulated_aws.values import Secret, reveal

# Resources have no clock here: whatever AWS dates is dated alike.
MOMENT: Final = "2026-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a resource lives."""

    region: str
    account: str


@dataclass(frozen=True, slots=True)
class Identity:
    """The id of a resource and everything computed from its identity."""

    id: str
    physical_name: str | None
    computed: dict[str, Any]


def service_and_kind(token: str) -> tuple[str, str]:
    """`aws:rds/instance:Instance` → (`rds`, `instance`): the parts of a generic ARN."""
    _, module, name = token.split(":")
    return module.split("/")[0], re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def identity(
    resource_type: ResourceType,
    urn: str,
    inputs: Mapping[str, Any],
    place: Place,
    number: int,
    find: Finder,
    count: Callable[[str], int],
) -> Identity:
    """The identity of a new resource; `number` tells resources of the same URN apart.

    `find` looks a referred resource's outputs up, `count` is a counter of the world (revisions).
    """
    data = table("identity.yaml")
    templates: Mapping[str, Any] = data["types"].get(resource_type.token, data["default"])
    rule = naming_rule(resource_type)
    plain = {key: reveal(value) for key, value in inputs.items()}
    name = plain.get(rule.property) if rule else plain.get("name")
    service, kind = service_and_kind(resource_type.token)
    partition, suffix = partition_of(place.region)
    context = Context(
        seed=f"{place.account}|{place.region}|{urn}|{number}",
        names={
            "region": place.region,
            "account": place.account,
            "partition": partition,
            "suffix": suffix,
            "service": service,
            "kind": kind,
            **({"name": name} if isinstance(name, str) else {}),
        },
        properties=dict(plain),
        find=find,
        count=lambda: count(f"{resource_type.token}|{plain.get('family', urn)}"),
    )
    computed: dict[str, Any] = {}
    for key, template in templates.items():
        if key == "arn" and plain.get("arn"):
            continue  # of what the resource is about (an event target), not of the resource
        context.label = key
        value = fill(template, context)
        if key == "id" or key in resource_type.state:
            computed[key] = value
        context.properties[key] = value
    generic_arn = data["default"]["arn"]
    if "arn" in resource_type.state and "arn" not in templates and not plain.get("arn"):
        context.label = "arn"
        computed["arn"] = fill(generic_arn, context)
    identifier = str(computed.pop("id", None) or context.generated("hex", 17))
    if rule and not isinstance(name, str):
        name = computed.get(rule.property)
    return Identity(identifier, name if isinstance(name, str) else None, computed)


def outputs(
    resource_type: ResourceType, inputs: Mapping[str, Any], identified: Identity, place: Place
) -> dict[str, Any]:
    """Every property of the type's state: the inputs, then what AWS computes.

    Optional arguments that were left out and that AWS does not fill stay out. Values that are
    only written (`passwordWo`) are never answered; secret properties are marked secret.
    """
    result: dict[str, Any] = {
        key: value
        for key, value in inputs.items()
        if value is not None and not key.startswith(INTERNAL_PREFIX) and not key.endswith("Wo")
    }
    result.update({key: value for key, value in identified.computed.items() if value is not None})
    for key, declared in resource_type.state.items():
        if key in result or key in resource_type.inputs:
            continue
        if key in identified.computed and declared.shape.kind != "list":
            continue
        value = (
            inputs.get(written) is not None
            if (written := _written_only(key))
            else _plausible(key, declared, identified, place)
        )
        if value is not None:
            result[key] = value
    special = _SPECIAL.get(resource_type.token)
    if special:
        result.update(special(result, identified))
    for key in resource_type.secrets & result.keys():
        if not isinstance(result[key], Secret):
            result[key] = Secret(result[key])
    result["id"] = identified.id
    return result


def _written_only(key: str) -> str | None:
    """The argument whose presence a property tells: `hasSecretStringWo` → `secretStringWo`."""
    found = re.fullmatch(r"has([A-Z])(\w*Wo)", key)
    return found[1].lower() + found[2] if found else None


def _plausible(key: str, declared: Property, identified: Identity, place: Place) -> Any:
    match declared.shape.kind:
        case "boolean":
            return False
        case "integer" | "number":
            return 1 if key.lower().endswith("version") else 0
        case "list":
            return []
        case "map":
            return {}
        case "string":
            return _plausible_text(key, identified, place)
        case _:
            return None


def _plausible_text(key: str, identified: Identity, place: Place) -> str:
    if key in {"ownerId", "accountId", "registryId", "owner"}:
        return place.account
    if key == "tagsAll":
        return ""
    if re.search(r"(Date|Time|At|Timestamp)$", key):
        return MOMENT
    if re.search(r"^(status|state)$|(Status|State)$", key):
        return "ACTIVE"
    if key.endswith(("Arn", "arn")):
        return str(identified.computed.get("arn", ""))
    if key.endswith("Id"):
        return identified.id
    return ""


def _certificate(result: Mapping[str, Any], identified: Identity) -> dict[str, Any]:
    """One record to be made in DNS for each domain that a certificate names."""
    if result.get("validationMethod") != "DNS":
        return {}
    domains = dict.fromkeys([result.get("domainName", ""), *result.get("subjectAlternativeNames", [])])
    context = Context(identified.id, {}, {}, lambda _: None)
    options: list[dict[str, str]] = []
    for domain in domains:
        context.label = str(domain)
        # A wildcard is validated by the record of its parent.
        bare = str(domain).removeprefix("*.")
        context.label = bare
        options.append(
            {
                "domainName": str(domain),
                "resourceRecordName": f"_{context.generated('hex', 32)}.{bare}.",
                "resourceRecordType": "CNAME",
                "resourceRecordValue": f"_{context.generated('HEX', 32).lower()}.acm-validations.aws.",
            }
        )
    return {"domainValidationOptions": options, "subjectAlternativeNames": list(domains)}


def _firewall(result: Mapping[str, Any], identified: Identity) -> dict[str, Any]:
    """One endpoint of the firewall in each of its subnets."""
    context = Context(identified.id, {}, {}, lambda _: None)
    states: list[dict[str, Any]] = []
    for mapping in result.get("subnetMappings") or ():
        subnet = str(mapping["subnetId"])
        context.label = subnet
        attachment = {"endpointId": f"vpce-{context.generated('hex', 17)}", "subnetId": subnet}
        states.append({"attachments": [attachment]})
    return {"firewallStatuses": [{"syncStates": states}]}


_SPECIAL: Final[Mapping[str, Callable[[Mapping[str, Any], Identity], dict[str, Any]]]] = {
    "aws:acm/certificate:Certificate": _certificate,
    "aws:networkfirewall/firewall:Firewall": _firewall,
}
