"""Configuration of a provider instance: region, account, default tags."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from hds_blueprint.simulated_aws.argument_classes import properties
from hds_blueprint.simulated_aws.checking import Failure, suggestion
from hds_blueprint.simulated_aws.operations import ProviderState
from hds_blueprint.simulated_aws.regions import region_facts
from hds_blueprint.simulated_aws.values import UNKNOWN, reveal
from hds_blueprint.simulated_aws.world import ACCOUNT_ID


class ConfigurationError(Exception):
    """A provider instance cannot be configured as asked; the message is for people."""


def failures(arguments: Mapping[str, Any]) -> list[Failure]:
    """What is wrong with a provider's arguments: unknown ones, and a region nobody knows."""
    known = properties("", "ProviderArgs")
    found: list[Failure] = []
    for name in sorted(arguments):
        if name not in known and name not in {"version", "pluginDownloadURL"} and not name.startswith("__"):
            near = suggestion(name, sorted(known))
            hint = f". Did you mean '{near}'?" if near else ""
            found.append(Failure(name, f"Unsupported argument: the provider has no '{name}'{hint}"))
    region = reveal(arguments.get("region"))
    if isinstance(region, str) and region_facts(region) is None:
        found.append(
            Failure("region", f"invalid AWS Region: {region} (simulated AWS knows those of regions.yaml)")
        )
    return found


def provider_state(arguments: Mapping[str, Any]) -> ProviderState:
    """The state of a provider instance from what Configure was given.

    Values other than text arrive as JSON. An assumed role decides the account.
    Raises ConfigurationError without a region.
    """
    plain = {key: _value(reveal(value)) for key, value in arguments.items()}
    region = plain.get("region")
    if region is UNKNOWN or not region:
        raise ConfigurationError(
            "missing region: give the provider a region, "
            "or set it with `pulumi config set aws:region eu-west-3`"
        )
    tags = plain.get("defaultTags")
    given = tags.get("tags") if isinstance(tags, dict) else None
    return ProviderState(
        region=str(region),
        account=_account(plain.get("assumeRoles")),
        default_tags={key: str(value) for key, value in given.items()} if isinstance(given, dict) else {},
    )


def _value(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _account(roles: Any) -> str:
    if isinstance(roles, list) and roles and isinstance(roles[0], dict):
        found = re.search(r":iam::(\d{12}):role/", str(roles[0].get("roleArn", "")))
        if found:
            return found.group(1)
    return ACCOUNT_ID
